// The core's bytes as hexadecimal digits: the build says of which file, and esbuild's loader `text` gives them. After brotli they are a
// tenth smaller than base64.
declare module "wsclose/core" {
	const hex: string;
	export default hex;
}

// The core's bytes: the build says of which file, and esbuild's loader `binary` gives them.
declare module "wsclose/core" {
	const bytes: Uint8Array<ArrayBuffer>;
	export default bytes;
}

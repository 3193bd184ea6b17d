// esbuild's loader `binary` gives the file's bytes.
declare module "*.wasm" {
	const bytes: Uint8Array<ArrayBuffer>;
	export default bytes;
}

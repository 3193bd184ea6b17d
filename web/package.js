// The published package, as it is served beside this page: wsclose and wsclose/ja.

const HERE = new URL("./dist/", import.meta.url);

/** Imports the package. Throws an error that says what to do where it is not there. */
export async function importPackage() {
	let wsclose;
	try {
		wsclose = await import(new URL("index.js", HERE).href);
	} catch (why) {
		throw new Error(
			`The package is not at ${new URL("index.js", HERE).pathname}, or does not start (${why.message}). In a checkout, run make build, then make serve.`,
			{ cause: why },
		);
	}
	const speaksJapanese = await import(new URL("ja.js", HERE).href).then(
		() => true,
		() => false,
	);
	return { wsclose, speaksJapanese };
}

/** Loads the core and keeps the line about it true. */
export function showCore({ load, core }, line, changed) {
	const show = () => {
		if (line.dataset.status === core.status) {
			return;
		}
		line.dataset.status = core.status;
		const without = core.status === "failed" || core.status === "crashed" ? ": sessions go on without it" : "";
		line.textContent = `core: ${core.status}${without}`;
		line.title = core.error?.message ?? "";
		changed(core.error?.message ?? "");
	};
	show();
	load().then(show, show);
	setInterval(show, 1_000); // it may crash, or come later
}

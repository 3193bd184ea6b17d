// The playground: puts its parts together.

import { showCodes } from "./codes.js";
import { byId, say } from "./dom.js";
import { Log } from "./log.js";
import { Options, source, waits } from "./options.js";
import { importPackage, showCore } from "./package.js";
import { offerScenarios } from "./scenarios.js";
import { Session } from "./session.js";
import { Timeline } from "./timeline.js";

function start(found) {
	const { wsclose, speaksJapanese } = found;
	const log = new Log();
	const session = new Session(found, log, new Timeline());
	const options = new Options(wsclose.rules, () => check());

	const address = () => [
		byId("url").value.trim(),
		byId("protocols")
			.value.split(",")
			.map((name) => name.trim())
			.filter((name) => name !== ""),
	];

	/** Says what the package says of the options, and shows them as code. */
	function check() {
		try {
			const read = options.read();
			wsclose.ManagedWebSocket.with(read);
			say(byId("problem"), "");
			options.mark("");
			const [url, protocols] = address();
			const rest = [JSON.stringify(url), source(protocols), source(read)];
			const args = Object.keys(read).length > 0 ? rest : protocols.length > 0 ? rest.slice(0, 2) : rest.slice(0, 1);
			byId("source").textContent =
				`import { ManagedWebSocket } from "wsclose";\n\nconst socket = new ManagedWebSocket(${args.join(", ")});`;
			preview(read.reconnect);
			return read;
		} catch (error) {
			say(byId("problem"), error.message);
			options.mark(error.message);
			byId("waits").textContent = "";
			return null;
		}
	}

	function preview(reconnect) {
		const isThere = wsclose.core.status === "ready" && reconnect !== false;
		byId("waits").textContent = isThere ? waits(wsclose.planDelays, reconnect ?? {}) : "";
	}

	byId("setup").addEventListener("submit", (event) => {
		event.preventDefault();
		const read = check();
		if (!read) {
			return;
		}
		try {
			session.connect(...address(), read);
		} catch (error) {
			say(byId("problem"), `${error.name}: ${error.message}`);
		}
	});
	byId("protocols").addEventListener("input", check);
	byId("clear").addEventListener("click", () => log.clear());
	showCodes(wsclose.describe, speaksJapanese);
	showCore(wsclose, byId("core"), (error) => {
		say(byId("missing"), error);
		check();
	});
	return offerScenarios(check);
}

try {
	await start(await importPackage());
	document.documentElement.dataset.ready = "";
} catch (error) {
	say(byId("missing"), error.message);
	byId("connect").disabled = true;
	byId("core").textContent = "package: missing";
	byId("core").dataset.status = "failed";
}

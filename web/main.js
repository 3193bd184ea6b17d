// The playground: puts its parts together.

import { showCodes } from "./codes.js";
import { byId, say } from "./dom.js";
import { Log } from "./log.js";
import { Options } from "./options.js";
import { importPackage, showCore } from "./package.js";
import { PolicyPlots } from "./policy.js";
import { offerScenarios } from "./scenarios.js";
import { Session } from "./session.js";
import { program } from "./source.js";
import { Timeline } from "./timeline.js";

function start(found) {
	const { wsclose, speaksJapanese } = found;
	const log = new Log();
	const session = new Session(found, log, new Timeline());
	const options = new Options(wsclose.rules, check, (line) => session.debug(line));
	const plots = new PolicyPlots(wsclose.planDelays);

	const address = () => [
		byId("url").value.trim(),
		byId("protocols")
			.value.split(",")
			.map((name) => name.trim())
			.filter((name) => name !== ""),
	];

	/** Says what the package says of the options, and shows them as code and in the plots. */
	function check() {
		refuse("");
		try {
			const read = options.read();
			wsclose.ManagedWebSocket.with(read.options);
			options.mark("");
			byId("source").textContent = program(...address(), read.options);
			plots.show(read.options.reconnect, wsclose.core.status);
			return read;
		} catch (error) {
			if (!options.mark(error.message)) {
				say(byId("problem"), error.message);
			}
			return null;
		}
	}

	/** Says what the browser or the package has against the address. */
	function refuse(message) {
		const at = message === "" ? "" : /protocol '|subprotocol/.test(message) ? "protocols" : "url";
		for (const id of ["url", "protocols"]) {
			say(byId(`${id}-problem`), id === at ? message : "");
			byId(id).toggleAttribute("aria-invalid", false);
			if (id === at) {
				byId(id).setAttribute("aria-invalid", "true");
				byId(id).focus();
			}
		}
		say(byId("problem"), "");
	}

	byId("setup").addEventListener("submit", (event) => {
		event.preventDefault();
		const read = check();
		if (!read) {
			options.goToProblem();
			return;
		}
		try {
			if (byId("url").value.trim() === "") {
				throw new SyntaxError("Type a URL that begins with ws:// or wss://");
			}
			session.connect(...address(), read);
		} catch (error) {
			refuse(`${error.name}: ${error.message}`);
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

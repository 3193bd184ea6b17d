// What js/ throws: the browser's own kinds of errors, with what was passed, what is allowed, and what to do.

import { MAX_REASON_BYTES } from "../decider/codes.gen.ts";
import { utf8Length } from "../page/text.ts";
import type { CloseReport } from "../types.ts";

/** `opened` rejects with it when the session ends first. */
export class WebSocketClosedError extends Error {
	readonly report: CloseReport;

	constructor(report: CloseReport) {
		super(`wsclose: the session has ended: ${report.code} ${report.name} (${report.cause}, ${report.decision.rule})`);
		this.name = "WebSocketClosedError";
		this.report = report;
	}
}

/** The exception of close() for a code (1) or a reason (2) that may not be sent. */
export const refused = (what: number, code: number, reason: string): DOMException =>
	what === 1
		? new DOMException(
				`A page may close with 1000 or 3000-4999, not with ${code}; see the option lenient`,
				"InvalidAccessError",
			)
		: new DOMException(
				`A reason may have ${MAX_REASON_BYTES} bytes of UTF-8, not ${utf8Length(reason)}; see the option lenient`,
				"SyntaxError",
			);

export const invalidState = (message: string): DOMException => new DOMException(message, "InvalidStateError");

export * from "./watched.js";

import * as Sentry from "@sentry/browser";
import "recipe";

const sent = [];
Sentry.init({
	dsn: "https://key@sentry.example/1",
	transport: (options) =>
		Sentry.createTransport(options, async ({ body }) => {
			sent.push(body);
			return { statusCode: 200 };
		}),
});

/** The events that left for Sentry. */
export async function events() {
	await Sentry.flush();
	return sent
		.flatMap((body) => JSON.parse(body.split("\n")[2]))
		.filter(({ message }) => message)
		.map(({ message, level, fingerprint, tags, contexts, breadcrumbs }) => ({
			message,
			level,
			fingerprint,
			tag: tags["websocket.code"],
			reason: contexts.websocket.reason,
			before: breadcrumbs.filter(({ category }) => category === "websocket").map((b) => `${b.level}: ${b.message}`),
		}));
}

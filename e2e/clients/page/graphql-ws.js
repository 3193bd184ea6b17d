export * from "./stage.js";

import { client } from "recipe";

const query = `query ($name: String!) { greeting(name: $name) }`;

/** Asks, and waits for the one answer. */
export async function ask(name) {
	for await (const { data } of client.iterate({ query, variables: { name } })) {
		return data.greeting;
	}
}

const counts = client.iterate({ query: "subscription { subscription }" });

/** The next value of a subscription that the page makes once. */
export async function next() {
	const { value } = await counts.next();
	return value.data.subscription;
}

/** Ends the subscription, and with it the connection. */
export const end = () => counts.return();

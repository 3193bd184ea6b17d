export * from "./stage.js";

import { client } from "recipe";

const messages = [];
let heard = () => {};
client.on("message", (topic, payload) => {
	messages.push(`${topic}: ${payload}`);
	heard();
});

export const subscribe = async (topic) => (await client.subscribeAsync(topic, { qos: 1 })).map((one) => one.topic);

/** Retained, since MQTT.js sends what has waited before it subscribes again. */
export const publish = (topic, text) => void client.publish(topic, text, { qos: 1, retain: true });

/** Publishes when there is no connection. */
export const publishOnceGone = (topic, text) => void client.once("close", () => publish(topic, text));

/** Waits for that many messages, and returns them all. */
export async function received(many) {
	while (messages.length < many) {
		await new Promise((resolve) => {
			heard = resolve;
		});
	}
	return messages;
}

export const end = () => client.endAsync();

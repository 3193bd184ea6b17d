export * from "./component.js";

import { createApp, h, ref } from "vue";
import { useSocket } from "recipe";
import { hear, root } from "./component.js";

const address = ref("");
const called = ref("");

const app = createApp({
	setup() {
		const { socket, phase } = useSocket(address, ({ data }) => hear(`${called.value}: ${data}`));
		return () => h("button", { onClick: () => socket.value.send("hello") }, phase.value);
	},
});

/** Mounts it, or gives it another address or name. */
export function render(url, name) {
	address.value = url;
	called.value = name;
	if (!root.firstChild) {
		app.mount(root);
	}
}

export const unmount = () => app.unmount();

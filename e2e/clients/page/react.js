export * from "./component.js";

import { createElement, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { useSocket } from "recipe";
import { hear, root } from "./component.js";

function Feed({ url, name }) {
	const { socket, phase } = useSocket(url, ({ data }) => hear(`${name}: ${data}`));
	return createElement("button", { onClick: () => socket.send("hello") }, phase);
}

const tree = createRoot(root);

/** Mounts it, or gives it another address or name. */
export const render = (url, name) =>
	tree.render(createElement(StrictMode, null, createElement(Feed, { url, name })));

export const unmount = () => tree.unmount();

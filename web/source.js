// Options as the source text that would pass them.

const written = new WeakMap();

/** A function, or another object, that reads as this text. */
export function reads(text, value) {
	written.set(value, text);
	return value;
}

/** A value as source text. */
export function source(value, indent = "") {
	if (Object(value) === value && written.has(value)) {
		return written.get(value);
	}
	if (Array.isArray(value)) {
		return `[${value.map((one) => source(one, indent)).join(", ")}]`;
	}
	if (typeof value !== "object" || value === null) {
		return typeof value === "string" ? JSON.stringify(value) : String(value);
	}
	const members = Object.entries(value).map(([name, of]) => `${key(name)}: ${source(of, `${indent}  `)}`);
	if (members.length === 0) {
		return "{}";
	}
	const line = `{ ${members.join(", ")} }`;
	return line.length < 60 ? line : `{\n${members.map((member) => `${indent}  ${member},\n`).join("")}${indent}}`;
}

const key = (name) => (/^([a-z_$][\w$]*|\d+)$/i.test(name) ? name : JSON.stringify(name));

/** All of a program that makes this socket. */
export function program(url, protocols, options) {
	const rest = [JSON.stringify(url), source(protocols), source(options)];
	const count = Object.keys(options).length > 0 ? 3 : protocols.length > 0 ? 2 : 1;
	const before = options.signal ? "const controller = new AbortController();\n" : "";
	return `import { ManagedWebSocket } from "wsclose";\n\n${before}const socket = new ManagedWebSocket(${rest.slice(0, count).join(", ")});`;
}

import { subject } from "../assertion.js";

const ACCESS = "InvalidAccessError (DOMException 15)";

/** Codes at every edge of RFC 6455, section 7.4.2, and of the registry, and some between. */
const CODES = [
	0, 1, 500, 999, 1000, 1001, 1002, 1003, 1004, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 1016, 1100, 1999, 2000, 2500, 2999,
	3000, 3001, 3003, 3008, 3500, 3900, 3999, 4000, 4001, 4321, 4500, 4999, 5000, 10000, 32768, 65534, 65535,
];
/** Codes that must not be on the wire: what becomes of them is the browser's. */
const RESERVED = [1005, 1006, 1015];

const sendable = (code) => code === 1000 || (code >= 3000 && code <= 4999);
/** RFC 6455, section 7.4: a code that a server may send. */
const valid = (code) => (code >= 1000 && code <= 1014 && code !== 1004) || (code >= 3000 && code <= 4999);

/** The codes from 0 to 65535, sampled: which may be sent, and what the page is told of those received. */
export const codes = subject("codes", "RFC 6455, sections 7.1.5 and 7.4; WHATWG WebSockets, close()", (must, may) => {
	for (const code of [...CODES, ...RESERVED].sort((a, b) => a - b)) {
		must(`close(${code}) is ${sendable(code) ? "allowed" : "refused"}`, sendable(code) ? "nothing" : ACCESS, (t) => {
			const socket = t.make();
			return t.thrown(() => socket.close(code));
		});
	}
	for (const code of CODES) {
		const life = (t) => t.failed(`/lab/close?code=${code}&reason=r`); // some codes fail the connection in WebKit
		if (valid(code)) {
			must(`the server closes with ${code}`, ["open@1", `close@3 ${code} "r" clean`], life);
		} else {
			may(`the server closes with ${code}, which it must not send`, life);
		}
	}
	for (const code of RESERVED) {
		may(`the server closes with ${code}, which is reserved`, (t) => t.failed(`/lab/close?code=${code}`));
	}
	for (const code of [3000, 4777, 1001, 1011]) {
		must(`the page's close(3000) is answered with ${code}: the server's code is told`, [`close@3 ${code} "theirs" clean`], async (t) => {
			const socket = await t.open(`/lab/answer?with=code:${code}&reason=theirs`);
			const life = t.life(socket);
			socket.close(3000, "mine");
			return life;
		});
	}
});

// One adapter for each package: how a page uses it, by its own API and, unless a scenario says otherwise, with its defaults.
//
// make(module, url, options) makes a session. Of the options {delayMs, limit, stopOn} each adapter takes what its
// package can be told: the delay before every retry, how many retries, and a close code that is to end the session. A session has
//
//	raw         what the page holds
//	on          (type, f, options): the package's listeners; null where it has none
//	handle      (type, f): the page's one handler of a type; null where the package has none
//	close       (code, reason)
//	reconnect   (code, reason); null where the package can't be asked to connect again
//	state       () => readyState; null where the package doesn't tell

const set = (options) => Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

/** What the packages in the DOM's manner have in common. */
const like = (raw, reconnect) => ({
	raw,
	on: (type, f, options) => raw.addEventListener(type, f, options),
	handle: (type, f) => {
		raw[`on${type}`] = f;
	},
	send: (data) => raw.send(data),
	close: (...args) => raw.close(...args),
	reconnect,
	state: () => raw.readyState,
});

const wsclose = {
	bundle: "/dist/index.js",
	name: "ManagedWebSocket",
	reconnect: { method: "reconnect", takesCode: true },
	stopOn: "rules",
	heedsRetryAfter: true,
	// It draws each delay when it is needed, none at the import: sessions may share one copy of the module.
	sharesModule: true,
	ready: (module) => module.load(),
	of: (module) => module.ManagedWebSocket,
	make({ ManagedWebSocket }, url, { delayMs, limit, stopOn }) {
		const delay = delayMs === undefined ? {} : { firstDelayMs: delayMs, maxDelayMs: delayMs, jitter: "none" };
		const rules = stopOn && [{ code: stopOn, action: "stop" }];
		const raw = new ManagedWebSocket(url, [], { reconnect: set({ ...delay, maxAttempts: limit, rules }) });
		return like(raw, (...args) => raw.reconnect(...args));
	},
};

const reconnectingWebsocket = {
	bundle: "/peers/reconnecting-websocket.js",
	name: "ReconnectingWebSocket",
	reconnect: { method: "reconnect", takesCode: true },
	of: (module) => module.default,
	make({ default: ReconnectingWebSocket }, url, { delayMs, limit }) {
		const raw = new ReconnectingWebSocket(url, [], set({ minReconnectionDelay: delayMs, maxReconnectionDelay: delayMs, maxRetries: limit }));
		return like(raw, (...args) => raw.reconnect(...args));
	},
};

const partysocket = {
	bundle: "/peers/partysocket.js",
	name: "WebSocket",
	reconnect: { method: "reconnect", takesCode: true },
	stopOn: "shouldReconnectOnClose",
	of: (module) => module.WebSocket,
	make({ WebSocket }, url, { delayMs, limit, stopOn }) {
		const shouldReconnectOnClose = stopOn && ((event) => event.code !== stopOn);
		const raw = new WebSocket(
			url,
			[],
			set({ minReconnectionDelay: delayMs, maxReconnectionDelay: delayMs, maxRetries: limit, shouldReconnectOnClose }),
		);
		return like(raw, (...args) => raw.reconnect(...args));
	},
};

const websocketTs = {
	bundle: "/peers/websocket-ts.js",
	name: "WebsocketBuilder",
	of: (module) => module.Websocket,
	make({ WebsocketBuilder, ConstantBackoff }, url, { delayMs = 1000, limit }) {
		// Without a backoff it never retries; its README begins with this one.
		const raw = new WebsocketBuilder(url).withBackoff(new ConstantBackoff(delayMs)).withMaxRetries(limit).build();
		// Its listeners take (instance, event). What the scenarios pass looks at the last argument.
		return { ...like(raw, null), handle: null };
	},
};

const robustWebsocket = {
	bundle: "/peers/robust-websocket.js",
	name: "RobustWebSocket",
	reconnect: { method: "open", takesCode: false },
	of: (module) => module.default,
	make({ default: RobustWebSocket }, url, { delayMs, limit = Infinity }) {
		// The default's own exceptions stay.
		const shouldReconnect =
			delayMs === undefined ? undefined : (event, socket) => (event.code === 1008 || event.code === 1011 || socket.attempts > limit ? null : delayMs);
		const raw = new RobustWebSocket(url, [], set({ shouldReconnect }));
		return like(raw, () => raw.open());
	},
};

const sockette = {
	bundle: "/peers/sockette.js",
	name: "Sockette",
	reconnect: { method: "reconnect", takesCode: false },
	of: () => null, // the function makes plain objects
	make({ default: Sockette }, url, { delayMs, limit }) {
		// Its handlers are options, given once: these hand on to the scenario's.
		const handlers = {};
		const hand = (type) => (event) => handlers[type]?.(event);
		const raw = Sockette(
			url,
			set({
				timeout: delayMs,
				maxAttempts: limit,
				onopen: hand("open"),
				onmessage: hand("message"),
				onerror: hand("error"),
				onclose: hand("close"),
			}),
		);
		return {
			raw,
			on: null,
			handle: (type, f) => {
				handlers[type] = f;
			},
			send: (data) => raw.send(data),
			close: (...args) => raw.close(...args),
			reconnect: () => raw.reconnect(),
			state: null,
		};
	},
};

export const peers = {
	wsclose,
	"reconnecting-websocket": reconnectingWebsocket,
	partysocket,
	"websocket-ts": websocketTs,
	"robust-websocket": robustWebsocket,
	sockette,
};

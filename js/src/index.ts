// wsclose: a reconnecting WebSocket that closes properly and tells why.

export { CloseCode } from "./codes.gen.ts";
export { type Description, describe, register as registerLocale } from "./codes.ts";
export { configure } from "./configure.ts";
export { type CoreStatus, core, type LoadOptions, load } from "./core.ts";
export { WebSocketClosedError } from "./errors.ts";
export type { ManagedCloseEvent, ManagedWebSocketEventMap } from "./events.ts";
export { type InstallOptions, install } from "./install.ts";
export { observe } from "./observe.ts";
export { planDelays } from "./plan.ts";
export { RetryLater, StopReconnecting } from "./providers.ts";
export { rules } from "./rules.ts";
export { ManagedWebSocket, ManagedWebSocket as WebSocket } from "./socket.ts";
export type {
	CloseArguments,
	CloseReport,
	DecideAnswer,
	Decision,
	ManagedOptions,
	ObservedEvent,
	Phase,
	ProtocolsProvider,
	ProviderPlan,
	QueuedMessage,
	ReconnectOptions,
	RetryPlan,
	Rule,
	UrlProvider,
} from "./types.ts";

// wsclose: a reconnecting WebSocket that closes properly and tells why.

export { configure } from "./configure.ts";
export { CloseCode } from "./decider/codes.gen.ts";
export { type CoreStatus, core, type LoadOptions, load } from "./decider/core/core.ts";
export { type Description, describe, register as registerLocale } from "./describe.ts";
export { WebSocketClosedError } from "./dom/errors.ts";
export type { ManagedCloseEvent, ManagedWebSocketEventMap } from "./dom/events.ts";
export { type InstallOptions, install } from "./install.ts";
export { observe } from "./observe.ts";
export { planDelays } from "./plan.ts";
export { rules } from "./rules.ts";
export { RetryLater, StopReconnecting } from "./session/providers.ts";
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

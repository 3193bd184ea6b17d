import * as wsclose from "wsclose";
import {
  CloseCode,
  type CloseReport,
  configure,
  core,
  type Decision,
  describe,
  install,
  load,
  type ManagedCloseEvent,
  type ManagedOptions,
  ManagedWebSocket,
  type ManagedWebSocketEventMap,
  observe,
  type Phase,
  planDelays,
  type ProtocolsProvider,
  type QueuedMessage,
  type ReconnectOptions,
  RetryLater,
  type RetryPlan,
  type Rule,
  rules,
  StopReconnecting,
  type UrlProvider,
  WebSocket as Same,
  WebSocketClosedError,
} from "wsclose";
import "wsclose/ja";
import ReconnectingWebSocket, { type Options } from "wsclose/reconnecting-websocket";
import { type FakeWebSocket, type FakeWorld, fakeWebSocket, fakeWorld, loadCore, ManualClock, type Peer } from "wsclose/testing";

// It stands where the DOM's class and its instances are wanted.
export const Impl: typeof WebSocket = ManagedWebSocket.with({});
export const Configured = Same.with({ reconnect: { policy: "interactive" } });
export class Feed extends ManagedWebSocket.with({ lenient: true }) {
  readonly topics: string[] = [];
}
export const feed: Phase = new Feed("wss://example.com/feed").phase;
export const instance: WebSocket = new Configured("wss://example.com/feed", ["chat"]);
export const managed: ManagedWebSocket = new Configured(new URL("wss://example.com/feed"));
export const plain: WebSocket = managed;
export const target: EventTarget = managed;
const wants = (socket: WebSocket, Class: typeof WebSocket) => [socket.readyState === Class.OPEN, socket.CLOSED];
wants(managed, Impl);

// Options, rules and providers.
export const every: Required<Omit<ManagedOptions, "reconnect" | "WebSocket">> & ManagedOptions = {
  reconnect: {
    policy: "rfc6455",
    firstDelayMs: 1_000,
    maxDelayMs: 10_000,
    growth: 1.5,
    minDelayMs: 0,
    jitter: "equal",
    minUptimeMs: 0,
    maxAttempts: Number.POSITIVE_INFINITY,
    maxElapsedMs: 60_000,
    rules: [{ code: [4000, "4100-4199"], opened: true, wasClean: false, action: "retry", maxAttempts: 3 }, ...rules.always, ...rules.http],
    decide: ({ cause, attempt }) => (cause === "lost" ? attempt < 5 : { delayMs: 5, exact: true }),
    network: false,
    lifecycle: false,
    retryAfter: false,
  },
  lenient: { 1001: 4001 },
  connect: false,
  debug: (line: string, report?: CloseReport) => [line, report?.code],
  openTimeoutMs: 0,
  closeTimeoutMs: 0,
  idleTimeoutMs: 0,
  heartbeat: { everyMs: 20_000, timeoutMs: 5_000, message: () => new Uint8Array(1) },
  queue: { maxMessages: 1, maxBytes: 1, maxAgeMs: 1, whenFull: "drop-oldest", resend: false, flush: "manual" },
  maxMessageBytes: 1_000_000,
  signal: new AbortController().signal,
  WebSocket,
};
const rule: Rule = { code: "4000-4099", action: "stop", firstDelayMs: 1, minDelayMs: 1 };
const url: UrlProvider = async ({ attempt, lastClose, signal }) => {
  if (lastClose?.code === CloseCode.PolicyViolation || signal.aborted) {
    throw new StopReconnecting("signed out");
  }
  if (attempt > 3) {
    throw new RetryLater(60_000);
  }
  return new URL("wss://example.com/feed");
};
const protocols: ProtocolsProvider = () => ["chat"];
const withRule: ReconnectOptions = { rules: [rule, ...rules.centrifugo, ...rules.graphqlTransportWs] };

// What it tells.
export async function lives(): Promise<CloseReport> {
  using socket = new ManagedWebSocket(url, protocols, { reconnect: withRule, queue: false });
  socket.addEventListener("open", (event) => event satisfies Event);
  socket.addEventListener("message", ({ data }: MessageEvent<string>) => data.length);
  socket.addEventListener("error", function (event) {
    return [this satisfies ManagedWebSocket, event satisfies Event];
  });
  socket.addEventListener("close", (event) => {
    event satisfies ManagedCloseEvent & CloseEvent;
    event.report satisfies CloseReport;
    event.cancelRetry();
  });
  socket.addEventListener("phase", ({ detail }) => [detail.from satisfies Phase, detail.to satisfies Phase], { once: true });
  socket.addEventListener("retry", ({ detail }) => (detail satisfies RetryPlan).delayMs.toFixed());
  socket.addEventListener("expired", ({ detail }) => detail.map(({ data, bytes, state }: QueuedMessage) => [data, bytes, state === "uncertain"]));
  socket.addEventListener("end", ({ detail }: ManagedWebSocketEventMap["end"]) => detail.decision satisfies Decision);
  socket.addEventListener("anything", { handleEvent: ({ type }) => type });
  socket.onopen = socket.onerror = null;
  socket.onmessage = ({ data }) => data;
  socket.onclose = ({ report, code }) => [report.name, code];
  await socket.opened.catch((error) => error instanceof WebSocketClosedError && error.report);
  socket.send("text");
  socket.send(new ArrayBuffer(1));
  socket.send(new Uint8Array(1));
  socket.send(new Blob());
  socket.binaryType = "arraybuffer";
  const numbers: number[] = [socket.attempt, socket.connection, socket.bufferedAmount, socket.plan?.at ?? 0, ManagedWebSocket.OPEN];
  const strings: string[] = [socket.url, socket.protocol, socket.extensions, socket.phase satisfies Phase];
  socket.lastClose satisfies CloseReport | null;
  socket.clearQueue() satisfies QueuedMessage[];
  socket.flush();
  socket.reconnect(3000, "again");
  socket.fail("no such user", 4404);
  socket.close(CloseCode.NormalClosure, [...numbers, ...strings].join());
  return socket.closed;
}

export const said = ({ decision, requested, sent, kind, by, cause }: CloseReport): unknown[] => [
  decision.action === "retry" ? decision.delayMs : decision.rule,
  requested?.code ?? sent?.reason,
  kind === "going-away" && by === "peer" && cause === "close-frame",
];

// The realm.
export async function realm(): Promise<void> {
  await load();
  await load({ url: new URL("https://example.com/wsclose.wasm") });
  core.status satisfies "idle" | "loading" | "ready" | "failed" | "crashed";
  core.error satisfies Error | null;
  [core.sessions, core.lingering] satisfies number[];
  const undo: () => void = install({ target: globalThis, onReport: ({ url }) => url.length, lenient: true });
  const stop: () => void = observe((event) => {
    if (event.type === "core") {
      return [event.status === "crashed", event.error?.message];
    }
    return [event.session, event.type === "retry" && event.plan.rule, event.type === "snapshot" ? event.openMs : "report" in event && event.report.decider];
  });
  configure({ reconnect: false, options: every });
  planDelays({ policy: "interactive" }, 10, Math.random) satisfies number[];
  const { name, meaning, sendable, reserved, retry } = describe(CloseCode.ServiceRestart, "ja");
  undo();
  stop();
  void [name satisfies string, meaning satisfies string, sendable && reserved && retry, wsclose.CloseCode.GoingAway satisfies 1001];
}

// The other modules.
export const migrated: Options = { maxRetries: 3, maxReconnectionDelay: 1_000, debug: true };
export const old: ReconnectingWebSocket = new ReconnectingWebSocket(async () => "wss://example.com/feed", undefined, migrated);
old.addEventListener("close", ({ report }) => [old.retryCount, report.code]);
export async function tests(): Promise<void> {
  await loadCore();
  using world: FakeWorld = fakeWorld().install({ random: false });
  const peer: Peer = world.peer;
  peer.accept();
  peer.close(1012, "deploy");
  (world.clock satisfies ManualClock).advance(5_000);
  const Fake: typeof WebSocket = fakeWebSocket();
  new ManagedWebSocket("wss://example.com/feed", [], { WebSocket: Fake });
  world.WebSocket.last satisfies FakeWebSocket;
}

// What the compiler refuses.
export function wrong(socket: ManagedWebSocket, report: CloseReport): void {
  // @ts-expect-error: no such option
  new ManagedWebSocket("wss://example.com/feed", [], { reconnects: true });
  // @ts-expect-error: a number of milliseconds
  new ManagedWebSocket("wss://example.com/feed", [], { closeTimeoutMs: "5s" });
  // @ts-expect-error: no such policy
  new ManagedWebSocket("wss://example.com/feed", [], { reconnect: { policy: "eager" } });
  // @ts-expect-error: no such action
  new ManagedWebSocket("wss://example.com/feed", [], { reconnect: { rules: [{ code: 4000, action: "maybe" }] } });
  // @ts-expect-error: no range
  new ManagedWebSocket("wss://example.com/feed", [], { reconnect: { rules: [{ code: "4000 to 4100", action: "stop" }] } });
  // @ts-expect-error: a heartbeat has a message
  new ManagedWebSocket("wss://example.com/feed", [], { heartbeat: { everyMs: 1 } });
  // @ts-expect-error: decide is synchronous
  new ManagedWebSocket("wss://example.com/feed", [], { reconnect: { decide: async () => true } });
  // @ts-expect-error: no URL
  new ManagedWebSocket();
  // @ts-expect-error: a close event is no message
  socket.addEventListener("close", (event: MessageEvent) => event.data);
  // @ts-expect-error: read-only
  socket.phase = "open";
  // @ts-expect-error: a report is frozen
  report.code = 1000;
  // @ts-expect-error: a stop has no delay
  report.decision.delayMs;
  // @ts-expect-error: numbers are no messages
  socket.send(1);
  // @ts-expect-error: no such language
  describe(1000, "fr");
  // @ts-expect-error: of its own making
  core.status = "ready";
  // @ts-expect-error: not exported
  wsclose.register;
}

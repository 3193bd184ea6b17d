// The page's half of the end-to-end tests: a recorder makes one socket, native or wsclose's, writes down in order all that it
// says, and runs a script against it. The Go half is recording.go; `harness` is the only name it adds to the page.

const domEvents = ['open', 'message', 'error', 'close'];
const ourEvents = ['phase', 'retry', 'expired', 'end'];

/** The product, from under a prefix: '/dist', '/core/404', … */
const product = (core = '/dist') => import(`${core}/index.js`);

/** What of a message goes into the log. */
function summary(data) {
  if (typeof data === 'string') return data.length > 80 ? `[text ${data.length}]` : data;
  if (data instanceof Blob) return `[blob ${data.size}]`;
  return `[buffer ${data.byteLength}]`;
}

/** A log with a clock, and promises for what will stand in it. */
class Log {
  constructor() {
    this.entries = [];
    this.start = this.heard = performance.now();
    this.waiting = [];
  }

  add(entry) {
    harness.steps++;
    this.heard = performance.now();
    this.entries.push({ at: performance.now() - this.start, ...entry });
    const met = this.waiting.filter((one) => this.count(one.type) >= one.n);
    this.waiting = this.waiting.filter((one) => !met.includes(one));
    for (const one of met) one.resolve(entry);
  }

  count(type) {
    return this.entries.filter((entry) => entry.type === type && !entry.tapped).length;
  }

  /** Fulfils when the nth entry of the type is in the log. */
  on(type, n = 1) {
    if (this.count(type) >= n) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push({ type, n, resolve }));
  }

  /** A task of its own. */
  tick() {
    return new Promise((resolve) => setTimeout(resolve, 1));
  }

  /**
   * Writes down an entry of this type in so many milliseconds. What must come within that time stands before it, however slow the machine
   * is: timers of a page go off in the order of their moments.
   */
  mark(type, ms) {
    this.note(type + ' is set', ms);
    setTimeout(() => this.note(type, ms), ms);
  }

  /** Marks the log so many milliseconds after a close of the native socket is held back; a close that is told at once needs no mark. */
  async markHeld(socket, type, ms) {
    while (socket.readyState < 2) await this.tick();
    if (socket.readyState === 2) this.mark(type, ms);
  }

  /** Writes down a value of the script's own. */
  note(type, value, socket) {
    this.add({ type, value: String(value), readyState: socket?.readyState });
  }

  /** Fulfils when the lab's journal knows the socket's connection. */
  async reached(socket) {
    const journal = new URL('/lab/journal?id=' + new URL(socket.url).searchParams.get('id'), location);
    while ((await (await fetch(journal)).json()).connections.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /**
   * A class for the option WebSocket: what its sockets say is written down too, marked as tapped. Where native sockets race each
   * other, wsclose is compared with the one below it.
   */
  tap() {
    const log = this;
    return class extends WebSocket {
      constructor(...args) {
        super(...args);
        for (const type of domEvents) this.addEventListener(type, (event) => log.add({ ...describe(event, this), tapped: true }));
      }
    };
  }

  /** Calls f and writes down what it returned or threw, with a label. */
  try(f, socket, label) {
    try {
      const value = f();
      this.add({ type: 'returned', value: String(value), readyState: socket?.readyState });
    } catch (error) {
      this.add({ type: 'threw', value: label, name: error.name, message: error.message, legacy: error.code ?? 0,
        native: error instanceof DOMException || error instanceof TypeError, readyState: socket?.readyState });
    }
  }
}

function describe(event, socket) {
  const entry = { type: event.type, readyState: socket.readyState, buffered: socket.bufferedAmount };
  if (socket.phase !== undefined) entry.phase = socket.phase;
  if (event.type === 'message') entry.data = summary(event.data);
  if (event.type === 'close') {
    entry.code = event.code;
    entry.reason = event.reason;
    entry.wasClean = event.wasClean;
    if (event.report) entry.report = structuredClone(event.report);
  }
  if (event.type === 'phase') entry.value = `${event.detail.from} -> ${event.detail.to}`;
  if (event.type === 'retry') entry.plan = structuredClone(event.detail);
  if (event.type === 'end') entry.report = structuredClone(event.detail);
  if (event.type === 'expired') entry.value = JSON.stringify(event.detail.map((message) => summary(message.data)));
  return entry;
}

/**
 * Makes a socket and resolves with its log at the first entry of type `until` (or, when nothing has come for deadlineMs, with an entry
 * 'deadline').
 * The script is `async (s, r) => …`: s the socket, r the log. r.on('open') waits, r.try(() => s.close(1001)) notes an
 * exception, r.note('x', 1) a value; r.module is the product.
 */
async function record(spec, script, options) {
  const { kind = 'native', core = '/dist', coreFirst = false, url, protocols = [], until = 'close', deadlineMs = 60_000, ours = false } = spec;
  const module = kind === 'native' ? { ManagedWebSocket: WebSocket } : await product(core);
  if (coreFirst) await module.load();
  const log = new Log();
  log.module = module;
  let socket;
  try {
    const Socket = module.ManagedWebSocket;
    socket = kind === 'native' ? new Socket(url, protocols) : new Socket(url, protocols, options(log));
  } catch (error) {
    log.try(() => { throw error; });
    return log.entries;
  }
  for (const type of ours ? [...domEvents, ...ourEvents] : domEvents) {
    socket.addEventListener(type, (event) => log.add(describe(event, socket)));
  }
  let timer;
  const deadline = new Promise((resolve) => {
    const look = () => {
      const rest = log.heard + deadlineMs - performance.now();
      if (rest > 0) {
        timer = setTimeout(look, rest);
        return;
      }
      log.add({ type: 'deadline', readyState: socket.readyState });
      resolve();
    };
    look();
  });
  const ran = script(socket, log);
  await Promise.race([Promise.all([until === 'script' ? ran : log.on(until), ran]), deadline]);
  clearTimeout(timer);
  await settle();
  if (socket[Symbol.dispose]) socket[Symbol.dispose]();
  else socket.close();
  return log.entries;
}

/** A few turns of the event loop, for what must not come any more. */
async function settle(turns = 4) {
  for (let i = 0; i < turns; i++) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** The same script on both sockets at the same time: [native, wsclose]. */
async function pair(native, ours, script, options) {
  if (ours.coreFirst) await (await product(ours.core)).load();
  return Promise.all([record(native, script, options), record(ours, script, options)]);
}

/** steps counts what happens; a script that works for long adds to it. While it grows, nobody thinks that the page is stuck. */
window.harness = { steps: 0, product, Log, record, pair, settle, summary };

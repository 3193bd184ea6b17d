// The page's half of the soak: sessions that exchange numbered messages with the server whatever happens to them. It keeps the books
// (see messages.js), and watches what only the page can see: what comes, and for how long a session stays where it is.

import { core, load } from '/dist/index.js';
import { Sender } from '/harness/messages.js';

/** A timer may come so late before it counts as stuck, and later where the machine is busy: take() is told by how much. */
const SLACK_MS = 2_000;
let busyMs = 0;
const WATCH_MS = 100;
/** wsclose's own allowances: for a silence that is judged by a late timer, and for bytes out of sight (wasm/session/timer.go). */
const GRACE_MS = 5_000;
const LATE_MS = 500;
const FLUSH_RATE = 256;

/** FNV-1a, as the server's. */
function sum(body) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < body.length; i++) hash = Math.imul(hash ^ body.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16);
}

const faults = [];
let told = [];
/** When something last happened to the page that lets its sessions go on. */
let wokeAt = 0;
/** When the network or the page came back: an open connection with a heartbeat is probed anew, and given as long to answer. */
let backAt = -Infinity;
/** When timers were last late. */
let lateAt = -Infinity;
for (const type of ['online', 'resume', 'pageshow', 'visibilitychange']) {
  addEventListener(type, () => { wokeAt = backAt = performance.now(); }, true);
}
/** As the events say: navigator.onLine is ahead of them. */
let isOffline = false;
for (const type of ['offline', 'online']) {
  addEventListener(type, () => { isOffline = type === 'offline'; }, true);
}

class Survivor extends Sender {
  constructor(spec) {
    const self = {};
    const address = () => `${spec.url}&connection=${self.socket?.connection ?? 1}`;
    const dialled = class extends WebSocket { constructor(_, protocols) { super(address(), protocols); } };
    const { heartbeat } = spec;
    super({
      ...spec,
      url: spec.isProvided ? address : spec.url,
      options: {
        ...spec.options,
        ...(heartbeat && { heartbeat: { ...heartbeat, message: () => (this.beats++, 'beat') } }),
        ...(spec.isProvided || { WebSocket: dialled }),
      },
    });
    self.socket = this.socket;
    const { idleTimeoutMs = 0, openTimeoutMs, closeTimeoutMs } = spec.options;
    const patience = heartbeat ? heartbeat.everyMs + heartbeat.timeoutMs : idleTimeoutMs;
    Object.assign(this, { name: spec.name, beats: 0, asked: {}, called: '', came: 0, acked: 0, last: 0, garbled: 0, openTimeoutMs, closeTimeoutMs, patience, isProbed: !!heartbeat });
    this.moved();
    this.socket.addEventListener('phase', () => this.moved());
    this.socket.addEventListener('open', () => { this.last = 0; });
    this.socket.addEventListener('message', ({ data }) => this.heard(data));
    this.socket.addEventListener('close', ({ report }) => {
      told.push({ session: this.name, asked: this.asked[report.connection] ?? '', came: this.came, silentMs: Math.round(performance.now() - this.cameAt), report });
    });
    this.socket.addEventListener('end', ({ detail }) => {
      told.push({ session: this.name, asked: this.called, isEnd: true, report: detail });
    });
  }

  text(body) {
    return `${body} ${sum(body)}`;
  }

  call(end) {
    this.called = this.asked[this.socket.connection] = end;
    super.call(end);
  }

  /** Numbers from 1 on each connection, without a gap. */
  heard(data) {
    this.cameAt = this.heardAt = performance.now();
    this.came++;
    const end = typeof data === 'string' ? data.lastIndexOf(' ') : -1;
    if (end < 0 || sum(data.slice(0, end)) !== data.slice(end + 1)) {
      this.garbled++;
      this.last = NaN; // nothing is known of what a corrupted connection brings next
      told.push({ session: this.name, garbled: this.socket.connection, report: { at: Date.now() } });
      return;
    }
    const [number, acked] = data.split(' ').map(Number);
    if (number !== this.last + 1 && !Number.isNaN(this.last)) this.fault(`message ${number} came after ${this.last}`);
    this.last = number;
    this.acked = Math.max(this.acked, acked);
  }

  fault(what) {
    const { phase, connection } = this.socket;
    faults.push(`${this.name}: ${what} (${phase}, connection ${connection}, ${new Date().toISOString()})`);
  }

  moved() {
    this.since = performance.now();
    if (this.socket.phase === 'connecting') Object.assign(this, { asked: {}, called: '', came: 0 });
    if (this.socket.phase === 'open') this.cameAt = this.heardAt = this.since;
    this.isStuck = false;
    this.most = this.buffered = this.socket.bufferedAmount;
  }

  /** late: for so long no timer of the page's could run. */
  watch(now, late) {
    this.since += late;
    this.heardAt += late;
    const { bufferedAmount } = this.socket;
    if (bufferedAmount !== this.buffered && this.socket.phase === 'closing') this.since = now;
    this.buffered = bufferedAmount;
    this.most = Math.max(this.most, bufferedAmount);
    const over = this.overdue(now);
    if (over > SLACK_MS + busyMs && !this.isStuck) {
      this.isStuck = true;
      this.fault(`stuck for ${Math.round(over)} ms more than its timeouts allow`);
    }
  }

  /** For how long it should not be where it is any more. */
  overdue(now) {
    const here = now - this.since;
    const { phase, plan } = this.socket;
    switch (phase) {
      case 'connecting':
        return here - this.openTimeoutMs;
      case 'open':
        return now - Math.max(this.heardAt, this.isProbed ? backAt : -Infinity) - this.patience - (lateAt > this.heardAt ? Math.min(GRACE_MS, this.patience) : 0);
      case 'closing':
        return here - this.closeTimeoutMs - this.most / FLUSH_RATE;
      case 'waiting':
        return Math.min(Date.now() - plan.at, now - wokeAt);
      case 'paused':
        return isOffline ? 0 : now - Math.max(this.since, wokeAt);
      default:
        return here; // ended: it is called back at once
    }
  }

  /** Fulfils when the server has acknowledged a message that was sent from now on. */
  async works() {
    this.ends = [];
    const mark = this.sent;
    while (this.acked <= mark || this.socket.phase !== 'open') await new Promise((resolve) => setTimeout(resolve, 50));
  }

  async finish() {
    const books = await super.finish();
    return { ...books, name: this.name, handed: books.handed - this.beats, garbled: this.garbled };
  }
}

let survivors = [];
let last = performance.now();
setInterval(() => {
  const now = performance.now();
  const late = Math.max(0, now - last - WATCH_MS);
  last = now;
  if (late > WATCH_MS) wokeAt = now;
  if (late > LATE_MS) lateAt = now;
  for (const one of survivors) one.watch(now, late);
}, WATCH_MS);

window.soak = {
  async start(specs) {
    await load();
    this.isKept = true;
    survivors = specs.map((spec) => new Survivor(spec));
  },
  /** What was told since it was last asked. A busy machine makes things late by so much. */
  take(lateMs) {
    busyMs = lateMs;
    const all = { told, faults: faults.splice(0) };
    told = [];
    return all;
  },
  /** Whether all work, each within so many milliseconds of the last before it: how long the slowest took, and those that don't. */
  async work(withinMs) {
    const begin = performance.now();
    const slow = new Set(survivors);
    let movedAt = begin;
    for (const one of survivors) {
      one.works().then(() => {
        slow.delete(one);
        movedAt = performance.now();
      });
    }
    while (slow.size > 0 && performance.now() - movedAt < withinMs) await new Promise((resolve) => setTimeout(resolve, 50));
    const stuck = [...slow].map(({ name, socket, acked, sent }) => `${name}: ${socket.phase}, connection ${socket.connection}, acknowledged ${acked} of ${sent}`);
    return { ms: Math.round(performance.now() - begin), stuck };
  },
  async finish() {
    const books = await Promise.all(survivors.map((one) => one.finish()));
    survivors = [];
    return books;
  },
  see(state) {
    Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  },
  held: () => ({ sessions: core.sessions, lingering: core.lingering, status: core.status }),
};

// The page's half of the messages test: sessions that send numbered messages while their connections are ended in every way, and keep
// the books: what became of each message, as wsclose tells it.

import { ManagedWebSocket } from '/dist/index.js';

/** mulberry32: a run is replayed by its seed. */
function randomOf(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const numberOf = ({ data }) => Number.parseInt(data, 10);

/**
 * One session and its books. everyMs: how long a tick is. ends: what ends its connections here (fail, reconnect, close), each once in
 * `rarity` ticks.
 */
export class Sender {
  constructor({ url, queue, seed, size, burst, everyMs = 4, ends = [], rarity = 60, options }) {
    Object.assign(this, { random: randomOf(seed), size, burst, ends, rarity });
    this.sent = 0;
    this.refused = 0;
    this.gone = { expired: [], dropped: [], uncertain: [] };
    this.handed = 0;
    this.resent = 0;
    this.closes = 0;
    this.causes = {};
    this.socket = new ManagedWebSocket(url, [], {
      queue, closeTimeoutMs: 100, reconnect: { firstDelayMs: 0, maxDelayMs: 0, decide: () => true }, ...options,
    });
    this.socket.addEventListener('expired', ({ detail }) => {
      for (const message of detail) this.gone[message.state].push(numberOf(message));
    });
    this.socket.addEventListener('close', ({ report }) => {
      this.closes++;
      if (window.harness) harness.steps++; // the soak test's page has none
      this.handed += report.messagesOut - report.resent - report.uncertain;
      this.resent += report.resent;
      this.causes[report.cause] = (this.causes[report.cause] ?? 0) + 1;
    });
    this.socket.addEventListener('end', () => { if (!this.isOver) this.socket.reconnect(); });
    this.timer = setInterval(() => this.tick(), everyMs);
  }

  tick() {
    for (let n = Math.floor(this.random() * this.burst); n > 0; n--) {
      try {
        this.socket.send(this.text(`${this.sent + 1} `.padEnd(Math.ceil(this.random() * this.size), '.')));
        this.sent++;
      } catch (error) {
        if (error.name !== 'QuotaExceededError') throw error;
        this.refused++;
      }
    }
    const end = this.ends[Math.floor(this.random() * this.rarity)];
    if (end && this.socket.phase === 'open') this.call(end);
  }

  /** What is sent as a message. */
  text(body) {
    return body;
  }

  call(end) {
    this.socket[end]();
  }

  /** Ends the session when all that can leave has left, and closes the books. */
  async finish() {
    clearInterval(this.timer);
    this.isOver = true;
    const { socket } = this;
    if (socket.phase !== 'ended') {
      this.call('close');
      await socket.closed;
    }
    const queued = socket.clearQueue().map(numberOf);
    socket[Symbol.dispose]();
    const { sent, refused, gone, handed, resent, closes, causes } = this;
    return { sent, refused, queued, handed, resent, closes, causes, ...gone };
  }
}

let senders = [];

window.messages = {
  start(specs) {
    senders = specs.map((spec) => new Sender(spec));
  },
  /** Fulfils when all sessions together have seen so many closes. */
  async until(closes) {
    while (this.closes < closes) await new Promise((resolve) => setTimeout(resolve, 20));
  },
  get closes() {
    return senders.reduce((sum, one) => sum + one.closes, 0);
  },
  finish: () => Promise.all(senders.map((one) => one.finish())),
};

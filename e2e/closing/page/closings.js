// Sessions that end in every way at once: the page's half of TestEachConnectionHasExactlyOneClose.

import { chance } from './closecalls.js';

const paths = ['/lab/echo', '/lab/answer?with=none', '/lab/answer?with=echo&delay=60', '/lab/answer?with=rst', '/lab/answer?with=fin', '/lab/close?code=1012&delay=40',
  '/lab/close?code=1008&delay=40', '/lab/close?code=1001&then=rst&delay=20', '/lab/tcp?end=fin&delay=30', '/lab/tcp?end=rst&delay=30', '/lab/handshake?do=eof',
  '/lab/handshake?delay=60', '/lab/handshake?do=401', '/lab/raw?hex=8300&delay=30', '/lab/burst?n=200&size=50&code=1000'];
const acts = {
  close: (s) => s.close(),
  'close with a code': (s) => s.close(3001, 'r'),
  'close that throws': (s) => { try { s.close(1001); } catch { /* as it must */ } },
  fail: (s) => s.fail('f'),
  reconnect: (s) => s.reconnect(),
  dispose: (s) => s[Symbol.dispose](),
  send: (s) => { if (s.readyState === 1) s.send('x'.repeat(1000)); },
};
const names = Object.keys(acts);

function session(Socket, next, bases) {
  const of = (list) => list[Math.floor(next() * list.length)];
  const path = of(paths);
  const plan = Array.from({ length: 5 }, () => [of(names), of(['soon', 'soon', 'later', 'open', 'message', 'error', 'close', 'retry', 'phase', 'phase']), next() * 120, Math.floor(next() * 4)]);
  const told = { natives: 0, closes: [], ends: 0, afterEnd: [] };
  class Counted extends WebSocket {
    constructor(...args) {
      super(...args);
      told.natives++;
    }
  }
  const options = { openTimeoutMs: of([0, 30, 90]), closeTimeoutMs: of([20, 50, 200]), reconnect: { firstDelayMs: 20, maxDelayMs: 20, minUptimeMs: of([0, 50]), maxAttempts: 4 } };
  told.line = JSON.stringify([path, options, plan]);
  const socket = new Socket(of(bases) + path, [], { ...options, WebSocket: Counted });
  let isOver = false;
  for (const type of ['open', 'message', 'error', 'close', 'retry', 'phase']) {
    socket.addEventListener(type, () => { if (isOver) told.afterEnd.push(type); });
  }
  socket.addEventListener('close', ({ report }) => {
    harness.steps++;
    told.closes.push(report.connection);
  });
  const ended = new Promise((resolve) => {
    socket.addEventListener('end', () => { told.ends++; isOver = true; resolve(); });
  });
  for (const [act, when, ms, before] of plan) {
    let left = before; // so many events of its kind come first
    const run = () => {
      if (isOver) return; // reconnect() would begin a session anew
      try {
        acts[act](socket);
      } catch (error) {
        if (act !== 'reconnect' || error.name !== 'InvalidStateError') throw error; // after dispose
      }
    };
    if (when === 'soon' || when === 'later') setTimeout(run, when === 'soon' ? ms : ms * 4);
    else socket.addEventListener(when, () => left-- || run());
  }
  const enough = setInterval(() => (isOver ? clearInterval(enough) : socket.close()), 700); // a listener may reconnect after that
  return ended.then(() => told);
}

/** Resolves with what was told of each session, when nothing can come any more. */
export async function run(seed, bases, count, core) {
  const { ManagedWebSocket, load } = await harness.product(core);
  if (core === '/dist') await load();
  const next = chance(seed);
  const told = await Promise.all(Array.from({ length: count }, () => session(ManagedWebSocket, next, bases)));
  await new Promise((resolve) => setTimeout(resolve, 300)); // what was let go of ends meanwhile
  return told;
}

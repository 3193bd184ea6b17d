// Random calls of close() on a native socket and on wsclose's: the page's half of closecalls_test.go. A call is made up from the seed
// and its number alone, so that any one can be made again.

/** Uniform numbers in [0, 1) from a seed: mulberry32. */
export function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What is drawn from: the values of one call. */
class Draw {
  constructor(seed, number) {
    this.next = chance(Math.imul(seed, 0x9e3779b1) ^ number);
    this.next();
  }

  below(n) {
    return Math.floor(this.next() * n);
  }

  of(list) {
    return list[this.below(list.length)];
  }
}

// A value is {text, make, is}: how it reads; what makes it, for a socket and a list to which its conversion is noted; and what it
// converts to, or throws.

const plain = (text, value, is) => ({ text, make: () => value, is });
const throwing = (text, value) => plain(text, value, { throws: 'TypeError' });

const edges = [0, 1, 998, 999, 1000, 1001, 1002, 1005, 1006, 1011, 1012, 1015, 1016, 1999, 2000, 2998, 2999, 3000, 3001, 3998, 3999, 4000, 4001, 4998, 4999,
  5000, 5001, 65534, 65535, 65536, 66536, 68536, -1, -1000, -3000, 2 ** 31, 2 ** 32 + 1000, 2 ** 53, 1e300, 5e-324, Infinity, -Infinity, NaN, -0];
const parts = [0.1, 0.25, 0.4, 0.49999999, 0.5, 0.50000001, 0.51, 0.6, 0.75, 0.9, 0.99999999];
const goodCodes = [1000, 3000, 3001, 3500, 3999, 4000, 4500, 4999];

function number(draw) {
  switch (draw.below(5)) {
    case 0:
      return draw.of(goodCodes);
    case 1:
      return draw.of(edges);
    case 2:
      return draw.below(65536);
    case 3:
      return 900 + draw.below(4300);
    default:
      return draw.of(edges.slice(0, 27)) + draw.of(parts) * draw.of([1, -1]);
  }
}

const shown = (value) => (typeof value === 'string' ? JSON.stringify(value.length > 40 ? `${value.slice(0, 12)}…${value.length}` : value) : Object.is(value, -0) ? '-0' : String(value));

/** An object that tells when it is converted, in one of the ways in which it can be. hint is what the conversion asks for. */
function telling(draw, label, value, hint) {
  const kind = draw.below(4);
  const names = ['valueOf', 'toString', 'Symbol.toPrimitive', 'a getter of Symbol.toPrimitive'];
  const text = `{${names[kind]}: ${shown(value)}}`;
  const is = kind === 0 && hint === 'string' ? { value: '[object Object]' } : { value };
  const make = (_socket, log) => {
    const tell = (asked) => {
      log.push(asked === undefined ? label : `${label}: ${asked}`);
      return value;
    };
    return [
      { valueOf: () => tell() },
      { toString: () => tell(), ...(hint === 'number' && { valueOf: () => ({}) }) },
      { [Symbol.toPrimitive]: tell },
      { get [Symbol.toPrimitive]() { log.push(`${label}: got`); return tell; } },
    ][kind];
  };
  return { text, make, is };
}

/** An object whose conversion does something to the socket first. */
function meddling(draw, label, value) {
  const [name, act] = draw.of([
    ['closes', (socket) => socket.close(4321, label)],
    ['fails to close', (socket) => { try { socket.close(1001); } catch { /* as it must */ } }],
    ['reads readyState', (socket, log) => log.push(socket.readyState)],
  ]);
  const make = (socket, log) => ({
    [Symbol.toPrimitive]() {
      log.push(label);
      act(socket, log);
      return value;
    },
  });
  return { text: `{${name}, ${shown(value)}}`, make, is: { value }, meddles: name === 'closes' };
}

/** An object whose conversion fails. */
function failing(draw, label) {
  return draw.of([
    { text: '{throws a string}', make: (_socket, log) => ({ [Symbol.toPrimitive]() { log.push(label); throw 'mine'; } }), is: { throws: 'mine' } },
    { text: '{throws RangeError}', make: () => ({ valueOf() { throw new RangeError(label); }, toString() { throw new RangeError(label); } }), is: { throws: 'RangeError' } },
    { text: '{gives an object}', make: () => ({ [Symbol.toPrimitive]: () => ({}) }), is: { throws: 'TypeError' } },
    { text: '{toPrimitive isn\'t callable}', make: () => ({ [Symbol.toPrimitive]: 1 }), is: { throws: 'TypeError' } },
    throwing('Object.create(null)', Object.create(null)),
    throwing('Symbol()', Symbol('x')),
    { text: '{gives a symbol}', make: () => ({ [Symbol.toPrimitive]: () => Symbol('x') }), is: { throws: 'TypeError' } },
  ]);
}

function codeValue(draw) {
  switch (draw.below(9)) {
    case 0:
      return plain('undefined', undefined, { absent: true });
    case 1: {
      const text = draw.of([`${number(draw)}`, ` ${number(draw)}\n`, '0x3e8', '0b1111101000', '1e3', '3e3', '+3000', '', ' ', 'abc', '1000n', '1_000', '1000px', '１０００', '.1e4']);
      return plain(JSON.stringify(text), text, { value: Number(text) });
    }
    case 2: {
      const value = draw.of([null, true, false, [], [1000], [4000.5], [1000, 1], [[3000]], {}, () => 1000, new Date(3000), new Number(3000), new String('4000'), [1000n], /x/]);
      return plain(`${typeof value} ${shown(value)}`, value, { value: Number(value) });
    }
    case 3:
      return draw.below(2) ? failing(draw, 'code') : { ...throwing('1000n', 1000n) };
    case 4:
      return draw.below(3) ? telling(draw, 'code', number(draw), 'number') : { text: '{valueOf: 3000n}', make: () => ({ valueOf: () => 3000n }), is: { throws: 'TypeError' } };
    case 5:
      return meddling(draw, 'code', number(draw));
    default: {
      const value = number(draw);
      return plain(shown(value), value, { value });
    }
  }
}

const units = ['a', '\u0000', '\u00e9', '\u20ac', '\u{1f600}', '\ud800', '\udc00', '\ufeff', '"'];

function reasonText(draw) {
  let text = '';
  const runs = draw.below(4);
  for (let i = 0; i < runs; i++) text += draw.of(units).repeat(1 + draw.below(runs > 1 ? 45 : 130));
  return text;
}

function reasonValue(draw) {
  switch (draw.below(9)) {
    case 0:
    case 1:
      return null; // none
    case 2:
      return plain('undefined', undefined, { absent: true });
    case 3: {
      const value = draw.of([null, true, 0, -0, 1e21, NaN, 5n, [], [1, 2], {}, [null], new String('s'), /x/g, 'x'.repeat(1e5)]);
      return plain(`${typeof value} ${shown(value)}`, value, { value: String(value) });
    }
    case 4:
      return draw.below(2) ? failing(draw, 'reason') : meddling(draw, 'reason', 'r');
    case 5:
      return telling(draw, 'reason', reasonText(draw), 'string');
    default: {
      const value = reasonText(draw);
      return plain(shown(value), value, { value });
    }
  }
}

const states = ['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED'];

/** The call of a number: {state, values, text}. */
function callOf(seed, number) {
  const draw = new Draw(seed, number);
  const state = draw.of([0, 1, 1, 2, 3]);
  const values = [];
  if (draw.below(30)) {
    values.push(codeValue(draw));
    const reason = reasonValue(draw);
    if (reason) values.push(reason);
    if (reason && !draw.below(20)) values.push(plain('"more"', 'more', {}));
  }
  return { state, values, text: `${states[state]}: close(${values.map((value) => value.text).join(', ')})` };
}

// What the standard says: WebIDL, [Clamp] unsigned short and USVString; WHATWG WebSockets, close(), steps 1 and 2. Needed only where
// the browser is known to differ.

const halfEven = (number) => {
  const low = Math.floor(number);
  const rest = number - low;
  return rest > 0.5 || (rest === 0.5 && low % 2 === 1) ? low + 1 : low;
};
const clamp = (value) => Math.min(Math.max(Number(value), 0), 65535) || 0;

function standard({ values: [code, reason] }) {
  for (const value of [code, reason]) if (value?.is.throws) return `threw ${value.is.throws}`;
  const hasReason = reason && !reason.is.absent;
  const text = hasReason ? String(reason.is.value).replace(/\p{Surrogate}/gu, '\ufffd') : '';
  if ((!code || code.is.absent) && !hasReason) return 'Close empty';
  const number = !code || code.is.absent ? 1000 : halfEven(clamp(code.is.value)); // wsclose sends 1000 for a reason without a code
  if (number !== 1000 && !(number >= 3000 && number <= 4999)) return 'threw InvalidAccessError';
  if (new TextEncoder().encode(text).length > 123) return 'threw SyntaxError';
  return `Close ${number} ${JSON.stringify(text)}`;
}

/** The entry in conformance/differences.json that explains a difference in this call, by its id; null if there is none. */
function listed({ values: [code, reason, more] }) {
  if (!code || code.is.throws || reason?.is.throws) return null;
  if (more && (code.is.absent || reason.is.absent)) return 'undefined-reason';
  if (code.is.absent) return reason && !reason.is.absent ? 'reason-alone' : null;
  const number = clamp(code.is.value);
  return halfEven(number) === Math.trunc(number) ? null : 'rounding';
}

// The sockets: a pair for each state, used again until a call changes it.

const paths = ['/lab/handshake?do=stall', '/lab/echo', '/lab/answer?with=none', '/lab/close?code=1000'];
const events = ['open', 'message', 'error', 'close'];

/** Chromium makes one handshake at a time with an address and port, and leaves 10 ms between two: so each socket takes the next port. */
class Ports {
  constructor(bases) {
    this.bases = bases;
    this.used = 0;
  }

  get next() {
    return this.bases[this.used++ % this.bases.length];
  }
}

class Side {
  constructor(make, ports) {
    this.make = make;
    this.ports = ports;
    this.sockets = [];
    this.spare = null;
  }

  /** A socket in the state. What it says from then on is in its lines. */
  async reach(state) {
    const { stalling, answering } = this.ports;
    const socket = this.make((state ? answering : stalling).next + paths[state]);
    const made = { socket, lines: [] };
    made.ended = new Promise((resolve) => socket.addEventListener('close', resolve));
    if (state > 0) await new Promise((resolve) => socket.addEventListener('open', resolve));
    if (state === 2) socket.close();
    if (state === 3) await made.ended;
    for (const type of events) {
      socket.addEventListener(type, (event) => {
        made.lines.push(type === 'close' ? `close ${event.code} ${JSON.stringify(event.reason)} ${event.wasClean}` : type);
      });
    }
    return made;
  }

  /** The socket of the state. An open one is made ahead. */
  async socket(state) {
    if (this.sockets[state]) return;
    const made = (state === 1 && this.spare) || this.reach(state);
    if (state === 1) this.spare = this.reach(1);
    this.sockets[state] = await made;
  }

  /** Calls close() on the socket of the state. What comes of it is told at once, but for the end, which may take a while. */
  call({ state, values }) {
    const { socket, lines, ended } = this.sockets[state];
    const log = [];
    const before = socket.readyState;
    let outcome;
    try {
      outcome = `returned ${socket.close(...values.map((value) => value.make(socket, log)))}`;
    } catch (error) {
      outcome = error instanceof Error ? `threw ${error.name} ${error instanceof DOMException ? error.code : ''}` : `threw ${error}`;
    }
    const after = socket.readyState;
    const told = { outcome: outcome.trim(), log: log.join(', '), state: `${before} -> ${after}`, early: lines.join(', '), end: '' };
    told.whole = after === before ? told : ended.then(settled).then(() => Object.assign(told, { end: lines.join(', ') }));
    if (after !== before) this.sockets[state] = null;
    return told;
  }

  /** Lets go of the state's socket. */
  drop(state) {
    this.sockets[state]?.socket.close();
    this.sockets[state] = null;
  }
}

/** For what must not come any more. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

/** What wsclose did, in the standard's words above. */
function gist({ outcome, end }, { state }) {
  if (outcome.startsWith('threw')) return outcome.replace(/ \d+$/, '');
  if (state !== 1) return 'Close';
  const [, code, reason] = /^close (\d+) (".*") true$/s.exec(end) ?? [];
  return code === '1005' ? 'Close empty' : `Close ${code} ${reason}`;
}

/** Whether wsclose did what the standard says, as far as it shows. */
function isStandard(call, native, ours) {
  const must = standard(call);
  const have = gist(ours, call);
  return have === must || (have === 'Close' && must.startsWith('Close')) || (call.values.some(({ meddles }) => meddles) && native.log === ours.log);
}

const inWords = ({ whole: _, ...call }) => JSON.stringify(call);

const same = (one, other) => ['outcome', 'log', 'state', 'early', 'end'].every((key) => one[key] === other[key]);

/** Makes the calls numbered [from, to), and tells each in which native and wsclose differ, and how many differ as listed. */
export async function calls({ seed, from, to, bases, core }) {
  const { ManagedWebSocket, load } = await harness.product(core);
  if (core === '/dist') await load();
  const ports = { stalling: new Ports(bases.slice(0, 4)), answering: new Ports(bases.slice(4)) };
  const native = new Side((url) => new WebSocket(url), ports);
  const ours = new Side((url) => new ManagedWebSocket(url, [], { reconnect: false }), ports);
  const told = { made: 0, threw: 0, began: 0, listed: {}, wrong: [] };
  const judge = async (call, number, one, other) => {
    await Promise.all([one.whole, other.whole]);
    told.made++;
    if (one.outcome.startsWith('threw')) told.threw++;
    else if (one.end) told.began++;
    if (same(one, other)) return;
    const id = listed(call);
    if (id && isStandard(call, one, other)) told.listed[id] = (told.listed[id] ?? 0) + 1;
    else told.wrong.push(`call ${number}, ${call.text}: native ${inWords(one)}, wsclose ${inWords(other)}, the standard ${standard(call)}`);
  };
  const judging = [];
  for (let number = from; number < to && told.wrong.length < 20; number++) {
    const call = callOf(seed, number);
    await Promise.all([native.socket(call.state), ours.socket(call.state)]);
    const [one, other] = [native.call(call), ours.call(call)];
    if (one.state !== other.state) [native, ours].map((side) => side.drop(call.state)); // the next call of both finds the same state
    judging.push(judge(call, number, one, other));
    if (judging.length > 16) await judging.shift();
    harness.steps++;
  }
  await Promise.all(judging);
  return told;
}

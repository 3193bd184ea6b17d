// A session in the probe's page: what happens to it is kept, and the command asks for it with next(). Returns what the
// constructor threw, or ''.
async (spec) => {
  const { load, ManagedWebSocket } = await import('/dist/index.js');
  await load(); // so that what is timed is the server
  const kept = [];
  let wakes = [];
  const keep = (event) => { kept.push(event); wakes.forEach((wake) => wake()); wakes = []; };
  const start = performance.now();
  const at = () => performance.now() - start;
  let socket;
  try {
    socket = new ManagedWebSocket(spec.url, spec.protocols, spec.options);
  } catch (error) {
    return String(error);
  }
  socket.addEventListener('open', () => keep({ event: 'open', at: at(), connection: socket.connection, protocol: socket.protocol }));
  socket.addEventListener('close', (event) => keep({ event: 'close', at: at(), connection: event.report.connection, report: event.report }));
  socket.addEventListener('retry', (event) => keep({ event: 'retry', at: at(), attempt: event.detail.attempt, delayMs: event.detail.delayMs, rule: event.detail.rule }));
  socket.addEventListener('end', (event) => keep({ event: 'end', at: at(), report: event.detail }));
  globalThis.watched = {
    /** The events after so many, at least one. A call that nobody waits for any more takes nothing away. */
    async next(after) {
      if (kept.length <= after) await new Promise((resolve) => { wakes.push(resolve); });
      return kept.slice(after);
    },
    /** Ends the session; returns the phase that it was in. */
    stop(...args) {
      const { phase } = socket;
      socket.close(...args);
      return phase;
    },
  };
  return '';
}

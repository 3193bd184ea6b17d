// Takes wsclose to wherever JavaScript runs: a window, a frame, a worker of any kind. It is a classic script that a module can import, too,
// and comes before the product: `place` is the only name it adds.

globalThis.place = (() => {
  const before = new Set([...Object.getOwnPropertyNames(globalThis), 'place']);

  /** One session: the server restarts when told to, the session comes back, the page closes. */
  async function visit({ core, load, ManagedWebSocket }, url) {
    const added = Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name));
    await load();
    const socket = new ManagedWebSocket(url, [], { reconnect: { rules: [{ code: 1012, action: 'retry', firstDelayMs: 20 }] } });
    const lines = [];
    socket.addEventListener('message', ({ data }) => lines.push(data));
    socket.addEventListener('retry', ({ detail }) => lines.push(`retry ${detail.rule}`));
    socket.addEventListener('close', ({ code, reason, report }) => lines.push(`close ${code} ${reason} by ${report.by}`));
    await socket.opened;
    socket.send('restart');
    await new Promise((resolve) => socket.addEventListener('retry', resolve, { once: true }));
    await socket.opened;
    socket.close(3000, 'bye');
    await socket.closed;
    return { added, status: core.status, lines };
  }

  /** Visits whenever a message brings a URL, and the port for the answer. */
  function serve(product) {
    const answer = async ({ data, ports: [port] }) => port.postMessage(await visit(product, data).catch((error) => ({ failed: `${error}` })));
    addEventListener('message', answer);
    addEventListener('connect', ({ ports: [port] }) => { port.onmessage = answer; });
  }

  return { visit, serve };
})();

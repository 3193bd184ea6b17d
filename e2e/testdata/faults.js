// Ways to break the core that no page has. They must be set before it is loaded.

/** Go panics at the next fact after the returned function was called: it is asked what there is not, and answers with a fault. */
export function panics() {
  let armed = false;
  const { apply } = Reflect;
  Reflect.apply = (f, self, args) => {
    if (typeof args[1] === 'function' && args.length === 3) { // Go's functions: facts, ask
      const [facts, ask, shape] = args;
      args = [(...given) => (armed ? ask() : facts(...given)), ask, shape];
    }
    return apply(f, self, args);
  };
  return () => { armed = true; };
}

/** The instance traps, as with TinyGo's panics: an exception unwinds it in the middle of the next fact's call out, and it can't go on. */
export function traps() {
  let armed = false;
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = (module, imports) => {
    const { gojs } = imports;
    const call = gojs['syscall/js.valueCall'];
    gojs['syscall/js.valueCall'] = (sp) => {
      if (armed) throw new WebAssembly.RuntimeError('unreachable');
      return call(sp);
    };
    return instantiate(module, imports);
  };
  return () => { armed = true; };
}

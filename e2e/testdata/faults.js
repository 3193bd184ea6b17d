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

/** Calls change with what each instance imports, whichever way it is made. */
function changeImports(change) {
  const { instantiate, Instance } = WebAssembly;
  WebAssembly.instantiate = (module, imports) => {
    change(imports);
    return instantiate(module, imports);
  };
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, [module, imports]) {
      change(imports);
      return new target(module, imports);
    },
  });
}

/**
 * The instance traps, as with TinyGo's panics: an exception unwinds it in the middle of the next fact's call out, and it can't go on. Go's
 * compiler passes one argument, a stack pointer, and TinyGo all of them.
 */
export function traps() {
  let armed = false;
  changeImports(({ gojs }) => {
    for (const name of ['syscall/js.valueCall', 'syscall/js.valueInvoke']) {
      const call = gojs[name];
      if (!call) continue; // the core doesn't import it
      gojs[name] = (...args) => {
        if (armed) throw new WebAssembly.RuntimeError('unreachable');
        return call(...args);
      };
    }
  });
  return () => { armed = true; };
}

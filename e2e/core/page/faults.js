// Ways to break the core that no page has. They must be set before it is loaded.

/** Calls change with what each instance imports, and gives it what changeExports makes of its exports, whichever way it is made. */
function changeInstances({ changeImports = () => {}, changeExports = (exports) => exports }) {
  const { instantiate, Instance } = WebAssembly;
  const changed = ({ exports }) => Object.create(Instance.prototype, { exports: { value: changeExports(exports) } });
  WebAssembly.instantiate = async (module, imports) => {
    changeImports(imports);
    return changed(await instantiate(module, imports));
  };
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, [module, imports]) {
      changeImports(imports);
      return changed(new target(module, imports));
    },
  });
}

/** Go panics at the next fact after the returned function was called: the number on the wire is that of no session. */
export function panics() {
  let armed = false;
  changeInstances({
    changeExports: (exports) => ({
      ...exports,
      step: () => {
        if (armed) {
          const { buffer } = exports.memory ?? exports.mem;
          new Float64Array(buffer, exports.wire(0), 1)[0] = -2;
        }
        return exports.step();
      },
    }),
  });
  return () => { armed = true; };
}

/**
 * The instance traps, as with TinyGo's panics: an exception unwinds it in the middle of the next call out, where it closes a socket, and it can't go on. Go's
 * compiler passes one argument, a stack pointer, and TinyGo all of them.
 */
export function traps() {
  let armed = false;
  changeInstances({
    changeImports({ gojs }) {
      for (const name of ['syscall/js.valueCall', 'syscall/js.valueInvoke']) {
        const call = gojs[name];
        gojs[name] = (...args) => {
          if (armed) throw new WebAssembly.RuntimeError('unreachable');
          return call(...args);
        };
      }
    },
  });
  return () => { armed = true; };
}

// What the classic script does: it gives the page one name, wsclose.

import * as wsclose from "./index.ts";

Object.assign(globalThis, { wsclose });

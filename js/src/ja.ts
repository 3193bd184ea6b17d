// `import 'wsclose/ja'` teaches describe() Japanese.

import { register } from "./codes.ts";
import { JA } from "./ja.gen.ts";

register("ja", JA);

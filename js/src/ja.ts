// `import 'wsclose/ja'` teaches describe() Japanese.

import { registerLocale } from "./index.js";
import { JA } from "./ja.gen.ts";

registerLocale("ja", JA);

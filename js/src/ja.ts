// `import 'wsclose/ja'` teaches describe() Japanese.

import { registerLocale } from "wsclose";
import { JA } from "./ja.gen.ts";

registerLocale("ja", JA);

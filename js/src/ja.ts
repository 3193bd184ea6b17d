// `import 'wsclose/ja'` teaches describe() Japanese. The build makes ./index.js of 'wsclose': what is beside the package shares it.

import { registerLocale } from "wsclose";
import { JA } from "./ja.gen.ts";

registerLocale("ja", JA);

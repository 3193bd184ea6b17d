// All scripts of machine.test.ts, in the order of transcripts.txt.

import { closes } from "./closes.ts";
import { deciding } from "./deciding.ts";
import { listening } from "./listening.ts";
import type { Script } from "./script.ts";

export const scripts: readonly Script[] = [...closes, ...listening, ...deciding];

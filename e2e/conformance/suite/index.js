// The subjects, in the order of the sheet.

import { close } from "./close.js";
import { codes } from "./codes.js";
import { constructing } from "./constructing.js";
import { dispatching } from "./dispatching.js";
import { ending } from "./ending.js";
import { events } from "./events.js";
import { failing } from "./failing.js";
import { handlers } from "./handlers.js";
import { shape } from "./shape.js";
import { listening } from "./listening.js";
import { messages } from "./messages.js";
import { order } from "./order.js";
import { protocols } from "./protocols.js";
import { sending } from "./sending.js";
import { state } from "./state.js";

export const subjects = [
	shape, constructing, protocols, state, handlers, listening, order, events, dispatching, sending, messages, close, codes, ending, failing,
];

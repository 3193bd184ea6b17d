export * from "./watched.js";
export * from "./opentelemetry-sdk.js";

import "recipe";

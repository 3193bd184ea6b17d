// Package conformance decides whether wsclose without reconnecting is a WebSocket: one page, written from the WHATWG WebSockets
// standard, WebIDL, DOM and RFC 6455, that any browser opens. It runs every assertion on the browser's own WebSocket and on
// wsclose's with {reconnect: false}, in a window and in a dedicated worker, shows a sheet, and posts what it found.
//
// An assertion's outcome is a value. Native and wsclose must have the same one, save where differences.json says why not. Where the
// standard says which value it must be, the sheet shows which engine deviates. The package refuses to decide whether an engine's
// deviation is a fault: wsclose follows the engine, unless differences.json says otherwise.
//
//	result, err := conformance.Run(ctx, conformance.Firefox, "js/dist")
//
// The page needs no build step and no Go caller: open [Site]'s address in any browser.
package conformance

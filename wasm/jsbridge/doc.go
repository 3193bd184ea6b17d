//go:build go1.23

// Package jsbridge carries facts from JavaScript to session and effects back.
// It is the only Go that knows JavaScript. It refuses to decide anything: not
// a code, not a delay, not an order.
//
// JavaScript calls four exported functions (export_js.go), which take and give
// numbers. What a call is about lies on the wire (wire.go), a []float64 in
// Go's own memory that JavaScript views. A call takes one fact, and leaves the
// effects and the session's snapshot on the wire. JavaScript does the effects
// in their order when Go has returned. Go calls nothing but the browser's
// WebSocket (socket_js.go): it reads it, and closes it when the turn of that
// effect has come and JavaScript asks for it.
//
// What crosses is declared here once: facts (fact.go), effects (effect.go),
// snapshots (state.go), options (option.go) and questions (question.go) read or
// write their fields by name. `make generate` has these declarations describe
// themselves (layout.go) and writes js/src/decider/bridge.gen.ts, so that JavaScript
// encodes and decodes the same fields in the same order, and a number of the
// layout for both sides.
//
// Its rules: every exported function recovers and answers Fault, since Go
// can't throw into JavaScript; no listener of the page runs while Go does,
// unless a WebSocket class of the page's own calls it in close(); JavaScript
// has the snapshot of each session after every fact, so that nothing is lost
// where Go crashes.
package jsbridge

//go:generate go run ./generate ../../js/src/decider/bridge.gen.ts layout.gen.go

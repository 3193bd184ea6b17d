//go:build go1.23

// Package jsbridge carries facts from JavaScript to session and effects back.
// It is the only Go that knows JavaScript. It refuses to decide anything: not
// a code, not a delay, not an order.
//
// JavaScript calls four exported functions (export_js.go), which take and give
// numbers. What a call is about lies on the wire (wire.go), a []float64 in
// Go's own memory that JavaScript views. Go calls one JavaScript function, the
// table, with the number of rows on the wire, and closes and reads the
// browser's WebSocket itself (socket_js.go).
//
// What crosses is declared here once: facts (fact.go), effects (effect.go),
// options (option.go) and questions (question.go) read or write their fields
// by name. `make generate` has these declarations describe themselves
// (layout.go) and writes js/src/decider/bridge.gen.ts, so that JavaScript
// encodes and decodes the same fields in the same order, and a number of the
// layout for both sides.
//
// Its rules: every exported function recovers and answers Fault, since Go
// can't throw into JavaScript; Go calls the page's code only through effects;
// a call from within an effect only changes state and appends effects, which
// the outermost call does.
package jsbridge

//go:generate go run ./generate ../../js/src/decider/bridge.gen.ts layout.gen.go

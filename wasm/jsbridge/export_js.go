//go:build go1.24 && js && wasm

package jsbridge

import "syscall/js"

// bridge is the realm's only one. JavaScript reaches it by what is exported
// here.
var bridge Bridge

// exportWire makes room for so many slots, and answers where the wire begins
// in Go's memory.
//
//go:wasmexport wire
func exportWire(slots int32) int32 { return int32(uintptr(bridge.wire.reserve(int(slots)))) }

// exportShape begins: it takes the table, and answers the number of the layout.
//
//go:wasmexport shape
func exportShape() int32 {
	bridge.table = js.Global().Get("wsclose")
	return layout
}

// exportStep answers how many effects lie on the wire, or Fault.
//
//go:wasmexport step
func exportStep() int32 { return int32(bridge.guarded(bridge.step)) }

// exportAnswer answers a question, or Fault.
//
//go:wasmexport answer
func exportAnswer(asked int32) int32 {
	return int32(bridge.guarded(func() int { return bridge.ask(question(asked)) }))
}

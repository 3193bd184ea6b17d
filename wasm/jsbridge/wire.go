//go:build go1.23 && js && wasm

package jsbridge

import (
	"math"
	"syscall/js"
)

// read copies so many numbers out of a Uint8Array over a Float64Array: to
// fetch them one by one would cost as much as all that is done with them. They
// stay as they are until it reads again.
func (b *Bridge) read(from js.Value, count int) []float64 {
	if len(b.numbers) < count {
		b.numbers = make([]float64, count)
		b.bytes = make([]byte, 8*count)
	}
	js.CopyBytesToGo(b.bytes, from)
	for i := range count {
		var bits uint64
		for j := 7; j >= 0; j-- {
			bits = bits<<8 | uint64(b.bytes[8*i+j]) // WebAssembly's and every browser's machine is little-endian
		}
		b.numbers[i] = math.Float64frombits(bits)
	}
	return b.numbers[:count]
}

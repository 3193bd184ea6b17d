//go:build go1.23 && js && wasm

package jsbridge

import (
	"math"
	"syscall/js"
)

// wire reads the numbers that cross together: to fetch them one by one would
// cost as much as all that is done with them.
type wire struct {
	bytes   []byte
	numbers []float64
}

// read copies so many numbers out of a Uint8Array over a Float64Array. They
// stay as they are until it reads again.
func (w *wire) read(from js.Value, count int) []float64 {
	for len(w.numbers) < count {
		w.numbers = append(w.numbers, 0)
		w.bytes = append(w.bytes, make([]byte, 8)...)
	}
	js.CopyBytesToGo(w.bytes[:8*count], from)
	for i := range count {
		w.numbers[i] = math.Float64frombits(littleEndian(w.bytes[8*i:]))
	}
	return w.numbers[:count]
}

// littleEndian is how WebAssembly and every browser's machine store numbers.
func littleEndian(b []byte) uint64 {
	var bits uint64
	for i := range 8 {
		bits |= uint64(b[i]) << (8 * i)
	}
	return bits
}

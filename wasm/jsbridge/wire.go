//go:build go1.23 && js && wasm

package jsbridge

import (
	"math"
	"syscall/js"
)

// wire is what numbers and texts cross by, both ways: bytes that the hands
// hold. A number is eight of them, a text its length in bytes and those, filled
// up to a multiple of eight. To fetch or to pass each by itself would cost more
// than all that is done with them.
type wire struct {
	hands, shared js.Value
	bytes         []byte
	// at is where the next number or text is.
	at int
}

// slot is what a number takes, in bytes.
const slot = 8

// take takes the hands' own.
func (w *wire) take() {
	w.shared = w.hands.Get("wire")
	w.bytes = make([]byte, w.shared.Length())
}

// receive copies what has come, so many slots, and says where that ends.
func (w *wire) receive(slots int) int {
	if len(w.bytes) < slots*slot {
		w.take() // a larger one: the last had no room
	}
	js.CopyBytesToGo(w.bytes[:slots*slot], w.shared)
	w.at = 0
	return slots * slot
}

// number is the next number.
func (w *wire) number() float64 {
	var bits uint64
	for i := slot - 1; i >= 0; i-- {
		bits = bits<<8 | uint64(w.bytes[w.at+i]) // WebAssembly's and every browser's machine is little-endian
	}
	w.at += slot
	return math.Float64frombits(bits)
}

// numbers are so many numbers.
func (w *wire) numbers(n int) []float64 {
	list := make([]float64, n)
	for i := range list {
		list[i] = w.number()
	}
	return list
}

// text is the next text.
func (w *wire) text() string {
	length := int(w.number())
	text := string(w.bytes[w.at : w.at+length])
	w.at += filled(length)
	return text
}

// filled is a length with what fills it up.
func filled(length int) int { return (length + slot - 1) / slot * slot }

// put puts numbers on it.
func (w *wire) put(numbers ...float64) {
	for _, number := range numbers {
		bits := math.Float64bits(number)
		for i := range slot {
			w.bytes[w.at+i] = byte(bits >> (8 * i))
		}
		w.at += slot
	}
}

// putText puts a text on it.
func (w *wire) putText(text string) {
	w.put(float64(len(text)))
	copy(w.bytes[w.at:], text)
	w.at += filled(len(text))
}

// send copies what was put to where the hands find it.
func (w *wire) send() { js.CopyBytesToJS(w.shared, w.bytes[:w.at]) }

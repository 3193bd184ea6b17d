//go:build go1.23

package jsbridge

import (
	"unsafe"

	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
	"github.com/wsclose/wsclose/wasm/session"
)

// wire is the memory that Go and JavaScript share. A number takes one slot. A
// text takes a slot for its length in bytes, and as many slots as its bytes
// fill. Nothing is copied but texts, which Go must own.
//
// The names of fields are for layout.go: where note is set, the wire describes
// its fields in place of reading or writing them.
type wire struct {
	slots []float64
	// at is the slot of the next field.
	at   int
	note Note
}

// slotBytes is what a slot takes, in bytes.
const slotBytes = 8

// MinSlots is the size of the wire before JavaScript asks for more. What a step
// leaves there always fits: a snapshot takes at most 52 slots, an effect at most
// 20, and a step has at most six (TestAStepFitsTheWire).
const MinSlots = 512

// reserve makes room for so many slots and tells where they are. What is on
// the wire is lost where it has to grow. It grows by no more than was asked
// for, so that JavaScript knows how many slots there are.
func (w *wire) reserve(slots int) unsafe.Pointer {
	if slots > len(w.slots) {
		w.slots = make([]float64, max(slots, MinSlots))
	}
	return unsafe.Pointer(unsafe.SliceData(w.slots))
}

// bytes are the next bytes, so many; at least one.
func (w *wire) bytes(length int) []byte {
	filled := w.slots[w.at : w.at+slotsOf(length)]
	return unsafe.Slice((*byte)(unsafe.Pointer(&filled[0])), length)
}

// slotsOf is how many slots so many bytes fill.
func slotsOf(bytes int) int { return (bytes + slotBytes - 1) / slotBytes }

// begin goes to the start of the wire, for what is written.
func (w *wire) begin() {
	w.at = 0
	if w.note != nil {
		w.note("", Answer)
	}
}

// number reads a number.
func (w *wire) number(name string) float64 { return w.next(name, Number) }

func (w *wire) next(name string, kind FieldKind) float64 {
	if w.note != nil {
		w.note(name, kind)
		return 0
	}
	w.at++
	return w.slots[w.at-1]
}

// flag reads a boolean.
func (w *wire) flag(name string) bool { return w.next(name, Flag) != 0 }

// millis reads a time or a duration in milliseconds. Infinity is Forever.
func (w *wire) millis(name string) session.Millis {
	if n := w.number(name); n < float64(reconnect.Forever>>1) {
		return session.Millis(n)
	}
	return reconnect.Forever
}

// match reads a boolean that may be left out.
func (w *wire) match(name string) reconnect.Match {
	switch w.next(name, OptionalFlag) {
	case 0:
		return reconnect.No
	case 1:
		return reconnect.Yes
	default: // NaN
		return reconnect.Either
	}
}

// code reads a close code.
func (w *wire) code(name string) closecode.Code { return closecode.Code(w.number(name)) }

// text reads a text.
func (w *wire) text(name string) string {
	length := int(w.next(name, Text))
	if length == 0 {
		return ""
	}
	text := string(w.bytes(length))
	w.at += slotsOf(length)
	return text
}

// list reads how many items follow. They are described by the first.
func (w *wire) list(name string) int {
	count := int(w.next(name, List))
	if w.note != nil {
		return 1
	}
	return count
}

// group begins the fields that several records share, until end.
func (w *wire) group(name string) {
	if w.note != nil {
		w.note(name, Group)
	}
}

// end ends a list or a group.
func (w *wire) end() {
	if w.note != nil {
		w.note("", End)
	}
}

// put writes numbers. Their names are one text, since each argument of a call
// is code; that of a boolean ends with a question mark.
func (w *wire) put(names string, numbers ...float64) {
	if w.note != nil {
		w.note(names, Numbers)
		return
	}
	w.at += copy(w.slots[w.at:w.at+len(numbers)], numbers)
}

// flag is a boolean as a number.
func flag(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// putText writes a text.
func (w *wire) putText(name, text string) {
	if w.note != nil {
		w.note(name, Text)
		return
	}
	w.put("", float64(len(text)))
	if len(text) > 0 {
		copy(w.bytes(len(text)), text)
		w.at += slotsOf(len(text))
	}
}

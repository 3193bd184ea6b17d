//go:build go1.23

package jsbridge

import (
	"strings"

	"github.com/wsclose/wsclose/wasm/session"
)

// What crosses, as JavaScript has it: records of named fields. The tests that
// write data for JavaScript's tests need them. The WebAssembly has no use for
// this file, and contains nothing of it.

// Field is a field of a record. Its value is a float64, a bool or a string; that
// of a list is nil, and stands for an empty one.
type Field struct {
	Name  string
	Value any
}

// SnapshotFields returns a snapshot's fields, in the order in which they cross.
func SnapshotFields(snapshot session.Snapshot) []Field {
	return written(func(w *wire) { w.putSnapshot(snapshot) })
}

// EffectFields returns an effect's kind and its fields, in the order in which
// they cross.
func EffectFields(what session.Effect) []Field {
	fields := written(func(w *wire) { w.putEffect(what) })
	number, _ := fields[0].Value.(float64)
	fields[0] = Field{"kind", effects[int(number)].name}
	return fields
}

// ReadSnapshot reads a snapshot from its fields, in any order. It panics where
// they are not those that are declared, as the functions below do.
func ReadSnapshot(fields []Field) (snapshot session.Snapshot) {
	read(fields, func(w *wire) { snapshot = w.snapshot() })
	return snapshot
}

// ReadOptions reads what a session is made of.
func ReadOptions(fields []Field) (config session.Config) {
	read(fields, func(w *wire) { config = w.options() })
	return config
}

// ReadFact reads a fact: its kind, which comes first, and its fields. That of
// closeAsked has late last, which the core itself reads on the socket.
func ReadFact(fields []Field) (conn session.Conn, fact session.Fact) {
	number := kind(len(facts))
	for at, name := range facts {
		if name == fields[0].Value {
			number = kind(at)
		}
	}
	fields = fields[1:]
	var socket endingSocket
	if number == closeAsked {
		late, _ := fields[len(fields)-1].Value.(bool)
		socket, fields = endingSocket{late: late}, fields[:len(fields)-1]
	}
	read(fields, func(w *wire) { conn, fact = w.conn(number), w.fact(number, socket) })
	return conn, fact
}

// Slots returns how many slots of the wire fields take.
func Slots(fields []Field) int {
	w := &wire{slots: make([]float64, MinSlots)}
	for _, field := range fields {
		w.putField(field)
	}
	return w.at
}

// endingSocket is a socket of which only one thing matters: whether it is
// closing already.
type endingSocket struct {
	nothing
	late bool
}

func (s endingSocket) ReadyState() int {
	if s.late {
		return Closing
	}
	return 0
}

// written has a record written, and returns its fields.
func written(write func(w *wire)) (fields []Field) {
	w := &wire{slots: make([]float64, MinSlots)}
	write(w)
	w.at = 0
	write(&wire{note: func(names string, kind FieldKind) {
		switch kind {
		case Numbers:
			for _, name := range strings.Fields(names) {
				if own, isFlag := strings.CutSuffix(name, "?"); isFlag {
					fields = append(fields, Field{own, w.flag("")})
				} else {
					fields = append(fields, Field{name, w.number("")})
				}
			}
		case Text:
			fields = append(fields, Field{names, w.text("")})
		}
	}})
	return fields
}

// read puts the fields on a wire in the order in which take reads them, and has
// it read them.
func read(fields []Field, take func(w *wire)) {
	w := &wire{slots: make([]float64, MinSlots)}
	put, lists := 0, 0
	take(&wire{note: func(name string, kind FieldKind) {
		switch {
		case kind == List:
			lists++
		case kind == Group:
			return
		case kind == End:
			lists = max(0, lists-1)
			return
		}
		if lists > 1 || lists == 1 && kind != List {
			return // of the items of a list, which is empty
		}
		w.putField(named(fields, name))
		put++
	}})
	if put != len(fields) {
		panic("a field is not declared")
	}
	w.at = 0
	take(w)
}

func named(fields []Field, name string) Field {
	for _, field := range fields {
		if field.Name == name {
			return field
		}
	}
	panic(name + " is missing")
}

func (w *wire) putField(field Field) {
	switch value := field.Value.(type) {
	case nil:
		w.put("", 0)
	case float64:
		w.put("", value)
	case bool:
		w.put("", flag(value))
	case string:
		w.putText("", value)
	default:
		panic(field.Name + " does not cross")
	}
}

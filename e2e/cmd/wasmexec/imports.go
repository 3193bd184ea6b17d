package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

var errNoWasm = errors.New("this is no WebAssembly module")

// An imported thing is known by two names.
type imported struct{ module, name string }

// importSection is the id of the section that lists the imports (WebAssembly Core Specification, section 5.5.5).
const importSection = 2

// imports reads from a module what it imports.
func imports(wasm []byte) ([]imported, error) {
	rest, isWasm := bytes.CutPrefix(wasm, []byte("\x00asm\x01\x00\x00\x00"))
	if !isWasm {
		return nil, errNoWasm
	}
	for r := (&reader{rest: rest}); len(r.rest) > 0; {
		id := r.byte()
		section := &reader{rest: r.bytes(r.u32())}
		if r.failed {
			return nil, fmt.Errorf("it is cut off: %w", errNoWasm)
		}
		if id == importSection {
			return section.imports()
		}
	}
	return nil, nil
}

// A reader takes from what is left. What it gives after it failed means nothing.
type reader struct {
	rest   []byte
	failed bool
}

func (r *reader) imports() ([]imported, error) {
	var all []imported
	for n := r.u32(); n > 0 && !r.failed; n-- {
		all = append(all, imported{string(r.bytes(r.u32())), string(r.bytes(r.u32()))})
		switch kind := r.byte(); kind {
		case 0: // a function: its type
			r.u32()
		case 1: // a table: its elements' type, its limits
			r.byte()
			r.limits()
		case 2: // a memory
			r.limits()
		case 3: // a global: its type, whether it changes
			r.byte()
			r.byte()
		default:
			return nil, fmt.Errorf("it imports a thing of kind %d, %q", kind, all[len(all)-1].name)
		}
	}
	if r.failed {
		return nil, fmt.Errorf("its list of imports is cut off: %w", errNoWasm)
	}
	return all, nil
}

func (r *reader) limits() {
	hasMost := r.byte()&1 != 0
	r.u32()
	if hasMost {
		r.u32()
	}
}

func (r *reader) byte() byte {
	if one := r.bytes(1); len(one) == 1 {
		return one[0]
	}
	return 0
}

func (r *reader) bytes(n uint64) []byte {
	if n > uint64(len(r.rest)) {
		r.failed, r.rest = true, nil
		return nil
	}
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

func (r *reader) u32() uint64 {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 {
		r.failed, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

//go:build go1.23 && !js

package main

import (
	"fmt"
	"strings"

	"github.com/wsclose/wsclose/wasm/jsbridge"
)

// record is a fact, an effect, a question, or a part of these.
type record struct {
	name   string
	fields []field
}

// field is a record's. A list's items and a group's members have fields.
type field struct {
	name   string
	kind   jsbridge.FieldKind
	fields []field
}

// sections reads the layout: the records of each section, in order.
func sections() map[string][]record {
	all := map[string][]record{}
	section := ""
	isAnswer := false // what a question leaves on the wire is read where it is asked
	var open []*[]field
	jsbridge.Describe(func(name string, kind jsbridge.FieldKind) {
		switch kind {
		case jsbridge.Section:
			section = name
		case jsbridge.Record:
			all[section] = append(all[section], record{name: name})
			isAnswer = false
			open = nil
		case jsbridge.Answer:
			isAnswer = true
		case jsbridge.End:
			open = open[:len(open)-1]
		default:
			if isAnswer {
				return
			}
			records := all[section]
			into := &records[len(records)-1].fields
			if len(open) > 0 {
				into = open[len(open)-1]
			}
			if kind == jsbridge.Numbers {
				*into = append(*into, numbersOf(name)...)
				return
			}
			*into = append(*into, field{name: name, kind: kind})
			if kind == jsbridge.List || kind == jsbridge.Group {
				open = append(open, &(*into)[len(*into)-1].fields)
			}
		}
	})
	for i := range all["effects"] {
		all["effects"][i].fields = all["effects"][i].fields[header:]
	}
	if len(open) > 0 {
		panic(fmt.Sprintf("a list or a group of section %s does not end", section))
	}
	return all
}

// header is how many fields every effect begins with: its number.
const header = 1

// numbersOf are the fields of jsbridge.Numbers.
func numbersOf(names string) []field {
	var list []field
	for _, name := range strings.Fields(names) {
		kind := jsbridge.Number
		if own, isFlag := strings.CutSuffix(name, "?"); isFlag {
			name, kind = own, jsbridge.Flag
		}
		list = append(list, field{name: name, kind: kind})
	}
	return list
}

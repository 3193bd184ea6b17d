package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf16"
)

// jsonLines prints each event as one line of JSON, with the whole report. What can't be seen is escaped in it: JSON itself lets DEL, C1
// controls and what turns text around stand, and terminals obey them.
type jsonLines struct{ out io.Writer }

func (p jsonLines) print(h happening) error { return p.line(h) }

func (p jsonLines) summary(s *summary) error { return p.line(s) }

func (p jsonLines) line(v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	var line strings.Builder
	for _, r := range string(text) {
		if unicode.IsPrint(r) {
			line.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) { // outside strings JSON has nothing but ASCII that prints
			fmt.Fprintf(&line, `\u%04x`, unit)
		}
	}
	_, err = fmt.Fprintln(p.out, line.String())
	return err
}

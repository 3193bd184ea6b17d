//go:build go1.23 && !js

// Command generate writes what follows from jsbridge's declarations: their
// TypeScript side, js/src/decider/bridge.gen.ts, and the number of the layout for Go's.
// It knows no record of its own.
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: generate bridge.gen.ts layout.gen.go")
		os.Exit(2)
	}
	number := layout()
	for i, text := range []string{module(sections(), number), goModule(number)} {
		if err := os.WriteFile(os.Args[1+i], []byte(text), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

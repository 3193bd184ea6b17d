// Command wasmexec prints a compiler's wasm_exec.js without the import functions that a core does not import:
//
//	go run ./e2e/cmd/wasmexec js/dist/wsclose.wasm "$(go env GOROOT)/lib/wasm/wasm_exec.js"
//
// The build runs it, and needs no Node for that. It works on the syntax tree, since Go's and TinyGo's files differ in everything but
// this: the constructor assigns to this.importObject an object of objects of functions. A file without that, and a core that imports
// what the file does not have, are errors: core and file come from two compilers then.
package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "wasmexec:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	if len(args) != 2 {
		return fmt.Errorf("it takes two files, a core and a wasm_exec.js, and got %d", len(args))
	}
	core, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	script, err := os.ReadFile(args[1])
	if err != nil {
		return err
	}
	imported, err := imports(core)
	if err != nil {
		return fmt.Errorf("%s: %w", args[0], err)
	}
	pruned, err := prune(script, imported)
	if err != nil {
		return fmt.Errorf("%s, for %s: %w", args[1], args[0], err)
	}
	_, err = out.Write(pruned)
	return err
}

//go:build go1.23 && js && wasm

// Command wasm is the core of wsclose, for js/src/core.ts to load.
package main

import (
	"syscall/js"

	"github.com/wsclose/wsclose/wasm/jsbridge"
)

func main() {
	jsbridge.Serve(js.Global())
	select {}
}

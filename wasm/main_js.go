//go:build go1.24 && js && wasm

// Command wasm is the core of wsclose. Its exported functions are jsbridge's.
// Go's compiler has main block, so that they can be called; TinyGo's core is
// built as a library, and never calls it.
package main

import _ "github.com/wsclose/wsclose/wasm/jsbridge"

func main() { select {} }

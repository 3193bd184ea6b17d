//go:build go1.24 && js && wasm

package jsbridge

import (
	"syscall/js"

	"github.com/wsclose/wsclose/wasm/closecode"
)

// Socket is the browser's WebSocket of a session, as the table of JavaScript's
// side has it: one object for all the sockets of a session, whose close is that
// of the socket of the day. It is fetched for each call, so that Go holds
// nothing. What Go fetches stays in wasm_exec.js's table until a finalizer
// runs; with Go's compiler none does between calls of exported functions, so a
// socket itself would stay for good.
//
// Where the class is not the browser's own, what stands there catches: an
// exception in a call from Go ends the core where it was compiled with TinyGo.
type Socket struct {
	table   js.Value
	session int
}

func (s Socket) native() js.Value { return s.table.Get("sockets").Index(s.session) }

// ReadyState is the DOM's; Closed where there is no socket.
func (s Socket) ReadyState() int {
	if native := s.native(); !native.IsUndefined() {
		return native.Get("readyState").Int()
	}
	return Closed
}

// BufferedAmount is the DOM's, in bytes; 0 where there is no socket.
func (s Socket) BufferedAmount() int64 {
	if native := s.native(); !native.IsUndefined() {
		return int64(native.Get("bufferedAmount").Float())
	}
	return 0
}

// Close calls the native close() on a socket that is not closing yet, and tells
// whether it has. NoStatusRcvd is a close() without arguments. A code that a
// page may not send is refused by closecode before it gets here.
func (s Socket) Close(code closecode.Code, reason string) bool {
	native := s.native()
	if native.IsUndefined() || native.Get("readyState").Int() >= Closing {
		return false
	}
	if code == closecode.NoStatusRcvd {
		native.Call("close")
	} else {
		native.Call("close", int(code), reason)
	}
	return true
}

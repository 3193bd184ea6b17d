//go:build go1.23

// Package closecode decides everything about one WebSocket close code and its reason: whether a page may send them (CheckSend) and
// what goes out instead in lenient mode (Lenient, Twin, FitReason), what a code means (Describe, Registry, Ranges), how both stand in
// a Close frame (AppendPayload, ParsePayload), and what one connection's end says about who ended it and why (Read).
//
// It refuses to decide what to do next: RFC 6455, section 7.4 leaves that open, and package reconnect has it. It judges no code
// that a peer sent either, beyond saying that it breaks the standard (OnWire): browsers deliver all 65,536 numbers, and so Registry and
// Ranges together name every one.
//
// The standards are RFC 6455, sections 5.5.1 and 7, with erratum 3227; the WHATWG WebSockets Standard, close(); and IANA's
// WebSocket Close Code Number Registry.
//
// Texts are linked only by what returns texts: Describe, Registry, Ranges and Japanese. Everything else works on numbers.
package closecode

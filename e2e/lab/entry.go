package lab

import (
	"encoding/hex"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gobwas/ws"
)

// How a TCP connection ended, in Entry.End and in Event.What.
const (
	ClientFIN = "client fin"
	ClientRST = "client rst"
	ServerFIN = "server fin"
	ServerRST = "server rst"
	Held      = "held"     // the lab keeps TCP open on purpose, and waits for the client to end it
	Answered  = "answered" // an HTTP answer by net/http, such as 400: there was no WebSocket
)

// Entry is what the lab saw of one connection. Times are whole milliseconds since the request's header was read.
type Entry struct {
	ID           string    `json:"id"`
	Number       int       `json:"number"` // of the connection in this lab, from 1
	Accepted     time.Time `json:"accepted"`
	Request      Request   `json:"request"`
	Status       int       `json:"status"`   // HTTP status answered; 0 if none was
	Opened       *int64    `json:"opened"`   // when the 101 was written
	Protocol     string    `json:"protocol"` // subprotocol answered
	Read         Traffic   `json:"read"`
	Written      Traffic   `json:"written"`
	CloseRead    *Close    `json:"closeRead"`    // the first Close from the client
	CloseWritten *Close    `json:"closeWritten"` // the first Close from the lab
	End          string    `json:"end"`          // who ended TCP first, and how; "" while it is open
	TCP          []Event   `json:"tcp"`          // all that is known of TCP's end, in order
	Live         bool      `json:"live"`         // the lab still has the socket
	Fault        string    `json:"fault,omitempty"`
}

// Request is the opening handshake's request. Values of headers aren't kept, but for these: they may be secrets.
type Request struct {
	Method    string   `json:"method"`
	Path      string   `json:"path"`
	Query     string   `json:"query"`
	Host      string   `json:"host"`
	Origin    string   `json:"origin"`
	Protocols []string `json:"protocols"` // subprotocols asked for
	Headers   []string `json:"headers"`   // names, sorted
}

// Traffic is one direction: the first frames, and how many there were.
type Traffic struct {
	Frames []Frame `json:"frames"`
	Count  int     `json:"count"`
	Bytes  int64   `json:"bytes"` // of payload
}

// Frame is one frame, or bytes that the lab wrote and that are no whole frame (opcode -1, name "raw").
type Frame struct {
	At     int64  `json:"at"`
	Opcode int    `json:"opcode"`
	Name   string `json:"name"`
	Fin    bool   `json:"fin"`
	RSV    int    `json:"rsv"` // RSV1 is 4, RSV2 is 2, RSV3 is 1
	Masked bool   `json:"masked"`
	Length int64  `json:"length"`
	Text   string `json:"text,omitempty"` // of a text frame: the first 64 bytes, where they are UTF-8
	Hex    string `json:"hex"`            // the first 64 bytes of the payload, unmasked
}

// Close is a Close frame (RFC 6455, section 5.5.1).
type Close struct {
	At     int64  `json:"at"`
	Code   *int   `json:"code"`   // null: no status code in it
	Reason string `json:"reason"` // invalid UTF-8 reads as U+FFFD in JSON; Hex has the bytes
	Length int64  `json:"length"` // of the payload
	Masked bool   `json:"masked"`
	Hex    string `json:"hex"` // the first 128 bytes of the payload
}

// String is the code and the reason, as in "1012 restarting"; "empty" without a code, and "none" of nil: where no Close came.
func (c *Close) String() string {
	switch {
	case c == nil:
		return "none"
	case c.Code == nil:
		return "empty"
	case c.Reason == "":
		return strconv.Itoa(*c.Code)
	}
	return strconv.Itoa(*c.Code) + " " + c.Reason
}

// Event is something that happened to TCP.
type Event struct {
	At   int64  `json:"at"`
	What string `json:"what"`
}

const (
	keptText       = 4 << 10 // of anything else that a client says of itself
	keptOfList     = 100     // headers, or subprotocols
	keptName       = 200     // of each
	keptBytes      = 64
	keptCloseBytes = 128 // a legal Close has at most 125
)

func requestOf(r *http.Request) Request {
	names := make([]string, 0, len(r.Header))
	for name := range r.Header {
		names = append(names, name)
	}
	slices.Sort(names)
	return Request{
		Method: clipped(r.Method, keptName), Path: clipped(r.URL.Path, keptText), Query: clipped(r.URL.RawQuery, keptText), Host: clipped(r.Host, keptName),
		Origin: clipped(r.Header.Get("Origin"), keptText), Protocols: few(askedProtocols(r)), Headers: few(names),
	}
}

func frameOf(at int64, f frame) Frame {
	told := Frame{
		At: at, Opcode: int(f.OpCode), Name: opcodeName(f.OpCode), Fin: f.Fin, RSV: int(f.Rsv),
		Masked: f.Masked, Length: f.Length, Hex: hex.EncodeToString(head(f.payload, keptBytes)),
	}
	if f.OpCode == ws.OpText {
		told.Text = textOf(head(f.payload, keptBytes))
	}
	return told
}

func closeOf(at int64, f frame) *Close {
	told := &Close{At: at, Length: f.Length, Masked: f.Masked, Hex: hex.EncodeToString(head(f.payload, keptCloseBytes))}
	if len(f.payload) >= 2 {
		code := int(f.payload[0])<<8 | int(f.payload[1])
		told.Code, told.Reason = &code, clipped(string(f.payload[2:]), keptText)
	}
	return told
}

func opcodeName(op ws.OpCode) string {
	switch op {
	case ws.OpContinuation:
		return "continuation"
	case ws.OpText:
		return "text"
	case ws.OpBinary:
		return "binary"
	case ws.OpClose:
		return "close"
	case ws.OpPing:
		return "ping"
	case ws.OpPong:
		return "pong"
	}
	return "reserved"
}

// clipped is the text, or a copy of its beginning: a journal keeps no long one alive.
func clipped(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.Clone(text[:most])
}

func few(list []string) []string {
	list = list[:min(len(list), keptOfList)]
	for i, text := range list {
		list[i] = clipped(text, keptName)
	}
	return list
}

func head(b []byte, most int) []byte { return b[:min(len(b), most)] }

// textOf drops a character that the cut split; other invalid bytes make it "".
func textOf(b []byte) string {
	for cut := 0; cut < utf8.UTFMax && cut <= len(b); cut++ {
		if utf8.Valid(b[:len(b)-cut]) {
			return string(b[:len(b)-cut])
		}
	}
	return ""
}

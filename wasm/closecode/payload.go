//go:build go1.23

package closecode

import "unicode/utf8"

// maxPayloadBytes is what a control frame carries at most. RFC 6455, section 5.5.
const maxPayloadBytes = 2 + MaxReasonBytes

// The errors of ParsePayload.
var (
	ErrPayloadShort error = class("the Close frame's body has one byte: half a code")
	ErrPayloadLong  error = class("the Close frame's body has more than 125 bytes")
	ErrPayloadUTF8  error = class("the Close frame's reason is not UTF-8")
)

// Payload is the body of a Close frame.
type Payload struct {
	Code   Code   // NoStatusRcvd for an empty body
	Reason string // UTF-8, at most MaxReasonBytes; a byte order mark and NUL stay
}

// AppendPayload appends the body of a Close frame to dst: the code in network order, then the reason. NoStatusRcvd without a reason is
// the empty body. Nothing is appended and a *SendError returned for a code that is not OnWire (ErrPayloadCode) or a reason of more than
// MaxReasonBytes (ErrReason). Bytes of reason that are not UTF-8 become U+FFFD. RFC 6455, section 5.5.1.
func AppendPayload(dst []byte, c Code, reason string) ([]byte, error) {
	bytes := sentBytes(reason)
	switch {
	case c == NoStatusRcvd && reason == "":
		return dst, nil
	case !OnWire(c):
		return dst, &SendError{Class: ErrPayloadCode, Code: c, Bytes: bytes}
	case bytes > MaxReasonBytes:
		return dst, &SendError{Class: ErrReason, Code: c, Bytes: bytes}
	default:
		return append(append(dst, byte(c>>8), byte(c)), validUTF8(reason)...), nil
	}
}

// ParsePayload reads the body of a Close frame. It fails with ErrPayloadShort for one byte, ErrPayloadLong for more than 125, and
// ErrPayloadUTF8; a peer's endpoint then fails the connection with 1002 or, for the last, 1007. It doesn't judge the code: see OnWire.
// RFC 6455, section 5.5.1.
func ParsePayload(body []byte) (Payload, error) {
	switch {
	case len(body) == 0:
		return Payload{Code: NoStatusRcvd}, nil
	case len(body) == 1:
		return Payload{}, ErrPayloadShort
	case len(body) > maxPayloadBytes:
		return Payload{}, ErrPayloadLong
	case !utf8.Valid(body[2:]):
		return Payload{}, ErrPayloadUTF8
	default:
		return Payload{Code: Code(body[0])<<8 | Code(body[1]), Reason: string(body[2:])}, nil
	}
}

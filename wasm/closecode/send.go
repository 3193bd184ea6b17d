//go:build go1.23

package closecode

import (
	"strconv"
	"unicode/utf8"
)

// MaxReasonBytes is how many bytes of UTF-8 a reason may have: a control frame carries 125 bytes (RFC 6455, section 5.5).
const MaxReasonBytes = 125 - 2 // the code

// class is an error class: two lines, where package errors would cost the WebAssembly more than all of this package.
type class string

func (c class) Error() string { return string(c) }

// The classes of SendError. What the first two say is the name of the DOMException that a browser throws for them.
var (
	ErrCode        error = class("InvalidAccessError")         // the code is not a page's to send
	ErrReason      error = class("SyntaxError")                // the reason is too long
	ErrPayloadCode error = class("code not for a Close frame") // the code is nobody's to send: AppendPayload only
)

// SendError says why a code and a reason were refused. CheckSend and AppendPayload return it as *SendError.
type SendError struct {
	Class error // ErrCode, ErrReason or ErrPayloadCode
	Code  Code  // the code asked for
	Bytes int   // the reason's length in bytes of UTF-8
}

// Error says what was passed, what is allowed, and what to do.
func (e *SendError) Error() string {
	code := strconv.Itoa(int(e.Code))
	switch e.Class {
	case ErrReason:
		return "the close reason has " + strconv.Itoa(e.Bytes) + " bytes of UTF-8 and may have " + strconv.Itoa(MaxReasonBytes) +
			": shorten it, or let lenient mode cut it between characters"
	case ErrPayloadCode:
		return "close code " + code + " must not stand in a Close frame: use 1000-1003, 1007-1014 or 3000-4999"
	default:
		return "close code " + code + " may not be sent by a page: use 1000 or 3000-4999, or lenient mode, which sends " +
			strconv.Itoa(int(Twin(e.Code))) + " for it"
	}
}

// Is makes errors.Is(err, ErrCode) and the like work.
func (e *SendError) Is(target error) bool { return target == e.Class }

// Sendable reports whether a page may send c: 1000 and 3000-4999. WHATWG WebSockets, close(), step 1.
func Sendable(c Code) bool {
	return c == NormalClosure || isPrivate(c)
}

// CheckSend returns nil if a page may send c with reason, else a *SendError. As in a browser the code is judged first (ErrCode), then the
// reason (ErrReason: more than MaxReasonBytes), and the connection's state is not asked for. WHATWG WebSockets, close(), steps 1 and 2.
// A byte of reason that is not UTF-8 counts as the three bytes of U+FFFD, which it would be sent as.
func CheckSend(c Code, reason string) error {
	bytes := sentBytes(reason)
	switch {
	case !Sendable(c):
		return &SendError{Class: ErrCode, Code: c, Bytes: bytes}
	case bytes > MaxReasonBytes:
		return &SendError{Class: ErrReason, Code: c, Bytes: bytes}
	default:
		return nil
	}
}

// FitReason returns reason, cut between characters where it is longer than MaxReasonBytes: the longest part from its start that fits.
// Bytes that are not UTF-8 become U+FFFD, one each.
func FitReason(reason string) string {
	reason = validUTF8(reason)
	if len(reason) <= MaxReasonBytes {
		return reason
	}
	end := MaxReasonBytes
	for !utf8.RuneStart(reason[end]) {
		end--
	}
	return reason[:end]
}

// sentBytes is how long reason is once it is UTF-8: ranging gives U+FFFD for each byte that is not.
func sentBytes(reason string) int {
	bytes := 0
	for _, r := range reason {
		bytes += utf8.RuneLen(r)
	}
	return bytes
}

// validUTF8 differs from strings.ToValidUTF8, which puts one U+FFFD for a whole run of bad bytes.
func validUTF8(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return string([]rune(s))
}

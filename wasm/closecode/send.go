//go:build go1.23

package closecode

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
	code := Itoa(int(e.Code))
	switch e.Class {
	case ErrReason:
		return "the close reason has " + Itoa(e.Bytes) + " bytes of UTF-8 and may have " + Itoa(MaxReasonBytes) +
			": shorten it, or let lenient mode cut it between characters"
	case ErrPayloadCode:
		return "close code " + code + " must not stand in a Close frame: use 1000-1003, 1007-1014 or 3000-4999"
	default:
		return "close code " + code + " may not be sent by a page: use 1000 or 3000-4999, or lenient mode, which sends " +
			Itoa(int(Twin(e.Code))) + " for it"
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
	switch RefusalOf(c, bytes) {
	case RefusedCode:
		return &SendError{Class: ErrCode, Code: c, Bytes: bytes}
	case RefusedReason:
		return &SendError{Class: ErrReason, Code: c, Bytes: bytes}
	default:
		return nil
	}
}

// Refusal is CheckSend's judgement without its words, which JavaScript has of its own.
type Refusal uint8

// The refusals. Their numbers are part of the interface to JavaScript.
const (
	NotRefused Refusal = iota
	RefusedCode
	RefusedReason
)

// RefusalOf judges, in the same order, a code and a reason of so many bytes of UTF-8.
func RefusalOf(c Code, bytes int) Refusal {
	switch {
	case !Sendable(c):
		return RefusedCode
	case bytes > MaxReasonBytes:
		return RefusedReason
	default:
		return NotRefused
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
	for reason[end]&0xC0 == 0x80 { // within a character
		end--
	}
	return reason[:end]
}

// sentBytes is how long reason is once it is UTF-8.
func sentBytes(reason string) int { return len(validUTF8(reason)) }

// validUTF8 puts U+FFFD for each byte that is not UTF-8. It differs from strings.ToValidUTF8, which puts one for a whole run of them, and
// leaves unicode/utf8 out of the WebAssembly.
func validUTF8(s string) string {
	valid, next := "", 0 // valid is what comes before s[next:]
	for i, r := range s {
		if r == '\uFFFD' && (len(s)-i < 3 || s[i:i+3] != "\uFFFD") {
			valid, next = valid+s[next:i]+"\uFFFD", i+1
		}
	}
	return valid + s[next:]
}

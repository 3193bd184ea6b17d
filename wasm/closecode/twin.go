//go:build go1.23

package closecode

// The block of twins. RFC 6455, section 7.4.2 gives 3000-3999 to libraries and frameworks, and 4000-4999 to applications, whose codes
// wsclose must not take.
const (
	twinBase  Code = 3900
	twinFirst      = GoingAway
	twinLast       = TLSHandshake
)

// Pair is one line of a Table: To is sent where From was asked for.
type Pair struct{ From, To Code }

// Table is a page's own choice of what lenient mode sends for codes that a page may not send. The first Pair with the code counts.
type Table []Pair

// Twin returns what a page sends for c: c itself if it is Sendable, 3901 for 1001 and so on to 3915 for 1015, and 3900 for any other.
func Twin(c Code) Code {
	switch {
	case Sendable(c):
		return c
	case c >= twinFirst && c <= twinLast:
		return twinBase + (c - NormalClosure)
	default:
		return twinBase
	}
}

// Untwin is the inverse of Twin, for a server that received c: 3901-3915 stand for 1001-1015. For every other code, 3900 among them
// (it stands for too many), it returns c itself and false.
func Untwin(c Code) (Code, bool) {
	if c < Twin(twinFirst) || c > Twin(twinLast) {
		return c, false
	}
	return c - twinBase + NormalClosure, true
}

// Lenient returns what lenient mode sends for c and reason; CheckSend passes both. A sendable code stays. For any other the table is
// asked first, and where it has no line, or the line's target is not sendable either, the code becomes its Twin. The reason becomes
// what FitReason makes of it.
func Lenient(c Code, reason string, table Table) (Code, string) {
	return lenientCode(c, table), FitReason(reason)
}

func lenientCode(c Code, table Table) Code {
	if Sendable(c) {
		return c
	}
	for _, pair := range table {
		if pair.From == c && Sendable(pair.To) {
			return pair.To
		}
	}
	return Twin(c)
}

//go:build go1.23

package reconnect

import "strings"

// Hint is what a server asks for in the reason of its Close.
type Hint struct {
	After  Millis // retry-after: not before; Blank if it isn't there
	Spread Millis // spread: within so long from then; Blank if it isn't there
}

// ParseHint reads the hint in a close reason, which may have other text beside it: parts between semicolons, among them
// `retry-after=SECONDS` and `spread=SECONDS`, in any order, each with spaces around or none:
//
//	restarting; retry-after=30; spread=12.5
//
// SECONDS are digits, with decimals if need be; what is finer than a millisecond is cut off, what is more than an hour is an hour.
// A part that doesn't read so, with a sign or an exponent say, is text. The first of each counts. It reports whether there is one.
func ParseHint(reason string) (Hint, bool) {
	hint := Hint{After: Blank, Spread: Blank}
	for more := true; more; {
		var part string
		part, reason, more = strings.Cut(reason, ";")
		part = strings.Trim(part, " \t")
		if text, ok := strings.CutPrefix(part, "retry-after="); ok && hint.After == Blank {
			hint.After = parseSeconds(text)
		} else if text, ok := strings.CutPrefix(part, "spread="); ok && hint.Spread == Blank {
			hint.Spread = parseSeconds(text)
		}
	}
	return hint, hint != Hint{After: Blank, Spread: Blank}
}

// parseSeconds reads digits, or digits with a point and digits, as seconds: at most an hour, and Blank if it is anything else. By hand:
// strconv.ParseFloat costs 11 kB, and takes "1e308", "Inf" and "0x1p9".
func parseSeconds(text string) Millis {
	whole, decimals, point := strings.Cut(text, ".")
	if !isDigits(whole) || point && !isDigits(decimals) {
		return Blank
	}
	return min(digits(whole, hour)*second+digits((decimals + "000")[:3], second), hour)
}

func isDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}

// digits is the value of digits, or bound where it is more.
func digits(text string, bound Millis) Millis {
	var n Millis
	for i := range len(text) {
		if n = n*10 + Millis(text[i]-'0'); n > bound {
			return bound
		}
	}
	return n
}

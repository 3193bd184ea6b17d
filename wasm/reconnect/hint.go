//go:build go1.23

package reconnect

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
		part, reason, more = cut(reason, ';')
		switch name, text, _ := cut(trim(part), '='); {
		case name == "retry-after" && hint.After == Blank:
			hint.After = parseSeconds(text)
		case name == "spread" && hint.Spread == Blank:
			hint.Spread = parseSeconds(text)
		}
	}
	return hint, hint != Hint{After: Blank, Spread: Blank}
}

// cut and trim are strings.Cut and strings.Trim, for one byte and for spaces: package strings costs the WebAssembly 8 kB.
func cut(text string, at byte) (before, after string, found bool) {
	for i := range len(text) {
		if text[i] == at {
			return text[:i], text[i+1:], true
		}
	}
	return text, "", false
}

func trim(text string) string {
	start, end := 0, len(text)
	for start < end && (text[start] == ' ' || text[start] == '\t') {
		start++
	}
	for start < end && (text[end-1] == ' ' || text[end-1] == '\t') {
		end--
	}
	return text[start:end]
}

// parseSeconds reads digits, or digits with a point and digits, as seconds: at most an hour, and Blank if it is anything else. By hand:
// strconv.ParseFloat costs 11 kB, and takes "1e308", "Inf" and "0x1p9".
func parseSeconds(text string) Millis {
	var ms Millis
	unit, point, digits := second, false, 0
	for i := range len(text) {
		digit := Millis(text[i]) - '0'
		switch {
		case text[i] == '.' && !point && digits > 0:
			point, digits = true, 0
			continue
		case digit < 0 || digit > 9:
			return Blank
		case point:
			unit /= 10
			ms += digit * unit
		default:
			ms = min(ms*10+digit*unit, hour)
		}
		digits++
	}
	if digits == 0 {
		return Blank
	}
	return min(ms, hour)
}

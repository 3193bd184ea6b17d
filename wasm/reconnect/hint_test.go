//go:build go1.23

package reconnect_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/wsclose/wsclose/wasm/reconnect"
)

func TestHintsAreReadFromReasons(t *testing.T) {
	const none = reconnect.Blank
	for _, c := range []struct {
		reason        string
		after, spread reconnect.Millis
	}{
		{"", none, none},
		{"retry-after=30", 30_000, none},
		{"retry-after=30;spread=10", 30_000, 10_000},
		{"spread=10;retry-after=30", 30_000, 10_000},
		{"spread=10", none, 10_000},
		{"restarting; retry-after=30 ;\tspread=12.5\t; see you", 30_000, 12_500},
		{";;retry-after=1;", 1_000, none},
		{"retry-after=0", 0, none},
		{"retry-after=007", 7_000, none},
		{"retry-after=0.25", 250, none},
		{"retry-after=1.0019999", 1_001, none},
		{"retry-after=3600", 3_600_000, none},
		{"retry-after=3600.5", 3_600_000, none},
		{"retry-after=3599.999", 3_599_999, none},
		{"retry-after=" + strings.Repeat("9", 400), 3_600_000, none},
		{"retry-after=" + strings.Repeat("0", 400) + "2", 2_000, none},
		{"retry-after=0." + strings.Repeat("9", 400), 999, none},
		{"retry-after=1;retry-after=2;spread=3;spread=4", 1_000, 3_000},
		{"retry-after=soon;retry-after=2", 2_000, none},
		{"please retry-after=30", none, none},
		{"Retry-After=30", none, none},
		{"retry-after:30", none, none},
		{"retry-after =30", none, none},
		{"retry-after= 30", none, none},
		{"retry-after=", none, none},
		{"retry-after=.5", none, none},
		{"retry-after=5.", none, none},
		{"retry-after=1.2.3", none, none},
		{"retry-after=-1", none, none},
		{"retry-after=+1", none, none},
		{"retry-after=1e308", none, none},
		{"retry-after=0x10", none, none},
		{"retry-after=1_000", none, none},
		{"retry-after=1/2", none, none},
		{"retry-after=1:30", none, none},
		{"retry-after=NaN", none, none},
		{"retry-after=Infinity", none, none},
		{"retry-after=30s", none, none},
		{"retry-after=３０", none, none},
		{"retry-after=1\x00", none, none},
		{"\xff\xfe;retry-after=1", 1_000, none},
	} {
		hint, ok := reconnect.ParseHint(c.reason)
		assert.Equal(t, reconnect.Hint{After: c.after, Spread: c.spread}, hint, "%q", c.reason)
		assert.Equal(t, c.after != none || c.spread != none, ok, "%q", c.reason)
	}
}

func FuzzParseHint(f *testing.F) {
	f.Fuzz(func(t *testing.T, reason string) {
		hint, ok := reconnect.ParseHint(reason)
		want := reconnect.Hint{After: reconnect.Blank, Spread: reconnect.Blank}
		for _, part := range strings.Split(reason, ";") {
			switch found := hintPart.FindStringSubmatch(part); {
			case found == nil:
			case found[1] == "retry-after" && want.After == reconnect.Blank:
				want.After = exactly(t, found[2])
			case found[1] == "spread" && want.Spread == reconnect.Blank:
				want.Spread = exactly(t, found[2])
			}
		}
		if hint != want {
			t.Errorf("%q: %+v, want %+v", reason, hint, want)
		}
		if ok != (hint.After >= 0 || hint.Spread >= 0) {
			t.Errorf("%q: %+v, but %v", reason, hint, ok)
		}
	})
}

// A server that closes 100,000 times, each time with another hint, made of what hints are made of and of what they are not: no delay is
// below what it asked for, and none above an hour and the width.
func TestNoHintOfAHundredThousandLeadsAstray(t *testing.T) {
	random := rand.New(rand.NewPCG(6, 0))
	pick := func(from []string) string { return from[random.IntN(len(from))] }
	names := []string{"retry-after=", "retry-after=", "spread=", "spread=", "retry-after", "Retry-After=", "spread =", ""}
	values := []string{"1e308", "-1", "NaN", "Infinity", "0x10", "３０", "٣", strings.Repeat("9", 100), "0.", ".5", "1.2.3", "\x00", "\u202e", "\xff"}
	p := reconnect.RFC6455()
	hinted := 0
	for range 100_000 {
		var parts []string
		for range random.IntN(6) {
			value := strconv.FormatFloat(math.Exp(random.Float64()*20), 'f', random.IntN(8), 64)
			if random.IntN(3) == 0 {
				value = pick(values)
			}
			parts = append(parts, pick([]string{"", " ", "\t"})+pick(names)+value)
		}
		reason := strings.Join(parts, ";")
		hint, has := reconnect.ParseHint(reason)
		if has {
			hinted++
		}
		d, _ := reconnect.Decide(p, reconnect.Start(0), reconnect.Outcome{Code: 4000, Opened: true, WasClean: true, Reason: reason}, 0)
		delay := d.Delay(p.Jitter, random.Float64())
		floor, width := max(hint.After, 0), max(hint.Spread, p.First)
		if delay < floor || delay >= floor+width || floor > 3_600_000 || width > 3_600_000 {
			t.Fatalf("%q: %d, not %d and up to %d", reason, delay, floor, width)
		}
	}
	assert.Greater(t, hinted, 10_000)
}

// hintPart is what ParseHint's doc says of a part, as an expression.
var hintPart = regexp.MustCompile(`^[ \t]*(retry-after|spread)=([0-9]+(?:\.[0-9]+)?)[ \t]*$`)

// exactly is so many seconds, computed without rounding until the end.
func exactly(t *testing.T, seconds string) reconnect.Millis {
	n, ok := new(big.Rat).SetString(seconds)
	if !ok {
		t.Fatalf("%q is no number", seconds)
	}
	n.Mul(n, big.NewRat(1000, 1))
	ms := new(big.Int).Quo(n.Num(), n.Denom())
	if hour := big.NewInt(3_600_000); ms.Cmp(hour) > 0 {
		ms = hour
	}
	return reconnect.Millis(ms.Int64())
}

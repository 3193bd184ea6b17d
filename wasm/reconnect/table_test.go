//go:build go1.23

package reconnect_test

import (
	"cmp"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
)

const (
	stop  = reconnect.Stop
	retry = reconnect.Retry

	ms      = reconnect.Millis(1)
	seconds = 1000 * ms
)

// from is a close that the peer made.
func from(code closecode.Code) reconnect.Outcome {
	return reconnect.Outcome{Code: code, WasClean: code != closecode.AbnormalClosure, Opened: true}
}

func decide(p reconnect.Policy, o reconnect.Outcome) reconnect.Decision {
	d, _ := reconnect.Decide(p, reconnect.Start(0), o, 0)
	return d
}

// TestEachLineOfTheDefaultTableIsDecidedAsDesigned has one row for each run of codes in each line of DESIGN.md's "Default decisions".
func TestEachLineOfTheDefaultTableIsDecidedAsDesigned(t *testing.T) {
	for _, line := range []struct {
		from, to                  closecode.Code
		action                    reconnect.Action
		floor, width, interactive reconnect.Millis // of the first retry; a width of 0 is the policy's
		attempts                  int              // 0: no limit
	}{
		{from: 1000, to: 1000, action: stop},
		{from: 1001, to: 1001, action: retry, floor: 250 * ms},
		{from: 1002, to: 1002, action: retry, attempts: 1},
		{from: 1003, to: 1003, action: stop},
		{from: 1007, to: 1007, action: stop},
		{from: 1009, to: 1010, action: stop},
		{from: 1005, to: 1005, action: retry},
		{from: 1006, to: 1006, action: retry},
		{from: 1008, to: 1008, action: stop},
		{from: 3000, to: 3000, action: stop},
		{from: 3003, to: 3003, action: stop},
		{from: 1011, to: 1011, action: retry, floor: 5 * seconds},
		{from: 1012, to: 1012, action: retry, floor: 5 * seconds, width: 25 * seconds, interactive: 5 * seconds},
		{from: 1013, to: 1013, action: retry, floor: 30 * seconds, width: 30 * seconds, interactive: 15 * seconds}, // its maxDelayMs
		{from: 1014, to: 1014, action: retry},
		{from: 3008, to: 3008, action: retry},
		{from: 1015, to: 1015, action: stop},
		{from: 3001, to: 3002, action: retry},
		{from: 3004, to: 3007, action: retry},
		{from: 3009, to: 4999, action: retry},
		{from: 0, to: 999, action: retry, attempts: 3},
		{from: 1004, to: 1004, action: retry, attempts: 3},
		{from: 1016, to: 2999, action: retry, attempts: 3},
		{from: 5000, to: 65535, action: retry, attempts: 3},
	} {
		for code := int(line.from); code <= int(line.to); code++ {
			name := "default:" + strconv.Itoa(code)
			d, tally := reconnect.Decide(reconnect.RFC6455(), reconnect.Start(0), from(closecode.Code(code)), 0)
			want := reconnect.Decision{
				Action: line.action, Rule: name, Attempt: 1,
				Floor: line.floor, Width: cmp.Or(line.width, 5*seconds), MinWidth: 1 * seconds,
			}
			require.Equal(t, want, d, "%d", code)

			want.Width = cmp.Or(line.interactive, 1*seconds)
			require.Equal(t, want, decide(reconnect.Interactive(), from(closecode.Code(code))), "%d", code)

			allowed := 0
			for allowed < 5 && d.Action == retry {
				allowed++
				d, tally = reconnect.Decide(reconnect.RFC6455(), tally, from(closecode.Code(code)), 0)
			}
			switch {
			case line.action == stop:
				require.Zero(t, allowed, "%d", code)
			case line.attempts > 0:
				require.Equal(t, line.attempts, allowed, "%d", code)
				require.Equal(t, reconnect.RuleLimitAttempts, d.Rule, "%d", code)
			default:
				require.Equal(t, 5, allowed, "%d", code)
			}
		}
	}
}

func TestWidthsOfTheTableAreTheirOwnUnderAHigherCap(t *testing.T) {
	for _, p := range []reconnect.Policy{reconnect.RFC6455(), reconnect.Interactive()} {
		p.Max = reconnect.LongestWait
		assert.Equal(t, 30*seconds, decide(p, from(1013)).Width)
	}
}

func TestTheTableHasEachCodeOnceAndSaysWhy(t *testing.T) {
	next := 0
	for _, row := range reconnect.Table() {
		require.Equal(t, next, int(row.From))
		require.LessOrEqual(t, row.From, row.To)
		require.NotEmpty(t, row.Why)
		require.Equal(t, row, reconnect.RowOf(row.From))
		require.Equal(t, row, reconnect.RowOf(row.To))
		if row.Group != 0 {
			require.Equal(t, row.From, row.Group, "a group is named by its first code")
		}
		private := slices.Contains([]closecode.Code{3001, 3004, 3009}, row.Group)
		require.Equal(t, private, strings.HasPrefix(row.Why, "a private agreement"), "%d", row.From)
		next = int(row.To) + 1
	}
	assert.Equal(t, 1<<16, next)
}

func TestNobodyCanChangeTheTable(t *testing.T) {
	reconnect.Table()[0].Action = stop
	assert.Equal(t, retry, reconnect.Table()[0].Action)
}

func TestACleanEndIsDoubtedIfAnErrorCameFirstOrThePageWasDisturbed(t *testing.T) {
	for name, o := range map[string]reconnect.Outcome{
		"error":     {Code: 1000, WasClean: true, Opened: true, Errored: true},
		"disturbed": {Code: 1000, WasClean: true, Opened: true, Disturbed: true},
	} {
		d := decide(reconnect.RFC6455(), o)
		assert.Equal(t, retry, d.Action, name)
		assert.Equal(t, "default:1000", d.Rule, name)
	}
	refused := from(1008)
	refused.Errored, refused.Disturbed = true, true
	assert.Equal(t, stop, decide(reconnect.RFC6455(), refused).Action, "only 1000 is doubted")
}

func TestInvalidCodesShareOneLimitHoweverThePeerVariesThem(t *testing.T) {
	tally := reconnect.Start(0)
	var d reconnect.Decision
	for i, code := range []closecode.Code{0, 1004, 2999} {
		d, tally = reconnect.Decide(reconnect.RFC6455(), tally, from(code), 0)
		require.Equal(t, retry, d.Action)
		require.Equal(t, i+1, tally.Streak)
	}
	d, _ = reconnect.Decide(reconnect.RFC6455(), tally, from(65535), 0)
	assert.Equal(t, stop, d.Action)
	assert.Equal(t, reconnect.RuleLimitAttempts, d.Rule)
}

// TestDelayTableInThePackageDocIsTrue reads the doc comment.
func TestDelayTableInThePackageDocIsTrue(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	policies := map[string]reconnect.Policy{"rfc6455": reconnect.RFC6455(), "interactive": reconnect.Interactive()}
	lines := 0
	for _, line := range strings.Split(string(doc), "\n") {
		fields := strings.Fields(strings.TrimPrefix(line, "//"))
		if len(fields) != 7 || fields[0] == "policy" || !strings.HasPrefix(line, "//\t") {
			continue
		}
		lines++
		var n [6]int
		for i := range n {
			n[i], err = strconv.Atoi(fields[i+1])
			require.NoError(t, err, line)
		}
		tally := reconnect.Tally{Attempt: n[1] - 1}
		d, _ := reconnect.Decide(policies[fields[0]], tally, from(closecode.Code(n[0])), 0)
		half := d.Delay(reconnect.FullJitter, 0.5)
		got := [...]reconnect.Millis{d.Floor, d.Width, half, d.Delay(reconnect.FullJitter, 1) + 1}
		assert.Equal(t, [...]reconnect.Millis{m(n[2]), m(n[3]), m(n[4]), m(n[5])}, got, line)
	}
	assert.Equal(t, 18, lines)
}

func m(n int) reconnect.Millis { return reconnect.Millis(n) }

package herd

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
)

// fixed is a source of one number only.
type fixed uint64

func (f fixed) Uint64() uint64 { return uint64(f) }

// The random numbers that a fixed source makes Float64 return.
const (
	zero      = fixed(0)
	half      = fixed(1 << 52)
	almostOne = fixed(math.MaxUint64)
)

// delays are a client's waits, up to most of them or until it gives up.
func delays(p Policy, loss reconnect.Outcome, u fixed, most int) []int {
	random := rand.New(u)
	pace := p.pace(loss)
	pace.lose(random)
	list := []int{}
	for n := 1; n <= most; n++ {
		wait, ok := pace.wait(n, random)
		if !ok {
			break
		}
		list = append(list, int(wait))
	}
	return list
}

func TestFixedSourcesAreZeroHalfAndAlmostOne(t *testing.T) {
	for source, want := range map[fixed]float64{zero: 0, half: 0.5, almostOne: 1 - 1.0/(1<<53)} {
		assert.Equal(t, want, rand.New(source).Float64())
	}
}

// TestEachPackagesDelaysAreAsItsFormulaSays has them computed by hand.
func TestEachPackagesDelaysAreAsItsFormulaSays(t *testing.T) {
	for _, c := range []struct {
		policy string
		u      fixed
		want   []int
	}{
		{"wsclose", zero, []int{0, 0, 0, 0, 0}},
		{"wsclose", half, []int{2500, 5000, 10_000, 15_000, 15_000}},
		{"wsclose", almostOne, []int{4999, 9999, 19_999, 29_999, 29_999}},
		{"wsclose-interactive", half, []int{500, 1000, 2000, 4000, 7500}},
		{"wsclose-interactive", almostOne, []int{999, 1999, 3999, 7999, 14_999}},
		{"reconnecting-websocket", zero, []int{1000, 1300, 1690, 2197, 2856, 3712, 4826, 6274, 8157, 10_000, 10_000}},
		{"reconnecting-websocket", half, []int{3000, 3900, 5070, 6591, 8568, 10_000, 10_000}},
		{"reconnecting-websocket", almostOne, []int{5000, 6500, 8450, 10_000}}, // 1000 and almost 4000 is 5000, as a float64
		{"partysocket", zero, []int{3000, 3900, 5070, 6591, 8568, 10_000, 10_000}},
		{"partysocket", almostOne, []int{3000, 3900, 5070, 6591, 8568, 10_000, 10_000}},
		{"sockette", zero, []int{1000, 1000, 1000}},
		{"sockette", almostOne, []int{1000, 1000, 1000}},
		{"centrifuge-js", zero, []int{500, 500, 500}},
		{"centrifuge-js", half, []int{750, 1000, 1500, 2500, 4500, 8500, 10_500, 10_500}},
		{"centrifuge-js", almostOne, []int{1000, 1500, 2500, 4500, 8500, 16_500, 20_000, 20_000}},
		{"graphql-ws", zero, []int{1300, 2300, 4300, 8300, 16_300}},
		{"graphql-ws", half, []int{2650, 3650, 5650, 9650, 17_650}},
		{"graphql-ws", almostOne, []int{3999, 4999, 6999, 10_999, 18_999}},
	} {
		assert.Equal(t, c.want, delays(named(t, c.policy), lost(1, 0).loss(), c.u, len(c.want)), "%s", c.policy)
	}
}

func TestNobodyButGraphQLWSGivesUp(t *testing.T) {
	for _, p := range Policies() {
		want := 500
		if p.Name == "graphql-ws" {
			want = 5
		}
		assert.Len(t, delays(p, lost(1, 0).loss(), half, 500), want, p.Name)
	}
}

// TestWscloseHeedsCodeAndReason compares with reconnect's own plan, and the first delay by hand.
func TestWscloseHeedsCodeAndReason(t *testing.T) {
	plan := reconnect.Plan(reconnect.RFC6455(), 6, func() float64 { return 0.5 })
	for _, c := range []struct {
		code   closecode.Code
		reason string
		first  int
	}{
		{1006, "", 2500},
		{1001, "", 250 + 2500},
		{1011, "", 5000 + 2500},
		{1012, "", 5000 + 12_500},
		{1013, "", 30_000 + 15_000},
		{1012, "retry-after=20", 20_000 + 12_500},
		{1012, "retry-after=20;spread=60", 20_000 + 30_000},
		{1001, "bye; spread=0", 250 + 500},
		{4000, "retry-after=7200", 3_600_000 + 2500},
	} {
		h := Herd{Code: c.code, Reason: c.reason}
		have := delays(named(t, "wsclose"), h.loss(), half, len(plan))
		require.Len(t, have, len(plan))
		assert.Equal(t, c.first, have[0], "%d %s", c.code, c.reason)
		for i, wait := range plan[1:] {
			assert.EqualValues(t, wait, have[i+1], "%d %s, attempt %d", c.code, c.reason, i+2)
		}
	}
	interactive := delays(named(t, "wsclose-interactive"), Herd{Code: 1012}.loss(), half, 2)
	assert.Equal(t, []int{5000 + 2500, 1000}, interactive)
}

func TestWhoStopsAtACodeMakesNoAttempt(t *testing.T) {
	const ours, interactive, sockette, centrifuge, graphql = "wsclose", "wsclose-interactive", "sockette", "centrifuge-js", "graphql-ws"
	check := func(code closecode.Code, reason string, stop ...string) {
		for _, p := range Policies() {
			stops := len(delays(p, Herd{Code: code, Reason: reason}.loss(), half, 1)) == 0
			assert.Equal(t, slices.Contains(stop, p.Name), stops, "%s, %d %s", p.Name, code, reason)
		}
	}
	check(1000, "", ours, interactive, sockette)
	check(1001, "", sockette)
	check(1002, "", graphql)
	check(1005, "", sockette)
	check(1006, "")
	check(1008, "", ours, interactive, graphql)
	check(1009, "", ours, interactive, centrifuge, graphql)
	check(1011, "", graphql)
	check(1012, "")
	check(1013, "")
	check(1014, "")
	check(1999, "", graphql)
	check(2000, "")
	check(3000, "", ours, interactive)
	check(3500, "")
	check(3500, "stale", centrifuge)
	check(3500, "null", centrifuge)
	check(3499, "stale")
	check(4000, "stale")
	check(4500, "stale", centrifuge, graphql)
	check(4999, "stale", centrifuge)
	check(1012, `{"reconnect":true}`)
	check(1012, `{"reconnect":false}`, centrifuge)
	check(1012, `5`, centrifuge)
	check(4400, "", graphql)
	check(4403, "")
	check(4429, "", graphql)
}

func TestGraphQLWSIsBackAtOnceAfterANormalClosure(t *testing.T) {
	h := Herd{Clients: 10, Down: 0, Code: closecode.NormalClosure}
	assert.Equal(t, []int{0, 2650, 3650, 5650, 9650, 17_650}, delays(named(t, "graphql-ws"), h.loss(), half, 10))
	s := run(t, h, "graphql-ws").Summary()
	assert.Equal(t, 0.0, *s.ExtraWaitMedianSeconds)
	assert.Equal(t, 1.0, run(t, h, "wsclose").Summary().GaveUpShare)
}

// TestAReasonSpreadsAHerd: 60 s after a floor of 20 s, a server that was gone for less is met by a sixtieth of its clients each second.
func TestAReasonSpreadsAHerd(t *testing.T) {
	h := Herd{Clients: 600_000, Down: 10 * time.Second, Code: closecode.ServiceRestart, Reason: "retry-after=20;spread=60", Seed: 1}
	r := run(t, h, "wsclose")
	s := r.Summary()
	assert.Equal(t, 1.0, s.AttemptsPerClient)
	assert.InDelta(t, 1.0/60, s.PeakPerSecondShare, 0.0035, "five deviations of a bin of 1,000")
	assert.InDelta(t, 10+30, *s.ExtraWaitMedianSeconds, 0.3)
	assert.GreaterOrEqual(t, len(r.Bins()), 799)
	for i, bin := range r.Bins()[:200] {
		assert.Equal(t, Bin{}, bin, "bin %d", i)
	}
}

//go:build go1.23

package reconnect_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/wasm/reconnect"
)

func TestWidthGrowsToItsCapAndNeverOverflows(t *testing.T) {
	const forever = reconnect.Forever
	for _, c := range []struct {
		name                    string
		policyFirst, first, max reconnect.Millis
		growth                  float64
		attempt                 int
		want                    reconnect.Millis
	}{
		{"first", 5000, reconnect.Blank, 30_000, 2, 1, 5000},
		{"second", 5000, reconnect.Blank, 30_000, 2, 2, 10_000},
		{"capped", 5000, reconnect.Blank, 30_000, 2, 4, 30_000},
		{"a rule's own", 5000, 25_000, 30_000, 2, 1, 25_000},
		{"a rule's own above the cap", 5000, 60_000, 30_000, 2, 1, 30_000},
		{"rounded", 1000, reconnect.Blank, 30_000, 1.3333, 2, 1333},
		{"rounded up", 1000, reconnect.Blank, 30_000, 1.6666, 2, 1667},
		{"no growth", 5000, reconnect.Blank, 30_000, 1, reconnect.Unlimited, 5000},
		{"slow growth", 5000, reconnect.Blank, 30_000, 1.0000000001, reconnect.Unlimited, 6198},
		{"last attempt", 5000, reconnect.Blank, forever, 2, reconnect.Unlimited, reconnect.LongestWait},
		{"infinite growth", 5000, reconnect.Blank, 30_000, math.Inf(1), 2, 30_000},
		{"infinite growth, first attempt", 5000, reconnect.Blank, 30_000, math.Inf(1), 1, 5000},
		{"shrinking is no growth", 5000, reconnect.Blank, 30_000, 0.5, 9, 5000},
		{"nor is nonsense", 5000, reconnect.Blank, 30_000, math.NaN(), 9, 5000},
		{"attempt 0 is the first", 5000, reconnect.Blank, 30_000, 2, 0, 5000},
		{"a cap below a second", 5000, reconnect.Blank, 100, 2, 1, 1000},
		{"a cap below a short first", 500, reconnect.Blank, 100, 2, 9, 500},
		{"a negative cap", 5000, reconnect.Blank, -1, 2, 9, 1000},
		{"zero", 0, reconnect.Blank, 30_000, math.Inf(1), 9, 0},
		{"a rule's own zero", 5000, 0, 30_000, 2, 9, 0},
		{"negative", -7, -7, 30_000, 2, 9, 0},
		{"huge", forever, forever, forever, math.MaxFloat64, 9, reconnect.LongestWait},
	} {
		p := reconnect.Policy{First: c.policyFirst, Max: c.max, Growth: c.growth}
		assert.Equal(t, c.want, reconnect.Width(p, c.first, c.attempt), c.name)
	}
}

func TestDelayIsTheFloorAndADraw(t *testing.T) {
	d := reconnect.Decision{Floor: 5000, Width: 2001}
	for _, c := range []struct {
		u                 float64
		full, equal, none reconnect.Millis
	}{
		{0, 5000, 6001, 7001},
		{0.5, 6000, 6501, 7001},
		{0.9999999, 7000, 7000, 7001},
		{1, 7000, 7000, 7001},
		{math.Inf(1), 7000, 7000, 7001},
		{-1, 5000, 6001, 7001},
		{math.NaN(), 5000, 6001, 7001},
	} {
		assert.Equal(t, c.full, d.Delay(reconnect.FullJitter, c.u), "full, U = %v", c.u)
		assert.Equal(t, c.equal, d.Delay(reconnect.EqualJitter, c.u), "equal, U = %v", c.u)
		assert.Equal(t, c.none, d.Delay(reconnect.NoJitter, c.u), "none, U = %v", c.u)
	}
}

func TestDelayIsAtMostTheLongestFloorAndWidth(t *testing.T) {
	for _, d := range []reconnect.Decision{
		{Floor: reconnect.Forever, Width: reconnect.Forever},
		{Floor: -5, Width: -5},
		{Width: 1},
	} {
		for j := reconnect.FullJitter; j <= reconnect.NoJitter; j++ {
			delay := d.Delay(j, 1)
			assert.GreaterOrEqual(t, delay, 0*ms)
			assert.LessOrEqual(t, delay, 2*reconnect.LongestWait)
		}
	}
	for j := reconnect.FullJitter; j <= reconnect.NoJitter; j++ {
		assert.Zero(t, reconnect.Decision{Floor: -5, Width: -5}.Delay(j, 1), "nothing is negative")
	}
	assert.Zero(t, reconnect.Decision{Width: 1}.Delay(reconnect.FullJitter, 1), "below the width")
}

func TestPlanDrawsTheDelaysOfConsecutiveFailures(t *testing.T) {
	half := func() float64 { return 0.5 }
	p := reconnect.RFC6455()
	assert.Equal(t, []reconnect.Millis{2500, 5000, 10_000, 15_000, 15_000}, reconnect.Plan(p, 5, half))
	assert.Empty(t, reconnect.Plan(p, 0, half))
	assert.Empty(t, reconnect.Plan(p, -1, half))

	p.MaxAttempts = 2
	assert.Equal(t, []reconnect.Millis{2500, 5000}, reconnect.Plan(p, 5, half), "a limit ends it")

	p = reconnect.RFC6455()
	p.MaxElapsed = 7500
	assert.Equal(t, []reconnect.Millis{2500, 5000}, reconnect.Plan(p, 5, half), "as does time")

	p.Rules = always(stop)
	assert.Empty(t, reconnect.Plan(p, 5, half), "or a rule")

	p.Rules, p.MaxElapsed, p.Jitter = nil, reconnect.Forever, reconnect.NoJitter
	assert.Equal(t, []reconnect.Millis{5000, 10_000, 20_000, 30_000}, reconnect.Plan(p, 4, half))
}

// peak is the most arrivals per second, over any 100 ms, of a crowd that was told the same.
func peak(d reconnect.Decision, j reconnect.Jitter, clients int, random func(i int) float64) float64 {
	bins := make([]int, 2*(d.Floor+d.Width)/100+1)
	most := 0
	for i := range clients {
		bin := d.Delay(j, random(i)) / 100
		bins[bin]++
		most = max(most, bins[bin])
	}
	return float64(most) * 10
}

// TestACrowdToldTheSameFloorDoesNotComeBackAsOne counts who arrives in each 100 ms. Full jitter spreads the crowd over all of the width,
// so that the peak is N / width; equal jitter over half of it, at twice the peak; without jitter there is no width to speak of.
func TestACrowdToldTheSameFloorDoesNotComeBackAsOne(t *testing.T) {
	const clients = 100_000
	rng := rand.New(rand.NewPCG(1, 2))
	random := func(int) float64 { return rng.Float64() }
	// Beyond some seconds chance alone exceeds a tenth in one of hundreds of bins: evenly spaced numbers leave only what Delay adds.
	even := func(i int) float64 { return (float64(i) + 0.5) / clients }

	hinted := from(1012)
	hinted.Reason = "retry-after=20;spread=0.01"
	for _, c := range []struct {
		name   string
		d      reconnect.Decision
		random func(int) float64
	}{
		{"lost", decide(reconnect.RFC6455(), from(1006)), random},
		{"lost, evenly", decide(reconnect.RFC6455(), from(1006)), even},
		{"lost, interactive", decide(reconnect.Interactive(), from(1006)), random},
		{"restarted, interactive", decide(reconnect.Interactive(), from(1012)), random},
		{"restarted", decide(reconnect.RFC6455(), from(1012)), even},
		{"overloaded", decide(reconnect.RFC6455(), from(1013)), even},
		{"told a floor and a tiny spread", decide(reconnect.RFC6455(), hinted), random},
	} {
		mean := clients * 1000 / float64(c.d.Width)
		assert.Less(t, peak(c.d, reconnect.FullJitter, clients, c.random), 1.1*mean, c.name)
	}

	d := decide(reconnect.RFC6455(), from(1006))
	mean := clients * 1000 / float64(d.Width)
	equal := peak(d, reconnect.EqualJitter, clients, even)
	assert.Greater(t, equal, 1.9*mean)
	assert.Less(t, equal, 2.1*mean)
	assert.InDelta(t, clients*10, peak(d, reconnect.NoJitter, clients, even), 0)
}

// TestNobodyMovesToTheEndOfAFloor lets half of a crowd that was told retry-after look at its page before the time has come.
func TestNobodyMovesToTheEndOfAFloor(t *testing.T) {
	const clients = 10_000
	o := from(1012)
	o.Reason = "retry-after=20"
	d := decide(reconnect.RFC6455(), o)
	require.True(t, d.ServerFloor)
	var early int
	for i := range clients {
		due := d.Delay(reconnect.FullJitter, (float64(i)+0.5)/clients)
		now := reconnect.Millis(i) // within 10 s
		arrival := now + d.WhenVisible(reconnect.Wait{Due: due, Triggered: reconnect.Never, Now: now})
		require.Equal(t, due, arrival)
		if arrival < d.Floor+d.Width/10 {
			early++
		}
	}
	assert.LessOrEqual(t, early, clients/10)
}

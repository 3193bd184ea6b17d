package herd

import (
	"context"
	"math"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
)

// lost is a herd whose server's connections just broke.
func lost(clients int, down time.Duration) Herd {
	return Herd{Clients: clients, Down: down, Code: closecode.AbnormalClosure, Seed: 1}
}

func named(t *testing.T, name string) Policy {
	t.Helper()
	for _, p := range Policies() {
		if p.Name == name {
			return p
		}
	}
	require.Fail(t, "no such policy", name)
	return Policy{}
}

func run(t *testing.T, h Herd, policy string) *Result {
	t.Helper()
	r, err := h.Run(t.Context(), named(t, policy))
	require.NoError(t, err)
	return r
}

// TestTheDefaultPolicyIsAsKindAsPromised holds the bars, at the size for which they are set: a smaller crowd's peak has more of chance in
// it. Of the interactive policy only the waits are promised; its other figures are what they are, and roughly. Those of
// reconnecting-websocket are the ones that the bars were set against.
func TestTheDefaultPolicyIsAsKindAsPromised(t *testing.T) {
	for _, c := range []struct {
		policy                        string
		down                          time.Duration
		peak, accepted, attempts, p95 float64
	}{
		{policy: "wsclose", peak: 0.22, accepted: 0.22, attempts: 1, p95: 5},
		{policy: "wsclose", down: 30 * time.Second, peak: 0.33, accepted: 0.08, attempts: 5, p95: 24},
		{policy: "wsclose", down: 300 * time.Second, peak: 0.33, accepted: 0.08, attempts: 23, p95: 24},
		{policy: "wsclose-interactive", down: 30 * time.Second, peak: 2, accepted: 0.16, attempts: 8, p95: 12},
		{policy: "wsclose-interactive", down: 300 * time.Second, peak: 2, accepted: 0.16, attempts: 45, p95: 12},
	} {
		s := run(t, lost(1_000_000, c.down), c.policy).Summary()
		assert.LessOrEqual(t, s.PeakPerSecondShare, c.peak, "%s, %s", c.policy, c.down)
		assert.LessOrEqual(t, s.PeakAcceptedPerSecondShare, c.accepted, "%s, %s", c.policy, c.down)
		assert.LessOrEqual(t, s.AttemptsPerClient, c.attempts, "%s, %s", c.policy, c.down)
		assert.LessOrEqual(t, *s.ExtraWaitP95Seconds, c.p95, "%s, %s", c.policy, c.down)
		assert.Zero(t, s.GaveUpShare)
	}
	for down, peak := range map[time.Duration]float64{0: 0.25, 30 * time.Second: 0.425, 300 * time.Second: 0.425} {
		s := run(t, lost(1_000_000, down), "reconnecting-websocket").Summary()
		assert.InDelta(t, peak, s.PeakPerSecondShare, 0.01, "%s", down)
		if down > 0 {
			assert.InDelta(t, 0.135, s.PeakAcceptedPerSecondShare, 0.01, "%s", down)
		}
	}
}

// TestAfterOneAttemptTheWaitsAreTheDraws: with the server back at once, the one delay is U * 5 s.
func TestAfterOneAttemptTheWaitsAreTheDraws(t *testing.T) {
	const clients = 1_000_000
	r := run(t, lost(clients, 0), "wsclose")
	checkWaits(t, r, func(w float64) float64 { return w / 5 })
	bins := r.Bins()
	require.Len(t, bins, 50)
	const mean, deviations = clients / 50, 5
	for i, bin := range bins {
		assert.InDelta(t, mean, bin.Accepted, deviations*math.Sqrt(mean), "bin %d", i)
		assert.Zero(t, bin.Failed)
	}
	assert.Equal(t, 1.0, r.Summary().AttemptsPerClient)
}

// TestAfterALongOutageTheWaitsAreResiduals: attempts at distances of U * 30 s are a renewal process. From a moment long after its start
// the next is no later than w with the probability 1 - (1 - w/30)^2, and there were t/15 - 1/3 of them. The first three distances, with
// smaller widths, take 17.5 s on average.
func TestAfterALongOutageTheWaitsAreResiduals(t *testing.T) {
	r := run(t, lost(1_000_000, 300*time.Second), "wsclose")
	checkWaits(t, r, func(w float64) float64 { return 1 - (1-w/30)*(1-w/30) })
	failed := 3 + (300-17.5)/15 - 1.0/3
	assert.InDelta(t, failed+1, r.Summary().AttemptsPerClient, 0.02)
}

// TestTheSecondAttemptMeetsTheFirst: the sum of U * 5 s and U * 10 s has the density t/50 up to 5 s and 1/10 from there to 10 s.
func TestTheSecondAttemptMeetsTheFirst(t *testing.T) {
	const clients = 1_000_000
	r := run(t, lost(clients, 10*time.Second), "wsclose")
	bins := r.Bins()
	third := func(at float64) float64 { return at * at / 2 / 50 / 20 } // its density up to 5 s; of the fourth it is below 1/5000 there
	for i := range 50 {
		at := float64(i)/10 + 0.05
		want := clients / 10 * (0.2 + at/50 + third(at))
		assert.InDelta(t, want, bins[i].Failed, 5*math.Sqrt(want)+clients/10/5000.0, "%.2f s", at)
	}
}

// checkWaits holds the waits beside a distribution: the greatest difference between it and theirs, the statistic of Kolmogorov and
// Smirnov, exceeds 2.4 / sqrt(clients) by chance once in 50,000 times, and the seed is fixed. A wait is in whole milliseconds.
func checkWaits(t *testing.T, r *Result, distribution func(seconds float64) float64) {
	t.Helper()
	var back uint64
	worst := 0.0
	for ms, n := range r.waits {
		back += uint64(n)
		worst = max(worst, math.Abs(float64(back)/float64(r.Herd.Clients)-distribution(float64(ms+1)/1000)))
	}
	assert.Less(t, worst, 2.4/math.Sqrt(float64(r.Herd.Clients)))
}

func TestThoseInStepComeAtOnce(t *testing.T) {
	r := run(t, lost(1000, 30*time.Second), "partysocket")
	s := r.Summary()
	assert.Equal(t, 10.0, s.PeakPerSecondShare)
	assert.Equal(t, 10.0, s.PeakAcceptedPerSecondShare)
	assert.Equal(t, 6.0, s.AttemptsPerClient)
	// 3 s, 3.9 s, 5.07 s, 6.591 s and 8.568 s, cut to milliseconds, and then 10 s.
	assert.Equal(t, 7.129, *s.ExtraWaitMedianSeconds)
	assert.Equal(t, 37.129, *s.BackTo99Seconds)
	for i, bin := range r.Bins() {
		switch i {
		case 30, 69, 119, 185, 271:
			assert.Equal(t, Bin{Failed: 1000}, bin, "bin %d", i)
		case 371:
			assert.Equal(t, Bin{Accepted: 1000}, bin)
		default:
			assert.Equal(t, Bin{}, bin, "bin %d", i)
		}
	}
}

func TestAnAttemptAtTheVeryMomentOfTheReturnSucceeds(t *testing.T) {
	for down, want := range map[time.Duration]float64{
		3 * time.Second:                   3,
		3*time.Second - time.Millisecond:  3,
		3*time.Second + time.Millisecond:  4,
		2*time.Second + time.Millisecond:  3,
		1 * time.Millisecond:              1,
		60*time.Second - time.Millisecond: 60,
	} {
		s := run(t, lost(7, down), "sockette").Summary()
		assert.Equal(t, want, s.AttemptsPerClient, "%s", down)
		assert.Equal(t, want, *s.BackTo99Seconds, "%s", down)
	}
}

func TestFailedAndAcceptedAttemptsOfOneBinAreOnePeak(t *testing.T) {
	r := newResult(lost(10, 150*time.Millisecond), "")
	r.failed[1] = 4
	for range 6 {
		r.back(20)
	}
	assert.Equal(t, []Bin{{}, {Failed: 4, Accepted: 6}}, r.Bins())
	s := r.Summary()
	assert.Equal(t, 10.0, s.PeakPerSecondShare)
	assert.Equal(t, 6.0, s.PeakAcceptedPerSecondShare)
}

func TestSharesAreOfAllClientsThoseThatGaveUpIncluded(t *testing.T) {
	r := newResult(lost(100, 0), "")
	r.gaveUp = 5
	for wait := range 95 {
		r.back(reconnect.Millis(wait))
	}
	s := r.Summary()
	assert.Equal(t, 0.05, s.GaveUpShare)
	assert.Equal(t, 0.049, *s.ExtraWaitMedianSeconds, "the fiftieth's")
	assert.Equal(t, 0.094, *s.ExtraWaitP95Seconds, "the last's")
	assert.Nil(t, s.BackTo99Seconds)
	_, ever := newResult(lost(1, 0), "").Wait(0)
	assert.False(t, ever)
}

func TestTheSeedDecidesAlone(t *testing.T) {
	h := lost(3*batch+1, 20*time.Second)
	processors := runtime.GOMAXPROCS(0)
	t.Cleanup(func() { runtime.GOMAXPROCS(processors) })
	for _, p := range Policies() {
		runtime.GOMAXPROCS(1)
		alone := run(t, h, p.Name)
		runtime.GOMAXPROCS(7)
		assert.Equal(t, alone, run(t, h, p.Name), p.Name)
	}
	first := run(t, h, "wsclose")
	h.Seed = 2
	assert.NotEqual(t, first.waits, run(t, h, "wsclose").waits)
}

func TestBatchesDontRepeatEachOther(t *testing.T) {
	one, two := run(t, lost(batch, 0), "wsclose"), run(t, lost(2*batch, 0), "wsclose")
	one.add(one)
	assert.NotEqual(t, one.waits, two.waits)
}

func TestEachClientEndsOnce(t *testing.T) {
	for _, p := range Policies() {
		for _, clients := range []int{1, batch - 1, batch, batch + 1} {
			r := run(t, lost(clients, 40*time.Second), p.Name)
			ended, attempts := r.gaveUp, uint64(0)
			for _, bin := range r.Bins() {
				ended += bin.Accepted
				attempts += bin.Failed + bin.Accepted
			}
			assert.EqualValues(t, clients, ended, p.Name)
			assert.Equal(t, r.attempts, attempts, p.Name)
		}
	}
}

func TestImpossibleHerdsAreRejected(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Herd)
		want   error
	}{
		"nobody":                 {func(h *Herd) { h.Clients = 0 }, ErrClients},
		"too many":               {func(h *Herd) { h.Clients = MaxClients + 1 }, ErrClients},
		"back before it went":    {func(h *Herd) { h.Down = -time.Second }, ErrDown},
		"gone for more than day": {func(h *Herd) { h.Down = MaxDown + time.Millisecond }, ErrDown},
		"a part of a ms":         {func(h *Herd) { h.Down = time.Microsecond }, ErrDown},
		"a reason too long":      {func(h *Herd) { h.Code, h.Reason = 1012, string(make([]byte, 124)) }, ErrReason},
		"a reason with 1006":     {func(h *Herd) { h.Reason = "retry-after=1" }, ErrNoFrame},
		"a reason with 1005":     {func(h *Herd) { h.Code, h.Reason = 1005, "x" }, ErrNoFrame},
	} {
		h := lost(1, 0)
		c.change(&h)
		_, err := h.Run(t.Context(), Policies()[0])
		assert.ErrorIs(t, err, c.want, name)
	}
	h := lost(1, MaxDown)
	h.Code, h.Reason = 1012, string(make([]byte, closecode.MaxReasonBytes))
	assert.NoError(t, h.Check())
}

func TestAHerdStopsWhenItIsNoLongerWanted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := lost(MaxClients, MaxDown).Run(ctx, Policies()[0])
	assert.ErrorIs(t, err, context.Canceled)
}

package soak_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// A toxic is one disturbance of a lane: from At on, for For.
type toxic struct {
	At, For    time.Duration
	Kind       string
	Stream     string // upstream, downstream
	Attributes map[string]int64
}

func (x toxic) String() string {
	return fmt.Sprintf("%6.2fs +%.2fs %s %s %v", x.At.Seconds(), x.For.Seconds(), x.Kind, x.Stream, x.Attributes)
}

// An event is what happens to a tab: from At on, for For.
type event struct {
	At, For time.Duration
	Kind    string // offline, frozen, hidden, away
}

// A plan is all that is done to lanes and tabs. It follows from the seed alone: a longer one begins as a shorter one does.
type plan struct {
	Lanes [lanes][]toxic
	Tabs  [tabs][]event
}

// cut closes a lane: its connections end, and new ones are refused.
const cut = "cut"

// severs tells which toxics may end a connection. The others only delay.
var severs = map[string]bool{cut: true, "reset_peer": true, "timeout": true, "limit_data": true, corrupting: true}

// toxicKinds draw their attributes.
var toxicKinds = []struct {
	name string
	draw func(r *rand.Rand) map[string]int64
}{
	{cut, func(*rand.Rand) map[string]int64 { return nil }},
	{"latency", func(r *rand.Rand) map[string]int64 {
		latency := 20 + r.Int64N(600)
		return map[string]int64{"latency": latency, "jitter": r.Int64N(latency)}
	}},
	{"bandwidth", func(r *rand.Rand) map[string]int64 { return map[string]int64{"rate": 1 + r.Int64N(20)} }},
	{"slicer", func(r *rand.Rand) map[string]int64 {
		return map[string]int64{"average_size": 8 + r.Int64N(60), "size_variation": 1 + r.Int64N(7), "delay": r.Int64N(5_000)}
	}},
	{"slow_close", func(r *rand.Rand) map[string]int64 { return map[string]int64{"delay": 100 + r.Int64N(2_000)} }},
	{"reset_peer", func(r *rand.Rand) map[string]int64 { return map[string]int64{"timeout": r.Int64N(400)} }},
	{"timeout", func(r *rand.Rand) map[string]int64 { return map[string]int64{"timeout": r.Int64N(2) * 10_000} }},
	{"limit_data", func(r *rand.Rand) map[string]int64 { return map[string]int64{"bytes": r.Int64N(8_000)} }},
	{corrupting, func(r *rand.Rand) map[string]int64 {
		return map[string]int64{"seed": r.Int64N(1 << 31), "every": 40 + r.Int64N(4_000)}
	}},
}

var eventKinds = []string{"offline", "frozen", "hidden", "away"}

func planOf(seed uint64, length time.Duration) plan {
	var p plan
	between := func(r *rand.Rand, least, most time.Duration) time.Duration {
		return least + time.Duration(r.Int64N(int64(most-least)))
	}
	for lane := range p.Lanes {
		r := rand.New(rand.NewPCG(seed, uint64(lane)))
		for at := between(r, 0, 5*time.Second); at < length; {
			kind := toxicKinds[r.IntN(len(toxicKinds))]
			most := 5 * time.Second
			if kind.name == "timeout" {
				most = 12 * time.Second // longer than a silence may last
			}
			x := toxic{At: at, For: between(r, 200*time.Millisecond, most), Kind: kind.name,
				Stream: []string{"upstream", "downstream"}[r.IntN(2)], Attributes: kind.draw(r)}
			p.Lanes[lane] = append(p.Lanes[lane], x)
			at += x.For + between(r, 500*time.Millisecond, 6*time.Second)
		}
	}
	for tab := range p.Tabs {
		r := rand.New(rand.NewPCG(seed, uint64(1_000+tab)))
		for at := between(r, time.Second, 8*time.Second); at < length; {
			e := event{At: at, For: between(r, 200*time.Millisecond, 4*time.Second), Kind: eventKinds[r.IntN(len(eventKinds))]}
			p.Tabs[tab] = append(p.Tabs[tab], e)
			at += e.For + between(r, 2*time.Second, 10*time.Second)
		}
	}
	return p
}

func TestAPlanFollowsFromItsSeed(t *testing.T) {
	short, long := planOf(7, time.Minute), planOf(7, 2*time.Minute)
	assert.Equal(t, short, planOf(7, time.Minute))
	assert.NotEqual(t, short, planOf(8, time.Minute))
	for lane := range short.Lanes {
		assert.Equal(t, short.Lanes[lane], long.Lanes[lane][:len(short.Lanes[lane])])
	}
	kinds := map[string]int{}
	for _, lane := range long.Lanes {
		for _, x := range lane {
			kinds[x.Kind]++
		}
	}
	for _, tab := range long.Tabs {
		for _, e := range tab {
			kinds[e.Kind]++
		}
	}
	assert.Len(t, kinds, len(toxicKinds)+len(eventKinds), "two minutes have some of each: %v", kinds)
}

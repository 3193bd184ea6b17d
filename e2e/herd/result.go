package herd

import (
	"time"

	"github.com/wsclose/wsclose/wasm/reconnect"
)

// binMillis is the width of the bins in which arrivals are counted: short enough to show what comes in step.
const binMillis = 100

// Result is what became of a herd.
type Result struct {
	Policy string
	Herd   Herd

	attempts uint64
	gaveUp   uint64
	failed   []uint32 // attempts before the server was back, in each bin from t = 0
	waits    []uint32 // clients that were back so many milliseconds after the server
}

func newResult(h Herd, policy string) *Result {
	return &Result{Policy: policy, Herd: h, failed: make([]uint32, (h.Down.Milliseconds()+binMillis-1)/binMillis)}
}

// back counts a client.
func (r *Result) back(wait reconnect.Millis) {
	r.waits = lengthened(r.waits, int(wait)+1)
	r.waits[wait]++
}

// add counts other clients of the same herd as well.
func (r *Result) add(other *Result) {
	r.attempts += other.attempts
	r.gaveUp += other.gaveUp
	for i, n := range other.failed {
		r.failed[i] += n
	}
	r.waits = lengthened(r.waits, len(other.waits))
	for i, n := range other.waits {
		r.waits[i] += n
	}
}

func lengthened(counts []uint32, length int) []uint32 {
	if missing := length - len(counts); missing > 0 {
		counts = append(counts, make([]uint32, missing)...)
	}
	return counts
}

// Bin is the attempts of a tenth of a second.
type Bin struct{ Failed, Accepted uint64 }

// Bins returns all attempts by the time at which they were made, from t = 0 to the last.
func (r *Result) Bins() []Bin {
	bins := make([]Bin, len(r.failed))
	for i, n := range r.failed {
		bins[i].Failed = uint64(n)
	}
	down := int(r.Herd.Down.Milliseconds())
	if last := (down + len(r.waits) - 1) / binMillis; len(r.waits) > 0 && last >= len(bins) {
		bins = append(bins, make([]Bin, last+1-len(bins))...)
	}
	for wait, n := range r.waits {
		bins[(down+wait)/binMillis].Accepted += uint64(n)
	}
	return bins
}

// perSecond is how many a second, as a share of all clients, so many in one bin are.
func (r *Result) perSecond(inBin uint64) float64 {
	return float64(inBin) * (1000 / binMillis) / float64(r.Herd.Clients)
}

// Wait returns how long after the server this share (0 to 1) of all clients is back. It reports false if so many never are.
func (r *Result) Wait(share float64) (time.Duration, bool) {
	var back uint64
	for wait, n := range r.waits {
		if back += uint64(n); n > 0 && float64(back) >= share*float64(r.Herd.Clients) {
			return time.Duration(wait) * time.Millisecond, true
		}
	}
	return 0, false
}

// Summary is a Result in a few numbers. A share is one of all clients, those that gave up included: so is a rate per second. A time is
// nil where so many clients never come back.
type Summary struct {
	Policy                     string   `json:"policy"`
	Clients                    int      `json:"clients"`
	DownSeconds                float64  `json:"downSeconds"`
	PeakPerSecondShare         float64  `json:"peakPerSecondShare"`         // the busiest 100 ms, times ten: attempts, failed ones too
	PeakAcceptedPerSecondShare float64  `json:"peakAcceptedPerSecondShare"` // the same of the attempts that succeed
	AttemptsPerClient          float64  `json:"attemptsPerClient"`          // the mean; the one that succeeds included
	ExtraWaitMedianSeconds     *float64 `json:"extraWaitMedianSeconds"`     // since the server was back, until half of the clients were
	ExtraWaitP95Seconds        *float64 `json:"extraWaitP95Seconds"`        // the same for 95 % of them
	BackTo99Seconds            *float64 `json:"backTo99Seconds"`            // since t = 0, until 99 % of the clients were back
	GaveUpShare                float64  `json:"gaveUpShare"`
}

// Summary sums up.
func (r *Result) Summary() Summary {
	clients := float64(r.Herd.Clients)
	s := Summary{
		Policy: r.Policy, Clients: r.Herd.Clients, DownSeconds: r.Herd.Down.Seconds(),
		AttemptsPerClient: float64(r.attempts) / clients, GaveUpShare: float64(r.gaveUp) / clients,
		ExtraWaitMedianSeconds: r.secondsTo(0.5, 0), ExtraWaitP95Seconds: r.secondsTo(0.95, 0),
		BackTo99Seconds: r.secondsTo(0.99, r.Herd.Down),
	}
	for _, bin := range r.Bins() {
		s.PeakPerSecondShare = max(s.PeakPerSecondShare, r.perSecond(bin.Failed+bin.Accepted))
		s.PeakAcceptedPerSecondShare = max(s.PeakAcceptedPerSecondShare, r.perSecond(bin.Accepted))
	}
	return s
}

func (r *Result) secondsTo(share float64, from time.Duration) *float64 {
	wait, ok := r.Wait(share)
	if !ok {
		return nil
	}
	seconds := float64((from + wait).Milliseconds()) / 1000 // Seconds() may be off in the last digit
	return &seconds
}

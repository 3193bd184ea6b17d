package lab

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// journal remembers the newest connections. One lock guards it and every record in it.
type journal struct {
	mu      sync.Mutex
	records []*record // in order of acceptance
	most    int
	frames  int
	made    int
	changed chan struct{} // made by who waits, closed and dropped by the next change
}

// record is one connection's entry while it is being written.
type record struct {
	journal *journal
	entry   Entry
}

func newJournal(most, frames int) *journal { return &journal{most: most, frames: frames} }

// begin opens a record. Without an id, the connection's number becomes one.
func (j *journal) begin(id string, r *http.Request) *record {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.made++
	if id == "" {
		id = strconv.Itoa(j.made)
	}
	rec := &record{journal: j, entry: Entry{
		ID: id, Number: j.made, Accepted: time.Now(), Request: requestOf(r), Live: true,
		Read: Traffic{Frames: []Frame{}}, Written: Traffic{Frames: []Frame{}}, TCP: []Event{},
	}}
	if len(j.records) >= j.most {
		j.forgetOne()
	}
	j.records = append(j.records, rec)
	j.announce()
	return rec
}

// forgetOne drops the oldest ended record, or the oldest if all are live.
func (j *journal) forgetOne() {
	oldest := max(0, slices.IndexFunc(j.records, func(r *record) bool { return !r.entry.Live }))
	j.records = slices.Delete(j.records, oldest, oldest+1)
}

func (j *journal) announce() {
	if j.changed != nil {
		close(j.changed)
		j.changed = nil
	}
}

// of returns copies of the entries with this id, and a channel that the next change closes.
func (j *journal) of(id string) ([]Entry, <-chan struct{}) {
	j.mu.Lock()
	defer j.mu.Unlock()
	entries := []Entry{}
	for _, r := range j.records {
		if r.entry.ID == id {
			entries = append(entries, r.copied())
		}
	}
	if j.changed == nil {
		j.changed = make(chan struct{})
	}
	return entries, j.changed
}

func (j *journal) newest(most int) []Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	entries := []Entry{}
	for i := len(j.records) - 1; i >= 0 && len(entries) < most; i-- {
		entries = append(entries, j.records[i].copied())
	}
	return entries
}

// copied shares what is never changed once it is set: Opened, both Closes, Request.
func (r *record) copied() Entry {
	e := r.entry
	e.Read.Frames = slices.Clone(e.Read.Frames)
	e.Written.Frames = slices.Clone(e.Written.Frames)
	e.TCP = slices.Clone(e.TCP)
	return e
}

func (r *record) update(change func(e *Entry, at int64)) {
	r.journal.mu.Lock()
	defer r.journal.mu.Unlock()
	change(&r.entry, time.Since(r.entry.Accepted).Milliseconds())
	r.journal.announce()
}

func (r *record) read(f frame) {
	r.update(func(e *Entry, at int64) { e.CloseRead = r.note(&e.Read, e.CloseRead, at, f) })
}

func (r *record) wrote(f frame) {
	r.update(func(e *Entry, at int64) { e.CloseWritten = r.note(&e.Written, e.CloseWritten, at, f) })
}

// wroteRaw notes bytes that aren't a whole frame.
func (r *record) wroteRaw(b []byte) {
	r.update(func(e *Entry, at int64) {
		raw := frameOf(at, frame{payload: b})
		raw.Opcode, raw.Name, raw.Length = -1, "raw", int64(len(b))
		r.add(&e.Written, raw)
	})
}

func (r *record) note(t *Traffic, seen *Close, at int64, f frame) *Close {
	if len(t.Frames) < r.journal.frames {
		r.add(t, frameOf(at, f))
	} else {
		r.add(t, Frame{Length: f.Length})
	}
	if seen == nil && f.isClose() {
		return closeOf(at, f)
	}
	return seen
}

func (r *record) add(t *Traffic, f Frame) {
	t.Count++
	t.Bytes += f.Length
	if len(t.Frames) < r.journal.frames {
		t.Frames = append(t.Frames, f)
	}
}

// tcp notes what happened to TCP. End is the first of these but Held, which gives way to how the wait ended.
func (r *record) tcp(what string) {
	r.update(func(e *Entry, at int64) {
		e.TCP = append(e.TCP, Event{At: at, What: what})
		if e.End == "" || e.End == Held {
			e.End = what
		}
	})
}

// fault keeps the first one.
func (r *record) fault(message string) {
	r.update(func(e *Entry, _ int64) {
		if e.Fault == "" {
			e.Fault = clipped(message, keptText)
		}
	})
}

func (r *record) answered(status int) {
	r.update(func(e *Entry, at int64) {
		e.Status = status
		if status == http.StatusSwitchingProtocols {
			e.Opened = &at
		}
	})
}

// over is the last update. A connection that neither side ended was ended by the lab, for the cause given.
func (r *record) over(cause error) {
	r.update(func(e *Entry, at int64) {
		if e.End == "" || e.End == Held {
			e.End = ServerFIN
			e.TCP = append(e.TCP, Event{At: at, What: ServerFIN})
			if cause != nil && e.Fault == "" {
				e.Fault = cause.Error()
			}
		}
		e.Live = false
	})
}

// Journal returns what is known of the connections with this id, in order of acceptance.
func (l *Lab) Journal(id string) []Entry {
	entries, _ := l.journal.of(id)
	return entries
}

// Newest returns at most n entries, the newest first.
func (l *Lab) Newest(n int) []Entry { return l.journal.newest(n) }

// Wait blocks till there is a connection with this id and none of them is live.
func (l *Lab) Wait(ctx context.Context, id string) ([]Entry, error) {
	return l.WaitFor(ctx, id, func(entries []Entry) bool { return ended(entries, 1) })
}

// WaitFor blocks till enough says yes of the connections with this id; it is asked at each change. The entries are
// returned also with an error: that of ctx, or that the lab was closed.
func (l *Lab) WaitFor(ctx context.Context, id string, enough func([]Entry) bool) ([]Entry, error) {
	for {
		entries, changed := l.journal.of(id)
		if enough(entries) {
			return entries, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return entries, ctx.Err()
		case <-l.ctx.Done():
			return entries, context.Cause(l.ctx)
		}
	}
}

// ended says whether there are at least n connections and all have ended.
func ended(entries []Entry, n int) bool {
	return len(entries) >= n && !slices.ContainsFunc(entries, func(e Entry) bool { return e.Live })
}

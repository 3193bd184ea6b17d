package closing_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/harness"
)

// closedForGood is JavaScript that waits until the lab has seen the end of the script's connections, and what must not come after it.
const closedForGood = `
	const wait = new URL('/lab/journal?wait=closed', location);
	wait.searchParams.set('id', new URL(s.url).searchParams.get('id'));
	await fetch(wait);
	await r.tick(); await r.tick();`

func TestAHandshakeThatStallsIsLeftAfterOpenTimeoutMs(t *testing.T) {
	t.Parallel()
	harness.Proves(t, "7.2.1/handshake")
	const timeout = 300
	path, id := harness.LabURL("/lab/handshake?do=stall")
	p := harness.NewPage(t)
	log := p.Record(harness.Recording{Kind: "wsclose", URL: path, Options: `{openTimeoutMs: 300, reconnect: {maxAttempts: 0}}`, Until: "end", Ours: true,
		Script: `r.note('opened', await s.opened.catch((error) => error.name)); ` + closedForGood})
	assert.Equal(t, []string{"phase@3 connecting -> ended", "error@3", failed, "end@3", "opened WebSocketClosedError"}, log.Lines())
	closed := p.Nth(log, "close", 1)
	assert.Equal(t, "timeout wsclose open-timeout synthetic, asked 3008", closed.Report.Line())
	assert.GreaterOrEqual(t, closed.At, float64(timeout-1))
	assert.Less(t, closed.At, 60_000.0, "Chromium itself waits for 240 s")
	assert.Equal(t, "none", harness.ServerLine(p.Journal(id)[0]), "there was nobody yet to send a Close to")
}

func TestAHandshakeThatComesAfterOpenTimeoutMsIsHeardByNobody(t *testing.T) {
	t.Parallel()
	path, _ := harness.LabURL("/lab/handshake?delay=400")
	p := harness.NewPage(t)
	log := p.Record(harness.Recording{Kind: "wsclose", URL: path, Options: `{openTimeoutMs: 100, reconnect: {maxAttempts: 0}}`, Until: "end", Ours: true,
		Script: `await r.on('end'); ` + closedForGood})
	assert.Equal(t, []string{"error@3", failed}, domLines(log))
	assert.Len(t, log.All("end"), 1)
}

func TestAPeerThatAnswersAfterCloseTimeoutMsIsHeardByNobody(t *testing.T) {
	t.Parallel()
	for name, core := range harness.Prefixes("stall") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path, id := harness.LabURL("/lab/answer?with=echo&delay=500")
			p := harness.NewPage(t)
			log := p.Record(harness.Recording{Kind: "wsclose", Core: core, URL: path, Options: `{closeTimeoutMs: 100}`, Until: "end", Ours: true,
				Script: `await r.on('open'); s.close(3001, 'bye'); await r.on('end'); ` + closedForGood})
			assert.Equal(t, []string{"open@1", failed}, domLines(log))
			assert.Len(t, log.All("end"), 1)
			assert.Equal(t, `timeout wsclose close-timeout synthetic expected, asked 3001 "bye"`, log.LastReport().Line())
			entries := p.Journal(id)
			require.Len(t, entries, 1)
			assert.Equal(t, `3001 "bye"`, harness.ServerLine(entries[0]), "the peer got one Close, and was let finish")
			assert.Equal(t, "server fin", entries[0].End)
		})
	}
}

// While data leaves, a closing handshake is healthy. Of five megabytes Chromium hands most to the kernel at once; bufferedAmount says 0
// long before the peer has them.
func TestACloseThatFlushesFiveMegabytesIsNotCutShort(t *testing.T) {
	t.Parallel()
	const megabytes, rate, timeout = 5, 2_500_000, 300
	for name, core := range harness.Prefixes("stall") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			harness.Proves(t, "7.1.1/wait")
			path, id := harness.LabURL("/lab/slow-reader?rate=2500000")
			p := harness.NewPage(t)
			log := p.Record(harness.Recording{Kind: "wsclose", Core: core, URL: path, Options: `{closeTimeoutMs: 300}`, Until: "end", Ours: true,
				Script: `await r.on('open'); s.send(new Uint8Array(5e6)); s.close(3001, 'flushed')`})
			assert.Equal(t, []string{"open@1", `close@3 3001 "flushed" clean`}, domLines(log))
			assert.Equal(t, `library page close-frame expected, asked 3001 "flushed"`, log.LastReport().Line())
			assert.Greater(t, log.LastReport().ClosingMs, 3.0*timeout, "the peer was slow")
			entries := p.Journal(id)
			require.Len(t, entries, 1)
			assert.GreaterOrEqual(t, entries[0].Read.Bytes, int64(megabytes*1_000_000))
		})
	}
}

func TestClosingWhileARetryIsPendingEndsTheSession(t *testing.T) {
	t.Parallel()
	path, id := harness.LabURL("/lab/handshake?do=eof")
	p := harness.NewPage(t)
	log := p.Record(harness.Recording{Kind: "wsclose", URL: path, Options: `{reconnect: {firstDelayMs: 10_000}}`, Until: "end", Ours: true,
		Script: `await r.on('retry'); r.try(() => s.close(1001), s); s.close(3001, 'enough'); r.try(() => s.close(), s)`})
	assert.Equal(t, []string{"error@3", failed}, domLines(log))
	assert.Equal(t, "threw@0 InvalidAccessError", p.Nth(log, "threw", 1).Line())
	assert.Len(t, log.All("end"), 1)
	assert.Equal(t, "returned@3 undefined", p.Nth(log, "returned", 1).Line(), "close() after the end is nothing")
	report := p.Nth(log, "end", 1).Report
	assert.Equal(t, `abnormal page aborted synthetic expected, asked 3001 "enough", nothing sent`, report.Line())
	assert.Zero(t, report.Connection, "it ended without one")
	assert.Len(t, p.Journal(id), 1)
}

// closings is how many sessions close in every way at once.
const closings = 60

// Whatever is asked for in whatever order, and whatever arrives late: each connection has one `close`, each session ends once.
func TestEachConnectionHasExactlyOneClose(t *testing.T) {
	t.Parallel()
	type told struct {
		Line     string
		Natives  int   // native sockets made
		Closes   []int // numbers of the connections that had a close event
		Ends     int
		AfterEnd []string
	}
	for name, core := range harness.Prefixes("stall") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seed := seedOf(t)
			p := harness.NewPage(t)
			const run = `(seed, bases, count, core) => import('/room/closings.js').then((m) => m.run(seed, bases, count, core))`
			sessions := harness.Eval[[]told](p, run, seed, labPorts(t, 12), closings, core)
			require.Len(t, sessions, closings)
			connections := 0
			for _, s := range sessions {
				// A connection that was given up before it had a native socket has its number, and no close.
				assert.Len(t, s.Closes, s.Natives, "closes: %s", s.Line)
				assert.IsIncreasing(t, append([]int{0}, s.Closes...), "closes by connection: %s", s.Line)
				assert.Equal(t, 1, s.Ends, "ends: %s", s.Line)
				assert.Empty(t, s.AfterEnd, "%s", s.Line)
				connections += s.Natives
			}
			t.Logf("%d sessions, %d connections", len(sessions), connections)
		})
	}
}

// domLines are the lines of the DOM's events.
func domLines(log harness.Transcript) []string {
	return log.LinesIf(func(e harness.Entry) bool {
		return slices.Contains([]string{"open", "message", "error", "close"}, e.Type)
	})
}

// The page is told within 50 ms of what it allowed, by a timer of its own.
func TestAPeerThatNeverAnswersACloseIsLeftAfterCloseTimeoutMs(t *testing.T) {
	t.Parallel()
	harness.Proves(t, "7.1.1/wait")
	const timeout = 300
	p := harness.NewPage(t)
	path, id := harness.LabURL("/lab/answer?with=none")
	log := p.Record(harness.Recording{Kind: "wsclose", URL: path, Options: `{closeTimeoutMs: 300}`, Until: "end", Ours: true,
		Script: `await r.on('open'); await r.module.load(); r.note('asked', 'close', s); s.close(3001, 'bye'); r.mark('too late', 350)`})
	closed := p.Nth(log, "close", 1)
	assert.Equal(t, failed, closed.Line())
	assert.GreaterOrEqual(t, closed.At-p.Nth(log, "asked", 1).At, float64(timeout-1))
	p.AssertBefore(log, "close", 1, "too late")
	assert.Equal(t, `timeout wsclose close-timeout synthetic expected, asked 3001 "bye"`, closed.Report.Line())
	assert.Equal(t, "stop", closed.Report.Decision.Action, "the page asked for it")
	assert.Len(t, log.All("close"), 1)

	entries, err := harness.Lab().WaitFor(p.Ctx, id, harness.AnyClosed)
	require.NoError(t, err)
	assert.Equal(t, `3001 "bye"`, harness.ServerLine(entries[0]), "the peer was told")
}

package closing_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/harness"
)

// fail() is RFC 6455, section 7.1.7, at the page's wish.
func TestFailReportsAtOnceAndTellsThePeer(t *testing.T) {
	t.Parallel()
	harness.Proves(t, "7.1.7/fail", "7.1.7/tell-peer")
	path, id := harness.LabURL("/lab/answer?with=echo&delay=200")
	p := harness.NewPage(t)
	log := p.Record(harness.Recording{Kind: "wsclose", URL: path, Options: `{reconnect: {firstDelayMs: 60_000}}`, Until: "script", Ours: true,
		Script: `await r.on('open'); r.note('before', 'fail()', s); s.fail('bad message'); r.note('after', 'fail()', s); s.close(); ` + closedForGood})
	assert.Equal(t, []string{"open@1", "before@1 fail()", "error@3", failed, "after@0 fail()"}, log.LinesIf(func(e harness.Entry) bool {
		return e.Type != "phase" && e.Type != "retry" && e.Type != "end"
	}))
	report := log.LastReport()
	assert.Equal(t, `abnormal page failed synthetic, asked 3902 "bad message"`, report.Line())
	assert.True(t, report.Opened)
	assert.Equal(t, "retry", report.Decision.Action)
	assert.Equal(t, "cause:failed", report.Decision.Rule, "by its cause, not by rules on its code")
	entries := p.Journal(id)
	require.Len(t, entries, 1)
	assert.Equal(t, `3902 "bad message"`, harness.ServerLine(entries[0]), "3902 is the twin of 1002")
}

func TestFailSendsTheCodeItIsGiven(t *testing.T) {
	t.Parallel()
	path, id := harness.LabURL("/lab/echo")
	p := harness.NewPage(t)
	log := p.Record(harness.Recording{Kind: "wsclose", URL: path, Options: `{reconnect: false}`, Until: "end", Ours: true, Script: `await r.on('open');
		r.try(() => s.fail('r', 1002), s); r.try(() => s.fail('x'.repeat(124)), s); r.try(() => s.fail('r', 3000n), s); r.try(() => s.fail(Symbol()), s);
		s.fail('no such user', 4404)`})
	assert.Equal(t, []string{"threw@1 InvalidAccessError", "threw@1 SyntaxError", "threw@1 TypeError", "threw@1 TypeError"}, harness.Transcript(log.All("threw")).Lines(),
		"before anything changes")
	assert.Equal(t, `abnormal page failed synthetic, asked 4404 "no such user"`, log.LastReport().Line())
	assert.Equal(t, `4404 "no such user"`, harness.ServerLine(p.Journal(id)[0]))
}

// RFC 6455, section 7.1.7: an endpoint that has failed a connection MUST NOT go on to process data from it, the answering Close included.
func TestNothingThatComesAfterFailIsHeard(t *testing.T) {
	t.Parallel()
	harness.Proves(t, "7.1.7/no-more-data")
	path, id := harness.LabURL("/lab/burst?n=500&size=100&code=4001&reason=burst")
	p := harness.NewPage(t)
	log := p.Record(harness.Recording{Kind: "wsclose", URL: path, Options: `{reconnect: false}`, Until: "end", Ours: true,
		Script: `s.addEventListener('message', () => s.fail('the first is bad')); await r.on('end'); ` + closedForGood})
	lines := domLines(log)
	require.Len(t, lines, 4)
	assert.Equal(t, "open@1", lines[0])
	assert.Contains(t, lines[1], "message")
	assert.Equal(t, []string{"error@3", failed}, lines[2:])
	assert.Equal(t, 1, log.LastReport().MessagesIn)
	assert.Len(t, log.All("end"), 1)
	assert.Len(t, p.Journal(id), 1)
}

func TestFailingWhatIsNotOpen(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		path, script, report string
		lines                []string
	}{
		"while it connects": {"/lab/handshake?do=stall", `await r.reached(s); s.fail('given up')`,
			`abnormal page failed synthetic, asked 3902 "given up"`, []string{"error@3", failed}},
		"while it closes": {"/lab/answer?with=none", `await r.on('open'); s.close(3001, 'bye'); s.fail('given up')`,
			`abnormal page failed synthetic, asked 3001 "bye"`, []string{"open@1", "error@3", failed}},
		"when it has ended": {"/lab/close?code=1000", `await r.on('end'); s.fail('too late'); await r.tick()`,
			"normal peer close-frame expected", []string{"open@1", `close@3 1000 "" clean`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path, _ := harness.LabURL(c.path)
			p := harness.NewPage(t)
			log := p.Record(harness.Recording{Kind: "wsclose", URL: path, Options: `{reconnect: false}`, Until: "end", Ours: true, Script: c.script})
			assert.Equal(t, c.lines, domLines(log))
			assert.Equal(t, c.report, log.LastReport().Line())
			assert.Len(t, log.All("end"), 1)
		})
	}
}

package closing_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/conformance"
	"github.com/wsclose/wsclose/e2e/harness"
)

// differs says that a test holds wsclose to something else than the native WebSocket: the list has to have it, under this id.
func differs(t *testing.T, id string) {
	t.Helper()
	listed := slices.ContainsFunc(conformance.Differences(), func(d conformance.Difference) bool { return d.ID == id })
	require.True(t, listed, "no difference %q in conformance/differences.json", id)
}

func TestAForbiddenCodeSaysWhatIsAllowedAndHarmsNothing(t *testing.T) {
	t.Parallel()
	path, id := harness.LabURL("/lab/echo")
	p := harness.NewPage(t)
	log := p.Record(harness.Recording{Kind: "wsclose", URL: path, Until: "end", Ours: true, Script: `
		await r.on('open'); await r.module.load();
		r.try(() => s.close(1001, 'away'), s);
		r.try(() => s.close(1000, 'x'.repeat(124)), s);
		r.try(() => s.reconnect(1012), s);
		r.note('still', s.phase, s);
		s.send('echo'); await r.on('message'); s.close(1000)`})
	refused := log.All("threw")
	require.Len(t, refused, 3)
	assert.Equal(t, "threw@1 InvalidAccessError", refused[0].Line())
	assert.Equal(t, 15, refused[0].Legacy, "a DOMException of the browser's own")
	for _, part := range []string{"1001", "1000", "3000", "4999"} {
		assert.Contains(t, refused[0].Message, part, "what was passed and what is allowed")
	}
	assert.Equal(t, "threw@1 SyntaxError", refused[1].Line())
	assert.Equal(t, 12, refused[1].Legacy)
	for _, part := range []string{"124", "123"} {
		assert.Contains(t, refused[1].Message, part)
	}
	assert.Equal(t, "threw@1 InvalidAccessError", refused[2].Line())
	assert.Equal(t, "still@1 open", p.Nth(log, "still", 1).Line())
	assert.Equal(t, "message@1 echo", p.Nth(log, "message", 1).Line())
	entries := p.Journal(id)
	require.Len(t, entries, 1)
	assert.Equal(t, "1000", harness.ServerLine(entries[0]))
}

// What differs from Chromium on purpose: close() converts its code as the standard says, Chromium truncates.
func TestACodeIsRoundedHalfToEvenInEveryBrowser(t *testing.T) {
	t.Parallel()
	differs(t, "rounding")
	path, _ := harness.LabURL("/lab/answer?with=echo")
	p := harness.NewPage(t)
	log := p.Record(harness.Recording{Kind: "wsclose", URL: path, Until: "close", Options: `{reconnect: false}`, Script: `
		await r.on('open');
		r.try(() => s.close(4999.5), s, '4999.5'); r.try(() => s.close(998.9), s, '998.9');
		r.try(() => s.close(999.5), s)`})
	assert.Equal(t, []string{"threw@1 InvalidAccessError 4999.5", "threw@1 InvalidAccessError 998.9", "returned@2 undefined"},
		append(harness.Transcript(log.All("threw")).Lines(), harness.Transcript(log.All("returned")).Lines()...))
	assert.Equal(t, `close@3 1000 "" clean`, p.Nth(log, "close", 1).Line())
}

func TestAReasonWithoutACodeSends1000(t *testing.T) {
	t.Parallel()
	differs(t, "reason-alone")
	harness.Proves(t, "7.1.2/no-code")
	path, id := harness.LabURL("/lab/answer?with=echo")
	p := harness.NewPage(t)
	log := p.Record(harness.Recording{Kind: "wsclose", URL: path, Options: `{reconnect: false}`,
		Script: `await r.on('open'); s.close(undefined, 'why')`})
	assert.Equal(t, `close@3 1000 "why" clean`, p.Nth(log, "close", 1).Line())
	assert.Equal(t, `1000 "why"`, harness.ServerLine(p.Journal(id)[0]))
}

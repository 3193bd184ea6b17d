package closing_test

import (
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/harness"
	"github.com/wsclose/wsclose/e2e/lab"
)

// closeCalls is how many calls of close() are made up, in all states, from a seed.
const closeCalls = 10_000

// Ten thousand calls of close() with made-up arguments, in every state, on a native socket and on wsclose's: the same exception or the
// same effect each time, the same conversions in the same order, bar what conformance/differences.json lists; there wsclose does what the
// standard says. WSCLOSE_SEED=N repeats a run.
func TestAnyArgumentsOfCloseDoWhatTheyDoNatively(t *testing.T) {
	t.Parallel()
	seed := seedOf(t)
	for _, c := range []struct {
		name, core string
		from, to   int
	}{
		{"with the core", "/dist", 0, closeCalls / 2},
		{"with the core, in another tab", "/dist", closeCalls / 2, closeCalls},
		{"without a core", harness.Coreless("404"), closeCalls, closeCalls + 1_000},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			harness.Proves(t, "7.1.2/start", "7.4.1/page")
			p := harness.NewPage(t)
			told := harness.Eval[struct {
				Made, Threw, Began int
				Listed             map[string]int
				Wrong              []string
			}](p, `async (spec) => (await import('/room/closecalls.js')).calls(spec)`, map[string]any{
				"seed": seed, "from": c.from, "to": c.to, "core": c.core, "bases": labPorts(t, 16),
			})
			t.Logf("%d calls, of which natively %d threw and %d began a close; differences as listed: %v", told.Made, told.Threw, told.Began, told.Listed)
			assert.Empty(t, told.Wrong)
			for id := range told.Listed {
				differs(t, id)
			}
			assert.Equal(t, c.to-c.from, told.Made)
			assert.Greater(t, told.Began, told.Made/20, "the calls are worth their while")
		})
	}
}

// seedOf is where a test's chance begins: WSCLOSE_SEED, so that a run can be made again, or the clock. It stands in the test's log.
func seedOf(t *testing.T) uint32 {
	t.Helper()
	seed := uint32(time.Now().UnixNano())
	if given := os.Getenv("WSCLOSE_SEED"); given != "" {
		n, err := strconv.ParseUint(given, 10, 32)
		require.NoError(t, err)
		seed = uint32(n)
	}
	t.Logf("WSCLOSE_SEED=%d", seed)
	return seed
}

// labPorts serves a lab of its own, since thousands of connections would crowd another test's out of the journal, on so many ports.
func labPorts(t *testing.T, n int) []string {
	handler := lab.New(lab.Options{}).Handler()
	bases := make([]string, n)
	for i := range bases {
		server := httptest.NewServer(handler)
		t.Cleanup(func() {
			server.CloseClientConnections()
			server.Close()
		})
		bases[i] = "ws" + strings.TrimPrefix(server.URL, "http")
	}
	return bases
}

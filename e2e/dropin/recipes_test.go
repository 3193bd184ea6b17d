package dropin_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/chrome"
	"github.com/wsclose/wsclose/e2e/harness"
)

// The recipes that need no other package. e2e/clients has those that do.
const recipesFile = "js/RECIPES.md"

// answering is a script: requests for a path are answered by the list in turn, the last again and again, and all others are let through.
const answering = `
	const fetched = globalThis.fetch;
	const answering = (path, answers) => {
		globalThis.fetch = async (to, options) => {
			if (to !== path) return fetched(to, options);
			const [status, body] = answers.length > 1 ? answers.shift() : answers[0];
			return new Response(body, { status });
		};
	};`

// A token that is no longer taken is renewed, one that was just made is not, and who is signed out is asked to sign in.
func TestTheRecipeForTokensRenewsWhatIsOld(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		server  string
		answers string // to requests for a token
		passes  string // the milliseconds that pass with each connection
		opens   int    // how many connections there will be, if nobody is asked
		asked   bool   // to sign in
		tokens  []string
	}{
		"old ones, and one that can't be renewed at first": {
			server: "fail=2&how=3000,4401", answers: `[200, 'a'], [503, ''], [200, 'b&'], [200, 'c']`, passes: "60_000", opens: 3,
			tokens: []string{"a", "b&", "c"},
		},
		"a new one":  {server: "fail=1&how=3000", answers: `[200, 'a'], [200, 'b']`, passes: "0", asked: true, tokens: []string{"a", "b"}},
		"signed out": {server: "fail=1&how=4401", answers: `[200, 'a'], [401, ''], [200, 'b']`, passes: "60_000", asked: true, tokens: []string{"a", "b"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path, id := harness.LabURL("/lab/flap?" + c.server)
			put := map[string]string{"wss://example.com/feed?token=": harness.WS(path) + "&x-token="}
			p := harness.NewPage(t)
			asked := harness.Eval[bool](p, `async (text, opens) => {`+importing+answering+harness.Draws("0")+`
				answering('/token', [`+c.answers+`]);
				document.body.innerHTML = '<dialog id="sign-in" hidden>';
				const signIn = document.querySelector('#sign-in');
				const { observe } = await harness.product();
				const { now } = Date;
				let passed = 0;
				Date.now = () => now() + passed;
				const settled = new Promise((resolve) => {
					observe(({ type }) => {
						if (type === 'close') passed += `+c.passes+`;
						if (type === 'open' && --opens === 0) resolve(false);
					});
					new MutationObserver(() => resolve(true)).observe(signIn, { attributes: true });
				});
				const { socket, signedIn } = await imported(text + ';export { socket }; export const signedIn = () => { token = null }');
				const asked = await settled;
				if (asked) {
					signedIn();
					socket.reconnect();
					await socket.opened;
				}
				socket.close();
				await socket.closed;
				return asked;
			}`, sampleHere(t, recipesFile, "Token refresh", 1, put), c.opens)
			assert.Equal(t, c.asked, asked)
			tokens := []string{}
			for _, entry := range p.Journal(id) {
				query, err := url.ParseQuery(entry.Request.Query)
				require.NoError(t, err)
				tokens = append(tokens, query.Get("x-token"))
			}
			assert.Equal(t, c.tokens, tokens)
		})
	}
}

// What was sent before a logout arrives, and before the Close.
func TestTheRecipeForLogoutLetsMessagesLeave(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		server string
		begin  string // until the page logs out
		ms     int
		left   []string // messages
		closes []string // that the server read
		read   int64    // bytes that the server read of the last connection
	}{
		"what waits, before the first connection": {
			server: "/lab/handshake?delay=1000&", begin: `socket.send('a'); socket.send('b')`, ms: 10_000, closes: []string{"1000 logged out"}, read: 2,
		},
		"what waits, between two": {
			server: "/lab/flap?fail=1&how=4000&", ms: 10_000, closes: []string{"4000", "1000 logged out"}, read: 1,
			begin: `await retried; socket.send('a')`,
		},
		"what a slow server has not read": {
			server: "/lab/slow-reader?rate=4000000&", ms: 10_000, closes: []string{"1000 logged out"}, read: 8_000_000,
			begin: `await socket.opened; for (let n = 0; n < 8; n++) socket.send('x'.repeat(1e6))`,
		},
		"no server": {
			server: "/lab/handshake?do=503&", begin: `socket.send('a'); socket.send('b')`, ms: 100, left: []string{"a", "b"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path, id := harness.LabURL(c.server + "x-of=logout")
			p := harness.NewPage(t)
			left := harness.Eval[[]string](p, `async (url, text, ms) => {`+importing+`
				const { ManagedWebSocket } = await harness.product();
				const socket = new ManagedWebSocket(url, [], { reconnect: { firstDelayMs: 500, jitter: 'none' } });
				const retried = new Promise((resolve) => socket.addEventListener('retry', resolve));
				const { logout } = await imported(text + ';export { logout }');
				`+c.begin+`;
				const left = await logout(socket, ms);
				await harness.settle();
				return [socket.phase, ...left.map(({ data }) => data)];
			}`, harness.WS(path), sampleHere(t, recipesFile, "Logout", 1, nil), c.ms)
			assert.Equal(t, append([]string{"ended"}, c.left...), left)
			entries := p.Journal(id)
			if c.closes == nil {
				return
			}
			var closes []string
			for _, entry := range entries {
				closes = append(closes, entry.CloseRead.String())
			}
			assert.Equal(t, c.closes, closes)
			assert.Equal(t, c.read, entries[len(entries)-1].Read.Bytes-int64(len("xxlogged out")))
		})
	}
}

// A page that is left says 1000, and hands what waits to a beacon.
func TestTheRecipeForLogoutServesAPageThatIsLeft(t *testing.T) {
	t.Parallel()
	path, id := harness.LabURL("/lab/echo")
	awayPath, awayID := harness.LabURL("/lab/handshake?do=503")
	text := sampleHere(t, recipesFile, "Logout", 2, nil)
	begin := `async (url, text) => {` + importing + `
		const { ManagedWebSocket } = await harness.product();
		globalThis.socket = new ManagedWebSocket(url);
		navigator.sendBeacon = (to, data) => { sessionStorage.beacon = to + ' ' + data };
		await imported(text);
		`
	t.Run("for good", func(t *testing.T) {
		t.Parallel()
		p := harness.NewPage(t)
		harness.Eval[chrome.Void](p, begin+`await socket.opened; }`, harness.WS(path), text)
		require.NoError(t, p.Tab.Navigate(p.Ctx, harness.Origin()+"/page?")) // its own URL: a reload, which no cache is for
		entries := p.Journal(id)
		require.Len(t, entries, 1)
		assert.Equal(t, "1000 left", entries[0].CloseRead.String())
	})
	t.Run("while a message waits", func(t *testing.T) {
		t.Parallel()
		p := harness.NewPage(t)
		harness.Eval[chrome.Void](p, begin+`socket.send('late'); }`, harness.WS(awayPath), text)
		require.NoError(t, p.Tab.Navigate(p.Ctx, harness.Origin()+"/page?"))
		assert.Equal(t, "/late late", harness.Eval[string](p, `() => sessionStorage.beacon`))
		p.Journal(awayID)
	})
	t.Run("and comes back", func(t *testing.T) {
		t.Parallel()
		path, id := harness.LabURL("/lab/echo")
		p := harness.NewPage(t)
		// With the core: without it the browser tells of the old connection's end some time after the page is back.
		harness.Eval[chrome.Void](p, begin+`await (await harness.product()).load(); await socket.opened; }`, harness.WS(path), text)
		p.Leave()
		require.NoError(t, p.Tab.Back(p.Ctx))
		harness.Eval[chrome.Void](p, `async () => { await socket.opened; socket.close(); await socket.closed }`)
		assert.Len(t, p.Journal(id), 2)
	})
}

// A share of the users reconnects, the same ones each time; and the file turns it off for all, living sockets too.
func TestTheRecipeForARolloutFollowsItsFile(t *testing.T) {
	t.Parallel()
	path, id := harness.LabURL("/lab/close?code=4000&after=1")
	p := harness.NewPage(t)
	told := harness.Eval[map[string]any](p, `async (url, text) => {`+importing+answering+harness.Draws("0.5")+`
		const { ManagedWebSocket } = await harness.product();
		let repeat;
		globalThis.setInterval = (run, ms) => { repeat = ms === 60_000 && run };
		const next = async (socket) => {
			await socket.opened;
			socket.send('close');
			return new Promise((resolve) => {
				socket.addEventListener('retry', () => resolve('retry'));
				socket.addEventListener('end', ({ detail }) => resolve('end by ' + detail.decision.rule));
			});
		};
		const file = (reconnect, share) => answering('/rollout.json', [[200, JSON.stringify({ reconnect, share })]]);
		file(true, 1);
		const { follow, place } = await imported(text + ';export { follow, place }');
		const inside = new ManagedWebSocket(url);
		const told = { inside: await next(inside) };
		file(true, 0);
		await repeat();
		told.outside = await next(new ManagedWebSocket(url));
		told.waits = inside.phase;
		const ended = new Promise((resolve) => inside.addEventListener('end', ({ detail }) => resolve(detail.decision.rule)));
		file(false, 1);
		await repeat();
		told.off = await ended;
		answering('/rollout.json', [[404, '<!doctype html>']]);
		console.warn = () => {};
		await repeat();
		told.missing = await next(new ManagedWebSocket(url));
		told.below = 0;
		for (let n = 0; n < 1_000; n++) told.below += (await place('user ' + n)) < 0.1;
		told.same = (await place('ada')) === (await place('ada'));
		return told;
	}`, harness.WS(path), sampleHere(t, recipesFile, "Rollout", 1, nil))
	assert.InDelta(t, 100, told["below"], 30, "a tenth of a thousand")
	delete(told, "below")
	assert.Equal(t, map[string]any{
		"inside": "retry", "outside": "end by reconnect:false", "waits": "waiting", "off": "reconnect:false", "missing": "end by reconnect:false",
		"same": true,
	}, told)
	assert.Len(t, p.Journal(id), 3)
}

// The class with rules.always comes back after 1000 and 1008, and no more often than it is told.
func TestTheRecipeForReconnectingWebSocketAlwaysComesBack(t *testing.T) {
	t.Parallel()
	path, id := harness.LabURL("/lab/flap?fail=100&how=1000,1008,3000")
	put := map[string]string{"wss://example.com/feed": harness.WS(path)}
	p := harness.NewPage(t)
	rule := harness.Eval[string](p, `async (text) => {`+importing+harness.Draws("0")+`
		const { socket } = await imported(text + ';export { socket }');
		return (await socket.closed).decision.rule;
	}`, sampleHere(t, recipesFile, "From reconnecting-websocket", 2, put))
	assert.Equal(t, "limit:attempts", rule)
	assert.Len(t, p.Journal(id), 11)
}

package playground_test

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/harness"
	"github.com/wsclose/wsclose/e2e/herd"
)

// A band is what the plot shows of the delays before one attempt.
type band struct {
	Series                       string
	Attempt, Least, Most         float64
	ShownLeast, ShownMost, Scale float64 // milliseconds, read off the axis
	Draws                        []float64
}

// bands reads the delay plot as an eye does: heights by the labels of the axis.
func (p playground) bands() []band {
	p.T.Helper()
	return harness.Eval[[]band](p.Page, `() => {
		const labels = Array.from(document.querySelectorAll('#delays .axis text')).filter((text) => / s$/.test(text.textContent));
		const [low, high] = [labels[0], labels.at(-1)].map((text) => ({ ms: parseFloat(text.textContent) * 1000, y: text.getAttribute('y') - 4 }));
		const scale = (high.ms - low.ms) / (high.y - low.y);
		const ms = (y) => low.ms + (y - low.y) * scale;
		return Array.from(document.querySelectorAll('#delays .band'), (band) => {
			const y = Number(band.getAttribute('y'));
			return {
				series: band.parentElement.dataset.series,
				attempt: +band.dataset.attempt, least: +band.dataset.least, most: +band.dataset.most,
				shownLeast: ms(y + Number(band.getAttribute('height'))), shownMost: ms(y), scale: Math.abs(scale),
				draws: Array.from(band.nextElementSibling.getAttribute('d').matchAll(/ ([\d.]+)h0/g), ([, y]) => ms(Number(y))),
			};
		});
	}`)
}

// plan asks the package itself.
func (p playground) plan(options string, attempts int, random float64) []float64 {
	p.T.Helper()
	return harness.Eval[[]float64](p.Page, `async (options, attempts, random) =>
		(await import('/dist/index.js')).planDelays(JSON.parse(options), attempts, () => random)`, options, attempts, random)
}

func TestTheDelayPlotShowsWhatThePolicyDraws(t *testing.T) {
	t.Parallel()
	p := openPlayground(t)
	for _, c := range []struct {
		set     []string
		options string
	}{
		{nil, `{}`},
		{[]string{"option-reconnect-jitter", "equal", "option-reconnect-minDelayMs", "2000"}, `{"jitter": "equal", "minDelayMs": 2000}`},
		{[]string{"option-reconnect-jitter", "none", "option-reconnect-growth", "1.4"}, `{"jitter": "none", "minDelayMs": 2000, "growth": 1.4}`},
		{[]string{"option-reconnect-rules", `[{"code": 1006, "action": "retry", "minDelayMs": 9000}]`},
			`{"jitter": "none", "growth": 1.4, "minDelayMs": 2000, "rules": [{"code": 1006, "action": "retry", "minDelayMs": 9000}]}`},
	} {
		p.set(c.set...)
		p.drawn()
		all := p.bands()
		require.Len(t, all, 16)
		for series, options := range []string{c.options, `{"policy": "interactive"}`} {
			least, most := p.plan(options, 8, 0), p.plan(options, 8, 1)
			for i, b := range all[series*8 : series*8+8] {
				assert.Equal(t, strconv.Itoa(series), b.Series)
				assert.Equal(t, float64(i+1), b.Attempt)
				assert.Equal(t, [2]float64{least[i], most[i]}, [2]float64{b.Least, b.Most}, "%s, attempt %d", options, i+1)
				assert.InDelta(t, b.Least, b.ShownLeast, 2.5*b.Scale, "a line is two pixels high")
				assert.InDelta(t, b.Most, b.ShownMost, 2.5*b.Scale)
				assert.Len(t, b.Draws, 32)
				for _, draw := range b.Draws {
					assert.True(t, draw >= b.Least-b.Scale && draw <= b.Most+b.Scale, "%v is not in %v to %v", draw, b.Least, b.Most)
				}
			}
		}
	}
}

// drawn waits until what was changed is drawn.
func (p playground) drawn() {
	p.T.Helper()
	p.until(`document.querySelector('#herd').getAttribute('aria-busy') === 'false'`)
}

func TestTheDelayPlotSaysWhereThePolicyStops(t *testing.T) {
	t.Parallel()
	p := openPlayground(t)
	p.drawn()
	assert.Equal(t, "Your options: 0–5, 0–10, 0–20, 0–30, 0–30, 0–30, 0–30, 0–30 s, … Interactive: 0–1, 0–2, 0–4, 0–8, 0–15, 0–15, 0–15, 0–15 s, …",
		p.text("#delays-says"))
	p.set("option-reconnect-policy", "interactive", "option-reconnect-maxAttempts", "3", "option-reconnect-maxElapsedMs", "60000")
	p.drawn()
	assert.Contains(t, p.text("#delays-says"), "Your options: 0–1, 0–2, 0–4 s, then it stops, no attempt is planned later than 60 s after the loss. Rfc6455: 0–5, ")
	assert.Len(t, p.bands(), 3+8)
	assert.Equal(t, "your options\nrfc6455", p.text("#delays-legend span"))
	p.set("beside", "none")
	p.drawn()
	assert.Len(t, p.bands(), 3)
	p.set("beside", "fixed")
	p.drawn()
	assert.Contains(t, p.text("#delays-says"), "1 s, always: 1, 1, 1, 1, 1, 1, 1, 1 s, …")
	p.check("option-reconnect", false)
	p.drawn()
	assert.Contains(t, p.text("#delays-says"), "Your options: never connects again.")
	assert.Len(t, p.bands(), 8)
	p.drawn()
	assert.Equal(t, "100 %", p.herd()["your options"]["gave up"])
	p.quiet()
}

// herd reads the figures of each panel, once they are those of the form.
func (p playground) herd() map[string]map[string]string {
	p.T.Helper()
	p.drawn()
	return harness.Eval[map[string]map[string]string](p.Page, `() => Object.fromEntries(Array.from(document.querySelectorAll('#herd .panel'), (panel) => [
		panel.querySelector('h4').textContent,
		Object.fromEntries(Array.from(panel.querySelectorAll('dl > div'), (div) => [div.dataset.name, div.querySelector('dd').textContent])),
	]))`)
}

// TestTheHerdPlotSaysWhatTheCommandSays: the same crowd under the same policies, simulated by the page and by package herd.
func TestTheHerdPlotSaysWhatTheCommandSays(t *testing.T) {
	t.Parallel()
	p := openPlayground(t)
	for _, down := range []int{30, 0, 100} {
		p.set("herd-down", strconv.Itoa(down))
		shown := p.herd()
		require.Len(t, shown, 3)
		crowd := herd.Herd{Clients: 100_000, Down: time.Duration(down) * time.Second, Code: 1006, Seed: 1}
		for _, policy := range herd.Policies() {
			name := map[string]string{"wsclose": "your options", "wsclose-interactive": "interactive", "sockette": "1 s, always"}[policy.Name]
			if name == "" {
				continue
			}
			result, err := crowd.Run(context.Background(), policy)
			require.NoError(t, err)
			want := result.Summary()
			// A peak is the busiest of many bins: chance raises it by a few percent, here as there.
			for word, value := range map[string]float64{
				"peak": want.PeakPerSecondShare * 100, "accepted": want.PeakAcceptedPerSecondShare * 100, "attempts": want.AttemptsPerClient,
				"median": *want.ExtraWaitMedianSeconds, "95 %": *want.ExtraWaitP95Seconds, "99 % back": *want.BackTo99Seconds, "gave up": 0,
			} {
				number, _, _ := strings.Cut(shown[name][word], " ")
				have, err := strconv.ParseFloat(number, 64)
				require.NoError(t, err, "%s: %s is %q", name, word, shown[name][word])
				tolerance := 0.02
				if word == "peak" || word == "accepted" {
					tolerance = 0.1
				}
				assert.InDelta(t, value, have, tolerance*value+0.06, "%s, down %d s: %s", name, down, word)
			}
		}
	}
	assert.Regexp(t, `^100\x{202f}000 clients lose one server by 1006; it is back after 100 s\. Your options: peak 3\d %/s, 99 % back after \d+\.\d s\. Interactive: `, p.text("#herd-says"))
	p.quiet()
}

// TestTheHerdPlotShowsEveryAttempt: the bars' counts sum up, and each is as high as its busiest bin says.
func TestTheHerdPlotShowsEveryAttempt(t *testing.T) {
	t.Parallel()
	p := openPlayground(t)
	p.set("herd-clients", "1000", "herd-down", "12")
	p.herd()
	type panel struct {
		Failed, Accepted, Attempts float64
		Outage                     float64 // of the width, as a share of the time
		Highest                    float64 // by the axis, %/s
	}
	panels := harness.Eval[[]panel](p.Page, `() => Array.from(document.querySelectorAll('#herd .panel'), (panel) => {
		const sum = (kind) => Array.from(panel.querySelectorAll('rect.' + kind), (rect) => +rect.dataset.attempts).reduce((a, b) => a + b, 0);
		const labels = Array.from(panel.querySelectorAll('.axis text')).filter((text) => /%/.test(text.textContent))
			.map((text) => ({ log: Math.log10(parseFloat(text.textContent)), y: text.getAttribute('y') - 4 }));
		const top = Math.min(...Array.from(panel.querySelectorAll('rect[data-attempts]'), (rect) => +rect.getAttribute('y')));
		const [low, high] = [labels[0], labels.at(-1)];
		return {
			failed: sum('failed'), accepted: sum('accepted'), attempts: +panel.querySelector('[data-name="attempts"] dd').textContent,
			outage: +panel.querySelector('.outage').getAttribute('width'),
			highest: 10 ** (low.log + (top - low.y) * (high.log - low.log) / (high.y - low.y)),
		};
	})`)
	require.Len(t, panels, 3)
	shown := p.herd()
	for i, name := range []string{"your options", "interactive", "1 s, always"} {
		one := panels[i]
		assert.Equal(t, 1000.0, one.Accepted, "all are back")
		assert.InDelta(t, one.Attempts*1000, one.Failed+one.Accepted, 50, "attempts each, to a tenth")
		peak, err := strconv.ParseFloat(strings.TrimSuffix(shown[name]["peak"], " %/s"), 64)
		require.NoError(t, err)
		assert.InEpsilon(t, peak, one.Highest, 0.03, name)
		assert.Equal(t, panels[0].Outage, one.Outage)
	}
	assert.Equal(t, 11_000.0, panels[2].Failed)
}

func TestTheHerdLeavesThePageFree(t *testing.T) {
	t.Parallel()
	p := openPlayground(t)
	type run struct {
		Pauses, Attempts, Slice int
		Endless                 bool
	}
	simulate := func(options string) run {
		return harness.Eval[run](p.Page, `async (options) => {
			const [{ planDelays }, { simulate, SLICE }] = await Promise.all([import('/dist/index.js'), import('/crowd.js')]);
			let pauses = 0;
			const { attempts, endless } = await simulate(planDelays, JSON.parse(options), { clients: 100_000, downMs: 30_000 }, async () => { pauses++; });
			return { pauses, attempts, slice: SLICE, endless };
		}`, options)
	}
	spread := simulate(`{}`)
	assert.Equal(t, spread.Attempts/spread.Slice+3, spread.Pauses, "one after each slice, after the plan, and around the sort")
	assert.False(t, spread.Endless)

	never := simulate(`{"firstDelayMs": 0, "maxDelayMs": 0}`)
	assert.True(t, never.Endless, "it waits for nothing")
	p.set("option-reconnect-firstDelayMs", "0", "option-reconnect-maxDelayMs", "0", "herd-clients", "1000")
	p.drawn()
	assert.Contains(t, p.text("#delays-says"), "Your options: 0, 0, ")
	assert.Contains(t, p.text("#herd-says"), "Your options: asks without a pause. ")

	p.set("herd-down", "soon")
	assert.Contains(t, p.text("#herd-down-problem"), "A number of seconds from 0 to 600")
	p.set("herd-down", "601")
	assert.Contains(t, p.text("#herd-down-problem"), "A number of seconds from 0 to 600")
	p.set("herd-down", "1.5", "option-reconnect-minDelayMs", "1000000000")
	assert.Equal(t, "1000000.0 s", p.herd()["your options"]["99 % back"], "later than any plot")
	assert.Empty(t, p.text(".problem:not([hidden])"))
	p.quiet()
}

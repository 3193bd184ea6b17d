//go:build go1.23

package reconnect_test

import (
	"encoding/json"

	"github.com/wsclose/wsclose/wasm/closecode"
)

var aboutVectors = []string{
	"Made by go test ./wasm/reconnect -update. Held to: Decide and Override. JavaScript is held to these by js/test/decider/random.test.ts.",
	"policy: ReconnectOptions. close: one connection's end; asked: nobody or page; ended: none, or what here ended it.",
	"attempt: the number of the attempt that ended. streak: how many closes just before this one were decided by the same rule, or by " +
		"rows of the default table with the same group. elapsedMs: since the last stable connection ended. decide: what options.decide " +
		"returns; absent where it returns undefined or isn't there.",
	"want: the decision; of a retry also the next attempt's number, and the floor and the width of its delay, to the millisecond.",
	"sweeps: a first close with each code, clean and after `open`; * stands for the code.",
}

var sweepCases = []sweep{
	{Policy: js(`{}`)},
	{Policy: js(`{"policy":"interactive"}`)},
	{Policy: js(`{"policy":"rfc6455"}`), Streak: 1},
	{Policy: js(`{"policy":"rfc6455"}`), Streak: 3},
	{Policy: js(`{"firstDelayMs":100,"minDelayMs":1000,"maxDelayMs":10000}`)},
}

func js(text string) json.RawMessage { return json.RawMessage(text) }

func got(code closecode.Code) outcome {
	return outcome{Code: code, WasClean: true, Opened: true, Asked: "nobody", Ended: "none"}
}

func lost() outcome {
	return outcome{Code: 1006, Opened: true, Errored: true, Asked: "nobody", Ended: "none"}
}

func unopened() outcome { return outcome{Code: 1006, Errored: true, Asked: "nobody", Ended: "none"} }

func said(code closecode.Code, reason string) outcome {
	o := got(code)
	o.Reason = reason
	return o
}

func byPage(code closecode.Code) outcome {
	o := got(code)
	o.Asked = "page"
	return o
}

func here(ended string) outcome {
	return outcome{Code: 1006, Opened: true, Asked: "nobody", Ended: ended}
}

func with(o outcome, change func(*outcome)) outcome {
	change(&o)
	return o
}

const (
	ruled = `{"rules":[{"code":4001,"action":"stop"},{"code":"4100-4199","action":"retry","minDelayMs":2000,"firstDelayMs":8000},` +
		`{"code":[4200,"4210-4219"],"action":"retry","maxAttempts":2},{"code":1006,"opened":false,"action":"stop"},` +
		`{"code":1012,"wasClean":true,"action":"stop"},{"code":"4000-4999","action":"stop"},{"code":1000,"action":"retry"}]}`
	short = `{"policy":"interactive","firstDelayMs":5000,"maxDelayMs":200}`
)

var vectorCases = []vector{
	// The page's own.
	{Name: "close() answered with 1000", Policy: js(`{}`), Close: byPage(1000)},
	{Name: "close() answered with 1012", Policy: js(`{}`), Close: byPage(1012)},
	{Name: "close() and a rule to retry", Policy: js(`{"rules":[{"code":"0-65535","action":"retry"}]}`), Close: byPage(1005)},
	{Name: "close() is not asked about", Policy: js(`{}`), Close: byPage(1006), Decide: js(`true`)},
	{Name: "close() never answered", Policy: js(`{}`), Close: with(here("close-timeout"), func(o *outcome) { o.Asked = "page" })},
	{Name: "dispose or abort", Policy: js(`{}`), Close: here("abort")},

	// The default formula.
	{Name: "first retry", Policy: js(`{}`), Close: lost()},
	{Name: "second retry", Policy: js(`{}`), Close: lost(), Attempt: 1, Streak: 1},
	{Name: "third retry", Policy: js(`{}`), Close: unopened(), Attempt: 2, Streak: 2},
	{Name: "capped retry", Policy: js(`{}`), Close: unopened(), Attempt: 3, Streak: 3},
	{Name: "thousandth retry", Policy: js(`{}`), Close: unopened(), Attempt: 999, Streak: 999},
	{Name: "interactive, fifth retry", Policy: js(`{"policy":"interactive"}`), Close: unopened(), Attempt: 4, Streak: 4},
	{Name: "other growth", Policy: js(`{"growth":1.5,"firstDelayMs":1000,"maxDelayMs":60000}`), Close: lost(), Attempt: 3},
	{Name: "a width in the middle of two milliseconds", Policy: js(`{"growth":1.45,"firstDelayMs":4000}`), Close: lost(), Attempt: 3},
	{Name: "the longest width and floor", Policy: js(`{"firstDelayMs":2000000000,"maxDelayMs":2147483647,"minDelayMs":2000000000}`), Close: lost()},
	{Name: "no growth", Policy: js(`{"growth":1,"firstDelayMs":1000}`), Close: lost(), Attempt: 30},
	{Name: "floor of the policy", Policy: js(`{"minDelayMs":700}`), Close: lost()},
	{Name: "floor of the policy above a row's", Policy: js(`{"minDelayMs":7000}`), Close: got(1012)},
	{Name: "floor of the policy below a row's", Policy: js(`{"minDelayMs":700}`), Close: got(1012)},
	{Name: "width is a second at least", Policy: js(short), Close: lost(), Attempt: 5},
	{Name: "or firstDelayMs", Policy: js(`{"firstDelayMs":300,"maxDelayMs":200}`), Close: lost(), Attempt: 5},
	{Name: "no width at all", Policy: js(`{"firstDelayMs":0}`), Close: lost(), Attempt: 5},
	{Name: "restart, second time", Policy: js(`{}`), Close: got(1012), Attempt: 1, Streak: 1},
	{Name: "restart, interactive, third time", Policy: js(`{"policy":"interactive"}`), Close: got(1012), Attempt: 2, Streak: 2},
	{Name: "overload, interactive", Policy: js(`{"policy":"interactive"}`), Close: got(1013)},

	// The special case of 1000.
	{Name: "1000", Policy: js(`{}`), Close: got(1000)},
	{Name: "1000 after error", Policy: js(`{}`), Close: with(got(1000), func(o *outcome) { o.Errored = true })},
	{Name: "1000 while the page was disturbed", Policy: js(`{}`), Close: with(got(1000), func(o *outcome) { o.Disturbed = true })},

	// Limits.
	{Name: "a broken proxy, twice", Policy: js(`{}`), Close: got(1002), Attempt: 1, Streak: 1},
	{Name: "invalid code, third time", Policy: js(`{}`), Close: got(1016), Attempt: 2, Streak: 2},
	{Name: "invalid code, fourth time", Policy: js(`{}`), Close: got(1016), Attempt: 3, Streak: 3},
	{Name: "last of maxAttempts", Policy: js(`{"maxAttempts":4}`), Close: lost(), Attempt: 3},
	{Name: "beyond maxAttempts", Policy: js(`{"maxAttempts":4}`), Close: lost(), Attempt: 4},
	{Name: "maxAttempts 0", Policy: js(`{"maxAttempts":0}`), Close: lost()},
	{Name: "within maxElapsedMs", Policy: js(`{"maxElapsedMs":1000}`), Close: lost(), Elapsed: 999},
	{Name: "at maxElapsedMs", Policy: js(`{"maxElapsedMs":1000}`), Close: lost(), Elapsed: 1000},
	{Name: "both limits", Policy: js(`{"maxElapsedMs":1000,"maxAttempts":0}`), Close: lost(), Elapsed: 1000},
	{Name: "a stop keeps its rule", Policy: js(`{"maxAttempts":0}`), Close: got(1008)},

	// Rules.
	{Name: "rule for a number", Policy: js(ruled), Close: got(4001)},
	{Name: "rule for a span, with delays", Policy: js(ruled), Close: got(4199), Attempt: 1},
	{Name: "rule for a list, a number", Policy: js(ruled), Close: got(4200), Streak: 1},
	{Name: "rule for a list, a span", Policy: js(ruled), Close: got(4210)},
	{Name: "rule's maxAttempts", Policy: js(ruled), Close: got(4210), Attempt: 2, Streak: 2},
	{Name: "rule for what never opened", Policy: js(ruled), Close: unopened()},
	{Name: "rule for what never opened, opened", Policy: js(ruled), Close: lost()},
	{Name: "rule for what was clean", Policy: js(ruled), Close: got(1012)},
	{Name: "rule for what was clean, unclean", Policy: js(ruled), Close: with(got(1012), func(o *outcome) { o.WasClean = false })},
	{Name: "a later rule", Policy: js(ruled), Close: got(4300)},
	{Name: "a rule for 1000", Policy: js(ruled), Close: got(1000)},
	{Name: "no rule", Policy: js(ruled), Close: got(1013)},
	{Name: "rule with a lower floor than the policy", Policy: js(`{"minDelayMs":500,"rules":[{"code":4000,"action":"retry","minDelayMs":0}]}`), Close: got(4000)},
	{Name: "rule without a width", Policy: js(`{"rules":[{"code":4000,"action":"retry","firstDelayMs":0}]}`), Close: got(4000)},

	// The page's last word.
	{Name: "decide: false", Policy: js(`{}`), Close: lost(), Decide: js(`false`)},
	{Name: "decide: true, as planned", Policy: js(`{}`), Close: got(1012), Decide: js(`true`)},
	{Name: "decide: true, against the table", Policy: js(`{}`), Close: got(1008), Attempt: 1, Decide: js(`true`)},
	{Name: "decide: true, against a limit", Policy: js(`{"maxAttempts":0}`), Close: got(1011), Decide: js(`true`)},
	{Name: "decide: 23 days, exact", Policy: js(`{}`), Close: lost(), Decide: js(`{"delayMs":2000000000,"exact":true}`)},
	{Name: "decide: the longest width", Policy: js(`{}`), Close: lost(), Decide: js(`2147483647`)},
	{Name: "decide: a number", Policy: js(`{}`), Close: got(1012), Decide: js(`60000`)},
	{Name: "decide: too small a number", Policy: js(`{}`), Close: got(1012), Decide: js(`10`)},
	{Name: "decide: an object", Policy: js(`{}`), Close: lost(), Decide: js(`{"delayMs":7000}`)},
	{Name: "decide: exact", Policy: js(`{"minDelayMs":9000}`), Close: lost(), Decide: js(`{"delayMs":10,"exact":true}`)},

	// Hints, and what wsclose ends itself.
	{Name: "retry-after", Policy: js(`{}`), Close: said(1012, "retry-after=60")},
	{Name: "retry-after and spread", Policy: js(`{}`), Close: said(1013, "upgrading; retry-after=90.5;spread=120")},
	{Name: "retry-after, too small a spread", Policy: js(`{}`), Close: said(1006, "retry-after=1;spread=0")},
	{Name: "retry-after within maxElapsedMs", Policy: js(`{"maxElapsedMs":20000}`), Close: said(1001, "retry-after=60")},
	{Name: "retryAfter false", Policy: js(`{"retryAfter":false}`), Close: said(1012, "retry-after=60")},
	{Name: "a reason like any other", Policy: js(`{}`), Close: said(1012, "retry-after=soon")},
	{Name: "open timeout", Policy: js(`{}`), Close: here("open-timeout"), Attempt: 1, Streak: 1},
	{Name: "close timeout, not the page's", Policy: js(`{}`), Close: here("close-timeout")},
	{Name: "idle timeout, and a rule to stop", Policy: js(`{"rules":[{"code":"0-65535","action":"stop"}]}`), Close: here("idle-timeout")},
	{Name: "fail()", Policy: js(`{}`), Close: here("fail")},
	{Name: "message too big", Policy: js(`{}`), Close: here("too-big")},
	{Name: "provider", Policy: js(`{"maxAttempts":2}`), Close: here("provider"), Attempt: 2},
	{Name: "into bfcache", Policy: js(`{}`), Close: here("hiding"), Attempt: 2},
	{Name: "frozen", Policy: js(`{}`), Close: here("freezing")},
}

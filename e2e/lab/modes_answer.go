package lab

import (
	"slices"
	"strings"
)

func answerScenario() Scenario {
	with := text("with", withEcho, "one of echo, none, code:N with N from 0 to 65535, empty, reserved, rst, fin, echo-hold",
		"the answer: the same Close, none with TCP held, another code, no code, 1006, RST, FIN, or the same Close with TCP held", isAnswer)
	with.Choices = []string{withEcho, withNone, "code:4777", withEmpty, withReserved, withRST, withFIN, withEchoHold}
	return Scenario{
		Name: "answer", Title: "The client closes: how the server answers",
		Does:       "Echoes messages; answers the client's Close in the way asked for.",
		Parameters: []Parameter{with, reasonParameter(), millis("delay", 0, "waits so long before the answer")},
		Examples: []Example{
			{"/lab/answer?with=none", "a closing handshake that hangs"},
			{"/lab/answer?with=code:4777", "the page reads the server's code, not its own"},
			{"/lab/answer?with=echo&delay=3000", "an answer after 3 s"},
			{"/lab/answer?with=reserved", "an answer with 1006, which no endpoint may send"},
		},
		build: func(_ *Lab, v values) plan {
			a := answer{delay: v.wait("delay"), reason: v.text("reason"), code: 1006}
			with, digits, _ := strings.Cut(v.text("with"), ":")
			if a.with = with; with == withCode {
				a.code, _ = decimal(digits) // checked
			}
			return plan{answer: a, steps: []step{listen{}}}
		},
	}
}

func isAnswer(s string) bool {
	digits, ok := strings.CutPrefix(s, withCode+":")
	return ok && digits != "none" && isCode(digits)
}

func muteScenario() Scenario {
	return Scenario{
		Name: "mute", Title: "Open, then silence",
		Does:     "Reads and never answers anything, a Close neither; holds TCP until the client ends it.",
		Examples: []Example{{"/lab/mute", "close() hangs: Chromium gives up after 60 s"}},
		build:    func(*Lab, values) plan { return plan{end: ending{then: thenHold}} },
	}
}

func stallParameter() Parameter {
	return millis("stall", 0, "reads nothing for so long; a client that leaves meanwhile isn't seen")
}

func rateParameter() Parameter {
	return number("rate", 0, 0, 1<<30, "reads so many bytes a second; 0: all that comes")
}

func paceOf(v values) pace { return pace{stall: v.wait("stall"), rate: v.number("rate")} }

func slowScenario() Scenario {
	return Scenario{
		Name: "slow-reader", Title: "A server that reads slowly",
		Does:       "Reads nothing for stall, then at rate; apart from that it is /lab/echo.",
		Parameters: []Parameter{stallParameter(), rateParameter()},
		Examples: []Example{
			{"/lab/slow-reader?stall=5000", "bufferedAmount grows for 5 s, then everything is echoed"},
			{"/lab/slow-reader?rate=65536", "64 KiB a second"},
		},
		build: func(_ *Lab, v values) plan { return plan{pace: paceOf(v), steps: []step{listen{}}} },
	}
}

func handshakeScenario() Scenario {
	do := slices.Concat([]string{doUpgrade}, refusals, []string{
		doEOF, doReset, doStall, doBadAccept, doUnaskedProtocol, doUnaskedExtension, doNoProtocol, doCloseAtOnce,
	})
	return Scenario{
		Name: "handshake", Title: "The opening handshake fails, or ends at once",
		Does: "Answers the opening handshake in the way asked for. A client that goes on gets an echo server.",
		Parameters: []Parameter{
			choice("do", doUpgrade, do, "101, an HTTP status instead, no answer (eof, rst, stall), a wrong one, or 101 and Close in one segment"),
			millis("delay", 0, "waits so long before the answer"),
			text("retry-after", "", "a number of seconds from 0 to 86400", "the Retry-After header of an HTTP status", isSeconds),
			codeParameter("1000"), reasonParameter(), thenParameter(), plainKill(),
		},
		Examples: []Example{
			{"/lab/handshake?do=401", "the page reads 1006, whatever the status"},
			{"/lab/handshake?do=stall", "Chromium waits for 240 s"},
			{"/lab/handshake?do=no-protocol", "asked for a subprotocol: Chromium fails, Firefox opens"},
			{"/lab/handshake?do=close-at-once&code=4321&reason=early", "101 and Close in one segment"},
		},
		build: func(_ *Lab, v values) plan {
			h := handshake{do: v.text("do"), delay: v.wait("delay"), retryAfter: v.text("retry-after")}
			if h.do == doCloseAtOnce {
				h.extra = closing(v)
				return plan{handshake: h, end: endingOf(v)}
			}
			return plan{handshake: h, steps: []step{listen{}}}
		},
	}
}

func isSeconds(s string) bool {
	n, ok := decimal(s)
	return ok && n <= 86400
}

package lab

import (
	"fmt"
	"slices"
)

func echoScenario() Scenario {
	return Scenario{
		Name: "echo", Title: "A server that behaves",
		Does: "Echoes messages, answers pings, and answers the client's Close with the same Close.",
		Parameters: []Parameter{
			text("close-on", "", "any text", "a message that makes the server close", func(s string) bool { return s != "" }),
			codeParameter("1000"), reasonParameter(), thenParameter(), plainKill(),
		},
		Examples: []Example{
			{"/lab/echo", "echo until the page closes"},
			{"/lab/echo?close-on=bye&code=4000", "the message \"bye\" is echoed, then Close 4000"},
		},
		build: func(_ *Lab, v values) plan {
			if !v.has("close-on") {
				return plan{steps: []step{listen{}}}
			}
			return plan{steps: []step{listen{v.text("close-on")}, write{bytes: closing(v)}}, end: endingOf(v)}
		},
	}
}

func closeScenario() Scenario {
	return Scenario{
		Name: "close", Title: "The server closes",
		Does: "Echoes until after and delay have passed, sends one Close, and ends TCP as then says.",
		Parameters: []Parameter{
			codeParameter("none"), reasonParameter(), afterParameter(), delayParameter(), thenParameter(), pauseParameter(),
			plainKill(), stallParameter(), rateParameter(),
		},
		Examples: []Example{
			{"/lab/close?code=1012&reason=restart", "a service restart"},
			{"/lab/close?code=4001&after=3", "Close 4001 after three echoes"},
			{"/lab/close", "a Close without a status code: the page reads 1005"},
			{"/lab/close?code=1001&then=hold", "TCP is held open after both Closes"},
			{"/lab/close?code=1001&then=rst-after-echo", "RST after both Closes: the code is real, wasClean is false"},
			{"/lab/close?code=1001&then=rst", "RST right behind the Close: Chromium reads 1006"},
			{"/lab/close?code=1000&stall=60000&delay=1000", "Close by a server that doesn't read"},
		},
		build: func(_ *Lab, v values) plan {
			steps := append(when(v), write{bytes: closing(v)}, pause{v.wait("pause")})
			return plan{steps: steps, end: endingOf(v), pace: paceOf(v)}
		},
	}
}

func rawScenario() Scenario {
	hex := text("hex", "", "hexadecimal bytes; pieces apart by dots, *N repeats a piece, at most 16 MiB",
		"bytes to write; each further hex is a segment of its own", isHex)
	hex.Many = true
	return Scenario{
		Name: "raw", Title: "Any bytes at all",
		Does: "Writes the bytes as they are, reads until the client's Close, and ends TCP: Autobahn's way. " +
			"Echoes until after and delay have passed; once it writes, it neither echoes nor answers anything.",
		Parameters: []Parameter{
			hex, choice("between", "gap", []string{"gap", "message"}, "what to wait for between segments: gap, or the client's next message"),
			millis("gap", 0, "waits so long between segments"), flag("with101", "sends the first segment together with the 101"),
			number("chop", 0, 0, maxRaw, "cuts segments into pieces of so many bytes; 0: whole"),
			afterParameter(), delayParameter(), thenParameter(), pauseParameter(),
			killParameter(1000, "waits at most so long for the client, then ends TCP; 0: as long as it takes, which is the default of then=hold"),
		},
		Examples: []Example{
			{"/lab/raw?hex=880203e8&hex=8800", "Autobahn 7.1.2: two Closes"},
			{"/lab/raw?hex=810c48656c6c6f20576f726c6421&hex=880203e8&between=message", "Autobahn 7.1.1: Close after the client's echo"},
			{"/lab/raw?hex=887e007e03e8.2a*124", "Autobahn 7.3.6: a Close of 126 bytes"},
			{"/lab/raw?hex=880710e1.6561726c79&with101=1", "101 and Close 4321 in one segment"},
		},
		build: buildRaw,
	}
}

func checkRaw(v values) error {
	total := 0
	for _, s := range v.all("hex") {
		pieces, _ := parseHex(s) // checked
		total += sizeOf(pieces)
	}
	switch {
	case total > maxRaw:
		return fmt.Errorf("parameter hex: %d bytes in all; at most %d are allowed", total, maxRaw)
	case v.flag("with101") && !v.has("hex"):
		return &ParameterError{"with101", "1", "0 without hex: there is no segment to send"}
	case v.flag("with101") && v.number("after")+v.number("delay") > 0:
		return &ParameterError{"with101", "1", "0 with after or delay: the first segment can't wait"}
	}
	return nil
}

func buildRaw(_ *Lab, v values) plan {
	var segments [][]byte
	for _, s := range v.all("hex") {
		pieces, _ := parseHex(s) // checked
		segments = append(segments, expand(pieces))
	}
	var between step = pause{v.wait("gap")}
	if v.text("between") == "message" {
		between = await{1}
	}
	p := plan{end: endingOf(v)}
	if p.end.then == thenHold && !v.has("kill") {
		p.end.kill = 0
	}
	if v.flag("with101") && len(segments) > 0 {
		p.handshake.extra = segments[0]
		p.steps = []step{between}
		segments = segments[1:]
	} else {
		p.steps = when(v)
	}
	p.steps = slices.Concat(p.steps, writes(segments, between, v.number("chop")), []step{pause{v.wait("pause")}})
	return p
}

// The beginnings of what never becomes whole.
var (
	halfFrame   = []byte("\x81\x0aHello") // text, 10 bytes announced
	halfMessage = []byte("\x01\x05Hello") // text without FIN
)

func tcpScenario() Scenario {
	return Scenario{
		Name: "tcp", Title: "TCP ends without a Close",
		Does: "Echoes until after and delay have passed, then ends TCP, or falls silent and holds it.",
		Parameters: []Parameter{
			choice("end", thenFIN, []string{thenFIN, thenRST, thenHold}, "how TCP ends"),
			choice("mid", "nothing", []string{"nothing", "frame", "message"}, "ends inside a frame, or between the frames of a message"),
			afterParameter(), delayParameter(),
		},
		Examples: []Example{
			{"/lab/tcp?end=fin", "FIN, no Close: 1006"},
			{"/lab/tcp?end=rst&after=1", "RST after one echo: 1006"},
			{"/lab/tcp?end=fin&mid=frame", "FIN inside a frame"},
		},
		build: func(_ *Lab, v values) plan {
			p := plan{steps: when(v), end: ending{then: v.text("end")}}
			switch v.text("mid") {
			case "frame":
				p.steps = append(p.steps, write{bytes: halfFrame})
			case "message":
				p.steps = append(p.steps, write{bytes: halfMessage})
			}
			return p
		},
	}
}

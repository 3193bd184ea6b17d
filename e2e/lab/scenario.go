package lab

import (
	"slices"
	"strconv"
	"strings"
)

// Scenario is one mode of the lab: a row of the table that the server, /lab/, the playground and the documents share.
type Scenario struct {
	Name       string      `json:"name"`
	Path       string      `json:"path"`
	Title      string      `json:"title"`
	Does       string      `json:"does"`
	Parameters []Parameter `json:"parameters"`
	Examples   []Example   `json:"examples"`
	build      func(l *Lab, v values) plan
}

// Example is a URL, without scheme and host, and what it shows.
type Example struct {
	URL   string `json:"url"`
	Shows string `json:"shows"`
}

// Scenarios returns every mode that a WebSocket can be opened on, in the order in which to read them.
func Scenarios() []Scenario {
	list := []Scenario{
		echoScenario(), closeScenario(), rawScenario(), tcpScenario(), answerScenario(), handshakeScenario(),
		flapScenario(), muteScenario(), slowScenario(), burstScenario(),
	}
	for i := range list {
		list[i].Path = "/lab/" + list[i].Name
		list[i].Parameters = append(list[i].Parameters, idParameter(), protocolParameter())
	}
	return list
}

func scenarioAt(path string) (Scenario, bool) {
	list := Scenarios()
	at := slices.IndexFunc(list, func(s Scenario) bool { return s.Path == path })
	if at < 0 {
		return Scenario{}, false
	}
	return list[at], true
}

const maxID = 200

func idParameter() Parameter {
	return text("id", "", "1 to "+strconv.Itoa(maxID)+" bytes",
		"names the connection in the journal; without it, its number does", isID)
}

func isID(s string) bool { return len(s) >= 1 && len(s) <= maxID }

func protocolParameter() Parameter {
	return text("protocol", protocolFirst, "first, none, or a subprotocol's name",
		"the subprotocol answered: the first that was asked for, none, or this name, asked for or not", isToken)
}

// isToken is RFC 9110, section 5.6.2.
func isToken(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		return !letter && !strings.ContainsRune("!#$%&'*+-.^_`|~", r)
	})
}

func codeParameter(fallback string) Parameter {
	return text("code", fallback, "a number from 0 to 65535, or none",
		"the Close's status code, whatever it is; none: a Close without one", isCode)
}

func isCode(s string) bool {
	n, ok := decimal(s)
	return s == "none" || ok && n <= 65535
}

func reasonParameter() Parameter {
	return text("reason", "", "any bytes, percent-encoded; not with code none",
		"the Close's reason; more than 123 bytes and invalid UTF-8 are sent as they are", func(string) bool { return true })
}

func afterParameter() Parameter {
	return number("after", 0, 0, 1_000_000, "waits for so many messages, echoing them")
}

func delayParameter() Parameter {
	return millis("delay", 0, "then waits so long, still echoing")
}

func pauseParameter() Parameter {
	return millis("pause", 0, "waits so long between the last byte and the end of TCP. Without it, then=rst may overtake the Close "+
		"in a browser, which then reads 1006")
}

func thenParameter() Parameter {
	return choice("then", thenEchoWait, []string{thenEchoWait, thenFIN, thenRST, thenEchoRST, thenHold},
		"how TCP ends: FIN or RST after the client's Close, FIN or RST at once, or held open until the client ends it")
}

func killParameter(fallback int, does string) Parameter { return millis("kill", fallback, does) }

func plainKill() Parameter {
	return killParameter(0, "waits at most so long for the client, then ends TCP; 0: as long as it takes")
}

// closing is the Close frame of code and reason.
func closing(v values) []byte { return closeFrame(code(v), v.text("reason")) }

// code is -1 for none.
func code(v values) int {
	if v.text("code") == "none" {
		return -1
	}
	return v.number("code")
}

func endingOf(v values) ending { return ending{then: v.text("then"), kill: v.wait("kill")} }

// when is the wait of after and delay.
func when(v values) []step { return []step{await{v.number("after")}, pause{v.wait("delay")}} }

// weightOf is how many bytes the plan of a query keeps: the segments, or one message of a burst.
func weightOf(v values) int64 {
	weight := 0
	for _, p := range v.parameters {
		switch p.Name {
		case "hex":
			for _, s := range v.all("hex") {
				pieces, _ := parseHex(s) // checked
				weight += sizeOf(pieces)
			}
		case "size":
			weight += v.number("size")
		}
	}
	return int64(max(0, weight-littleBytes))
}

// checkTogether is what no parameter can check alone.
func checkTogether(v values) error {
	declares := func(name string) bool { return slices.Contains(names(v.parameters), name) }
	if declares("code") && declares("reason") && v.text("code") == "none" && v.text("reason") != "" {
		return &ParameterError{"reason", v.text("reason"), "absent where code is none: a Close has no reason without a code"}
	}
	if declares("size") && v.number("size") > maxBurst/max(1, v.number("n")) {
		return &ParameterError{"n", v.text("n"), "such that n times size is at most " + strconv.Itoa(maxBurst) + " bytes"}
	}
	if declares("hex") {
		return checkRaw(v)
	}
	return nil
}

package closing_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/lab"
)

// The cases of the Autobahn testsuite that end a connection, as the lab has them, are vectors under Autobahn's own numbers.

const (
	world    = "message@1 Hello, world!"
	capital  = "message@1 Hello World!" // section 7 spells it so
	longest  = 123                      // bytes of a reason
	breakage = "abnormal browser failed"
)

// seen is what page and server make of a case, and what wsclose says of it: see harness.Report.Line.
type seen struct {
	page           []string
	report, server string
	script, proves string
}

// echoed: Chromium takes any code for a clean close and echoes it.
func echoed(code int, report string) seen {
	return seen{page: []string{"open@1", fmt.Sprintf(`close@3 %d "" clean`, code)}, report: report, server: fmt.Sprint(code)}
}

// breach: Chromium fails the connection (RFC 6455, section 7.1.7) and tells the server why, after these messages.
func breach(why string, messages ...string) seen {
	server := "1002"
	if why != "" {
		server = fmt.Sprintf("1002 %q", why)
	}
	return seen{page: append(append([]string{"open@1"}, messages...), "error@3", failed), report: breakage, server: server}
}

// late: a frame after the server's Close. The Close has been answered by then, and the page sees a failure all the same.
func late() seen { s := breach(""); s.server = "1000"; return s }

func (s seen) proving(clauses string) seen { s.proves = clauses; return s }

const (
	general      = "WebSocket Protocol Error"
	reservedBit  = "Invalid reserved bit"
	opcode       = "Unknown opcode"
	continuation = "Unexpected continuation"
	unfinished   = "Previous data frame unfinished"
	badText      = "Invalid UTF-8 in text frame"
)

// autobahn has an entry for each of lab.Cases(), by name.
var autobahn = map[string]seen{
	"2.5": breach(general).proving("5.5/short"),
	"3.1": breach(reservedBit), "3.2": breach(reservedBit, world), "3.3": breach(reservedBit, world), "3.4": breach(reservedBit, world),
	"3.5": breach(reservedBit), "3.6": breach(reservedBit), "3.7": breach(reservedBit),
	"4.1.1": breach(opcode).proving("7.1.7/fail 7.1.7/tell-peer 10.7/code"), "4.1.2": breach(opcode), "4.1.3": breach(opcode, world),
	"4.1.4": breach(opcode, world), "4.1.5": breach(opcode, world),
	"4.2.1": breach(opcode), "4.2.2": breach(opcode), "4.2.3": breach(opcode, world), "4.2.4": breach(opcode, world), "4.2.5": breach(opcode, world),
	"5.1": breach(general).proving("5.5/short"), "5.2": breach(general),
	"5.9": breach(continuation).proving("7.1.7/no-more-data"), "5.10": breach(continuation), "5.11": breach(continuation), "5.12": breach(continuation),
	"5.13": breach(continuation), "5.14": breach(continuation), "5.15": breach(continuation, "message@1 fragment1fragment2"),
	"5.16": breach(continuation), "5.17": breach(continuation), "5.18": breach(unfinished),
	"6.3.1": breach(badText).proving("8.1/utf-8"), "6.3.2": breach(badText), "6.4.1": breach(badText), "6.4.2": breach(badText),
	"6.4.3": breach(badText), "6.4.4": breach(badText),

	"7.1.1": {page: []string{"open@1", capital, `close@3 1000 "" clean`}, report: "normal peer close-frame expected", server: "1000",
		script: `await r.on('message'); s.send('Hello World!')`, proves: "7.3/server"},
	"7.1.2": late().proving("7.1.5/first"), "7.1.3": late(), "7.1.4": late().proving("7.1.7/no-more-data"), "7.1.5": late(),
	"7.1.6": {page: []string{"open@1", "message@1 [text 262144]", capital, `close@3 1000 "" clean`}, report: "normal peer close-frame expected", server: "1000",
		proves: "5.5.1/promptly"},
	"7.3.1": {page: []string{"open@1", `close@3 1005 "" clean`}, report: "normal peer no-status", server: "empty", proves: "5.5.1/body 7.1.5/1005"},
	"7.3.2": breach("").proving("5.5.1/code-first"),
	"7.3.3": echoed(1000, "normal peer close-frame expected").proving("5.5.1/answer 7.1.4/clean"),
	"7.3.4": {page: []string{"open@1", `close@3 1000 "Hello World!" clean`}, report: "normal peer close-frame expected", server: `1000 "Hello World!"`,
		proves: "5.5.1/reason 7.1.6/reason"},
	"7.3.5": {page: []string{"open@1", `close@3 1000 "` + strings.Repeat("*", longest) + `" clean`}, report: "normal peer close-frame expected",
		server: `1000 "` + strings.Repeat("*", longest) + `"`},
	"7.3.6": breach(general).proving("5.5/short"),
	"7.5.1": breach("Invalid UTF-8 in Close frame").proving("5.5.1/reason 8.1/utf-8"),

	"7.7.1":  echoed(1000, "normal peer close-frame expected").proving("7.4.1/defined"),
	"7.7.2":  echoed(1001, "going-away peer close-frame expected").proving("7.4.1/defined"),
	"7.7.3":  echoed(1002, "protocol peer close-frame").proving("7.4.1/defined"),
	"7.7.4":  echoed(1003, "data peer close-frame").proving("7.4.1/defined"),
	"7.7.5":  echoed(1007, "data peer close-frame").proving("7.4.1/defined"),
	"7.7.6":  echoed(1008, "policy peer close-frame").proving("7.4.1/defined"),
	"7.7.7":  echoed(1009, "data peer close-frame").proving("7.4.1/defined"),
	"7.7.8":  echoed(1010, "protocol peer close-frame").proving("7.4.1/1010"),
	"7.7.9":  echoed(1011, "server peer close-frame").proving("7.4.1/1011"),
	"7.7.10": echoed(3000, "auth peer close-frame").proving("7.4.2/3000-3999"),
	"7.7.11": echoed(3999, "library peer close-frame").proving("7.4.2/3000-3999"),
	"7.7.12": echoed(4000, "application peer close-frame").proving("7.4.2/4000-4999"),
	"7.7.13": echoed(4999, "application peer close-frame").proving("7.4.2/4000-4999"),

	"7.9.1": echoed(0, "unknown peer close-frame invalid").proving("7.4.2/0-999"),
	"7.9.2": echoed(999, "unknown peer close-frame invalid").proving("7.4.2/0-999"),
	"7.9.3": echoed(1004, "unknown peer close-frame invalid").proving("7.4.1/1004"),
	"7.9.4": breach("").proving("7.4.1/never-sent"), "7.9.5": breach("").proving("7.4.1/never-sent"),
	"7.9.6":  echoed(1016, "unknown peer close-frame invalid").proving("7.4.2/1000-2999"),
	"7.9.7":  echoed(1100, "unknown peer close-frame invalid").proving("7.4.2/1000-2999"),
	"7.9.8":  echoed(2000, "unknown peer close-frame invalid").proving("7.4.2/1000-2999"),
	"7.9.9":  echoed(2999, "unknown peer close-frame invalid").proving("7.4.2/1000-2999"),
	"7.13.1": echoed(5000, "unknown peer close-frame invalid").proving("7.4.2/beyond"),
	"7.13.2": echoed(65535, "unknown peer close-frame invalid").proving("7.4.2/beyond"),

	// What Autobahn lacks.
	"iana.1012": withReason(1012, "going-away peer close-frame expected"), "iana.1013": withReason(1013, "overload peer close-frame"),
	"iana.1014": withReason(1014, "server peer close-frame"), "iana.1015": breach("").proving("7.4.1/never-sent"),
	"masked-close":     breach("Masked frame from server").proving("5.5.1/masked"),
	"fragmented-close": breach(general).proving("5.5/short"), "long-length": breach(general), "garbage": breach(general),
	"bom-reason":  {page: []string{"open@1", `close@3 1000 "\ufeffhi" clean`}, report: "normal peer close-frame expected", server: `1000 "\ufeffhi"`, proves: "5.5.1/reason"},
	"nul-reason":  {page: []string{"open@1", `close@3 1000 "a\x00b" clean`}, report: "normal peer close-frame expected", server: `1000 "a\x00b"`, proves: "5.5.1/reason"},
	"early-close": {page: []string{"open@1", `close@3 4321 "early" clean`}, report: "application peer close-frame", server: `4321 "early"`},
}

func withReason(code int, report string) seen {
	return seen{page: []string{"open@1", fmt.Sprintf(`close@3 %d "r" clean`, code)}, report: report, server: fmt.Sprintf(`%d "r"`, code),
		proves: "7.4.2/1000-2999"}
}

func autobahnVectors() []vector {
	var list []vector
	for _, c := range lab.Cases() {
		s := autobahn[c.Name]
		path := strings.ReplaceAll(c.URL, "gap=1000", "gap=100") // 6.4: invalid is seen at once, whatever the gap
		list = append(list, vector{name: c.Name + " " + c.Title, path: path, script: s.script, page: s.page, report: s.report, server: s.server, proves: s.proves})
	}
	return list
}

func TestEveryCaseOfAutobahnsIsAVector(t *testing.T) {
	section7 := 0
	names := map[string]bool{}
	for _, c := range lab.Cases() {
		names[c.Name] = true
		require.Contains(t, autobahn, c.Name)
		if strings.HasPrefix(c.Name, "7.") {
			section7++
		}
	}
	assert.Equal(t, 37, section7)
	for name := range autobahn {
		assert.True(t, names[name], "%s is no case of the lab's", name)
	}
}

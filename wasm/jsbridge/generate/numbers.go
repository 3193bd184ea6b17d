//go:build go1.23 && !js

package main

import (
	"fmt"
	"strings"

	"github.com/wsclose/wsclose/wasm/jsbridge"
	"github.com/wsclose/wsclose/wasm/reconnect"
	"github.com/wsclose/wsclose/wasm/session"
)

// numbers are the constants that both sides name: the bundler puts each in its
// places.
func numbers() string {
	parts := []string{
		named("wasm/session, Phase, by number.", "PHASES", "PHASE_", session.Phases()),
		named("wasm/session, State.", "", "", jsbridge.States()),
		named("wasm/session, Timer.", "", "TIMER_", session.Timers()),
		named("wasm/reconnect, Action, by number.", "ACTIONS", "", reconnect.Actions()),
		named("wasm/reconnect, Jitter, by number.", "JITTERS", "JITTER_", reconnect.Jitters()),
		named("wasm/reconnect, VerdictKind.", "", "VERDICT_", reconnect.Verdicts()),
		constants("wasm/session, flushing: how long what is buffered may take to leave.",
			"FLUSH_RATE", int64(session.FlushRate), "FLUSH_UNSEEN", session.FlushUnseen, "FLUSH_NEGLIGIBLE", session.FlushNegligible),
		constants("wasm/reconnect, LongestWait: a floor and a width are bounded by it, each, in milliseconds.",
			"LONGEST_WAIT", int64(reconnect.LongestWait)),
		constants("wasm/reconnect, Never: the moment of what has not happened.", "NEVER", int64(reconnect.Never)),
		constants("wasm/jsbridge: what a call answers after a defect.", "FAULT", int64(jsbridge.Fault)),
		constants("wasm/jsbridge: the slots that the wire has at least.", "MIN_SLOTS", int64(jsbridge.MinSlots)),
	}
	return strings.Join(parts, "\n")
}

// named is a list by number, if it has a name, and each number by name.
func named(doc, list, prefix string, values []string) string {
	text := "/** " + doc + " */\n"
	if list != "" {
		text += "export const " + list + " = [\"" + strings.Join(values, "\", \"") + "\"] as const;\n"
	}
	for i, value := range values {
		text += fmt.Sprintf("export const %s%s = %d;\n", prefix, strings.ToUpper(value), i)
	}
	return text
}

func constants(doc string, pairs ...any) string {
	text := "/** " + doc + " */\n"
	for i := 0; i < len(pairs); i += 2 {
		text += fmt.Sprintf("export const %s = %d;\n", pairs[i], pairs[i+1])
	}
	return text
}

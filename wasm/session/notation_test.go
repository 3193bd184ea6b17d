//go:build go1.23

package session_test

import (
	"fmt"
	"strings"

	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
	"github.com/wsclose/wsclose/wasm/session"
)

// The notation of the golden files: times in milliseconds, `@` a moment, `+` how long from now.

var (
	causes = closecode.Causes()
	bys    = closecode.Bys()
)

func moment(at session.Millis) string {
	switch at {
	case reconnect.Forever:
		return "@forever"
	case reconnect.Never:
		return "@never"
	default:
		return fmt.Sprintf("@%d", at)
	}
}

func decisionText(d reconnect.Decision) string {
	if d.Action == reconnect.Stop {
		return "stop by " + d.Rule
	}
	text := fmt.Sprintf("retry #%d by %s", d.Attempt, d.Rule)
	if d.ServerFloor {
		text += fmt.Sprintf(", server's floor %d", d.Floor)
	}
	return text
}

func planText(p session.Plan) string {
	return fmt.Sprintf("%s %s", moment(p.At), decisionText(p.Decision))
}

func settlementText(s session.Settlement) string {
	marks := ""
	if s.Synthetic {
		marks += " synthetic"
	}
	if s.Error {
		marks += " error"
	}
	if s.Reading.Expected {
		marks += " expected"
	}
	if s.Reading.Invalid {
		marks += " invalid"
	}
	text := fmt.Sprintf("conn %d, attempt %d, %s by %s%s; %s",
		s.Conn, s.Attempt, causes[s.Reading.Cause], bys[s.Reading.By], marks, decisionText(s.Decision))
	if s.Decision.Action == reconnect.Retry {
		text += " " + moment(s.Plan.At)
	}
	return text
}

func errored(yes bool) string {
	if yes {
		return ", errored"
	}
	return ""
}

func stateText(state session.State) string {
	switch s := state.(type) {
	case session.Idle:
		return "Idle"
	case session.Dialling:
		return fmt.Sprintf("Dialling(conn %d)", s.Conn)
	case session.Connecting:
		return fmt.Sprintf("Connecting(conn %d%s)", s.Conn, errored(s.Errored))
	case session.Open:
		text := fmt.Sprintf("Open(conn %d, since %s%s", s.Conn, moment(s.Since), errored(s.Errored))
		if s.Excused != reconnect.Never {
			text += ", silence of " + moment(s.Excused) + " excused"
		}
		if s.Probed != reconnect.Never {
			text += fmt.Sprintf(", probed %s, patience until %s", moment(s.Probed), moment(s.Patience))
		}
		return text + ")"
	case session.Closing:
		opened := "never opened"
		if s.Opened {
			opened = "opened"
		}
		if s.Late {
			opened += ", after the peer"
		}
		return fmt.Sprintf("Closing(conn %d, %s, since %s, %d bytes%s)", s.Conn, opened, moment(s.Since), s.Buffered, errored(s.Errored))
	case session.Deciding:
		return "Deciding(" + settlementText(s.Settlement) + ")"
	case session.Telling:
		return "Telling(" + settlementText(s.Settlement) + ")"
	case session.Waiting:
		return fmt.Sprintf("Waiting(conn %d, %s)", s.Conn, planText(s.Plan))
	case session.Paused:
		return fmt.Sprintf("Paused(conn %d, %s)", s.Conn, planText(s.Plan))
	case session.Ended:
		return fmt.Sprintf("Ended(conn %d)", s.Conn)
	default:
		panic(fmt.Sprintf("no notation for %T", state))
	}
}

func codeText(code closecode.Code, reason string) string {
	text := "empty"
	if code != closecode.NoStatusRcvd {
		text = fmt.Sprint(code)
	}
	if reason != "" {
		text += fmt.Sprintf(" %q", reason)
	}
	return text
}

func effectText(effect session.Effect) string {
	switch e := effect.(type) {
	case session.Dial:
		return fmt.Sprintf("dial %d (attempt %d)", e.Conn, e.Attempt)
	case session.CloseNative:
		return fmt.Sprintf("close %d with %s", e.Conn, codeText(e.Code, e.Reason))
	case session.Abandon:
		return fmt.Sprintf("abandon %d with %s", e.Conn, codeText(e.Code, e.Reason))
	case session.Arm:
		return fmt.Sprintf("arm %s %s", e.Timer, moment(e.At))
	case session.Disarm:
		return fmt.Sprintf("disarm %s", e.Timer)
	case session.Beat:
		return fmt.Sprintf("beat on %d", e.Conn)
	case session.Consult:
		return fmt.Sprintf("consult on %d", e.Conn)
	case session.Tell:
		return fmt.Sprintf("tell of %d", e.Conn)
	case session.EmitPhase:
		return fmt.Sprintf("phase %s>%s", e.From, e.To)
	case session.EmitRetry:
		return "emit retry"
	case session.EmitEnd:
		return fmt.Sprintf("emit end (conn %d, %s)", e.Conn, e.Rule)
	default:
		panic(fmt.Sprintf("no notation for %T", effect))
	}
}

func effectsText(effects []session.Effect) string {
	texts := make([]string, 0, len(effects))
	for _, effect := range effects {
		texts = append(texts, effectText(effect))
	}
	return strings.Join(texts, ", ")
}

var verdicts = [...]string{"nothing", "stop", "retry", "width", "exactly", "floor"}

func persistedText(persisted bool) string {
	if persisted {
		return " persisted"
	}
	return ""
}

// factText is the fact as the page or the browser would say it.
func factText(fact session.Fact) string {
	name := strings.TrimPrefix(fmt.Sprintf("%T", fact), "session.")
	switch f := fact.(type) {
	case session.DialFailed:
		if f.Final {
			return name + " for good"
		}
		if f.Verdict.Kind != reconnect.NoVerdict {
			return fmt.Sprintf("%s: %s %d", name, verdicts[f.Verdict.Kind], f.Verdict.Delay)
		}
	case session.Switched:
		if f.On {
			return name + " on"
		}
		return name + " off"
	case session.Closed:
		text := name + " " + fmt.Sprint(f.Code)
		if f.WasClean {
			text += " clean"
		}
		if f.Reason != "" {
			text += fmt.Sprintf(" %q", f.Reason)
		}
		return text
	case session.Decided:
		text := name + " " + verdicts[f.Verdict.Kind]
		if f.Verdict.Kind > reconnect.VerdictRetry {
			text += fmt.Sprintf(" %d", f.Verdict.Delay)
		}
		return text
	case session.CloseAsked:
		return name + " " + codeText(f.Code, f.Reason)
	case session.ReconnectAsked:
		return name + " " + codeText(f.Code, f.Reason)
	case session.FailAsked:
		return name + " " + codeText(f.Code, f.Reason)
	case session.TimerFired:
		if f.Timer > session.BeatTimer {
			return fmt.Sprintf("%s %d", name, uint8(f.Timer))
		}
		return name + " " + f.Timer.String()
	case session.PageHidden:
		return name + persistedText(f.Persisted)
	case session.PageShown:
		return name + persistedText(f.Persisted)
	}
	return name
}

func aroundText(s session.Surroundings) string {
	var texts []string
	for _, at := range []struct {
		set  bool
		text string
	}{{s.Offline, "offline"}, {s.Hidden, "hidden"}, {s.Frozen, "frozen"}, {s.Away, "away"}} {
		if at.set {
			texts = append(texts, at.text)
		}
	}
	if texts == nil {
		return "here"
	}
	return strings.Join(texts, "+")
}

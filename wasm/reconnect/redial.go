//go:build go1.23

package reconnect

// redialSpacing is how soon after an end a reconnect() still belongs to it: a page that asks in its listeners, or from a zero timer,
// does so at the pace of the network.
const redialSpacing = second

// Redial is what follows when the page asks for a connection while it has none: a dial at once. Only where it asks again and again,
// redials times since the last stable connection, and each time no later than a second after the end, is it paced as a failed attempt
// is: reconnect() in every `close` listener would otherwise storm the server.
func Redial(p Policy, t Tally, redials int, sinceEnd Millis) Decision {
	d := Decision{Action: Retry, Rule: RulePage, Attempt: t.Attempt, Exact: true}
	if redials > 1 && sinceEnd < redialSpacing {
		d.Exact, d.Attempt = false, count(t.Attempt)
		d.Floor, d.Width, d.MinWidth = between(0, p.Min, LongestWait), Width(p, Blank, redials-1), leastWidth(firstOf(p, Blank))
	}
	return d
}

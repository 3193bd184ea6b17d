//go:build go1.23

package reconnect

import "github.com/wsclose/wsclose/wasm/closecode"

// Row is one line of the default table, or the part of it that is one run of codes.
type Row struct {
	From, To closecode.Code
	// Group is the first code of the line that the row belongs to: MaxAttempts counts by line.
	Group            closecode.Code
	Action           Action
	Min              Millis // a floor; Blank, or one below it, is the policy's
	First            Millis // the width of the first draw; Blank: the policy's
	InteractiveFirst Millis // the same under an interactive policy
	MaxAttempts      int    // closes in a row that the line answers with a retry, or Unlimited
	Why              string
}

// Table returns what a policy does by default about a code: rows in the order of their codes, without gap or overlap, from 0 to 65535.
// Data, but for one thing: a 1000 is retried if `error` came first or the page was Disturbed.
func Table() []Row { return append([]Row(nil), rows[:]...) }

// RowOf returns the row of the default table that has c.
func RowOf(c closecode.Code) Row {
	i := 0
	for rows[i].To < c {
		i++
	}
	return rows[i]
}

const (
	sameData   = "the same data would be refused again"
	forThePage = "policy or authorisation: needs the page"
	private    = "a private agreement: see rules"
	broken     = "the peer breaks RFC 6455, section 7.4"
	brokenTry  = 3
)

var rows = [...]Row{
	limited(0, 999, 0, brokenTry, broken),
	stop(1000, 1000, "the purpose is fulfilled; but browsers on phones say so for less"),
	retry(1001, 1001, 250, Blank, Blank, "the server goes away; never at once: Firefox says 1001 to a page that is itself leaving"),
	limited(1002, 1002, 1002, 1, "a broken proxy may heal, a broken server won't"),
	stop(1003, 1003, sameData),
	limited(1004, 1004, 0, brokenTry, broken),
	retry(1005, 1005, Blank, Blank, Blank, "no statement was made"),
	retry(1006, 1006, Blank, Blank, Blank, "RFC 6455, section 7.2.3"),
	stop(1007, 1007, sameData),
	stop(1008, 1008, forThePage),
	stop(1009, 1010, sameData),
	retry(1011, 1011, 5*second, Blank, Blank, "a server's error may pass"),
	retry(1012, 1012, 5*second, 25*second, 5*second, "its registration: a random 5 to 30 s; development servers send it on every reload"),
	retry(1013, 1013, 30*second, 30*second, 30*second, "its registration: overload"),
	retry(1014, 1014, Blank, Blank, Blank, "what a gateway can't reach may come back"),
	stop(1015, 1015, "can't be from a conforming peer"),
	limited(1016, 2999, 0, brokenTry, broken),
	stop(3000, 3000, forThePage),
	retry(3001, 3002, Blank, Blank, Blank, private),
	stop(3003, 3003, forThePage),
	retry(3004, 3007, Blank, Blank, Blank, private),
	retry(3008, 3008, Blank, Blank, Blank, "what took too long may be faster next time"),
	retry(3009, 4999, Blank, Blank, Blank, private),
	limited(5000, 65535, 0, brokenTry, broken),
}

func stop(from, to closecode.Code, why string) Row {
	r := retry(from, to, Blank, Blank, Blank, why)
	r.Action = Stop
	return r
}

func retry(from, to closecode.Code, floor, first, interactive Millis, why string) Row {
	return Row{
		From: from, To: to, Group: from, Action: Retry,
		Min: floor, First: first, InteractiveFirst: interactive, MaxAttempts: Unlimited, Why: why,
	}
}

func limited(from, to, group closecode.Code, attempts int, why string) Row {
	r := retry(from, to, Blank, Blank, Blank, why)
	r.Group, r.MaxAttempts = group, attempts
	return r
}

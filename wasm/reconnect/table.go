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
func Table() []Row {
	list := append([]Row(nil), rows[:]...)
	for i := range list {
		list[i].Why = why(list[i].Group)
	}
	return list
}

// RowOf returns the row of the default table that has c.
func RowOf(c closecode.Code) Row {
	row := *rowOf(c)
	row.Why = why(row.Group)
	return row
}

func rowOf(c closecode.Code) *Row {
	i := 0
	for rows[i].To < c {
		i++
	}
	return &rows[i]
}

// rows are the numbers of the table; Why stays empty, since the WebAssembly has no use for it. They are constants: what a function
// returns would be computed at the start of every page.
var rows = [...]Row{
	{0, 999, 0, Retry, Blank, Blank, Blank, 3, ""},
	{1000, 1000, 1000, Stop, Blank, Blank, Blank, Unlimited, ""},
	{1001, 1001, 1001, Retry, 250, Blank, Blank, Unlimited, ""},
	{1002, 1002, 1002, Retry, Blank, Blank, Blank, 1, ""},
	{1003, 1003, 1003, Stop, Blank, Blank, Blank, Unlimited, ""},
	{1004, 1004, 0, Retry, Blank, Blank, Blank, 3, ""},
	{1005, 1005, 1005, Retry, Blank, Blank, Blank, Unlimited, ""},
	{1006, 1006, 1006, Retry, Blank, Blank, Blank, Unlimited, ""},
	{1007, 1007, 1007, Stop, Blank, Blank, Blank, Unlimited, ""},
	{1008, 1008, 1008, Stop, Blank, Blank, Blank, Unlimited, ""},
	{1009, 1010, 1009, Stop, Blank, Blank, Blank, Unlimited, ""},
	{1011, 1011, 1011, Retry, 5 * second, Blank, Blank, Unlimited, ""},
	{1012, 1012, 1012, Retry, 5 * second, 25 * second, 5 * second, Unlimited, ""},
	{1013, 1013, 1013, Retry, 30 * second, 30 * second, 30 * second, Unlimited, ""},
	{1014, 1014, 1014, Retry, Blank, Blank, Blank, Unlimited, ""},
	{1015, 1015, 1015, Stop, Blank, Blank, Blank, Unlimited, ""},
	{1016, 2999, 0, Retry, Blank, Blank, Blank, 3, ""},
	{3000, 3000, 3000, Stop, Blank, Blank, Blank, Unlimited, ""},
	{3001, 3002, 3001, Retry, Blank, Blank, Blank, Unlimited, ""},
	{3003, 3003, 3003, Stop, Blank, Blank, Blank, Unlimited, ""},
	{3004, 3007, 3004, Retry, Blank, Blank, Blank, Unlimited, ""},
	{3008, 3008, 3008, Retry, Blank, Blank, Blank, Unlimited, ""},
	{3009, 4999, 3009, Retry, Blank, Blank, Blank, Unlimited, ""},
	{5000, 65535, 0, Retry, Blank, Blank, Blank, 3, ""},
}

// why gives the reason for the rows of a group.
func why(group closecode.Code) string {
	switch group {
	case 0:
		return "the peer breaks RFC 6455, section 7.4"
	case 1000:
		return "the purpose is fulfilled; but browsers on phones say so for less"
	case 1001:
		return "the server goes away; never at once: Firefox says 1001 to a page that is itself leaving"
	case 1002:
		return "a broken proxy may heal, a broken server won't"
	case 1003, 1007, 1009:
		return "the same data would be refused again"
	case 1005:
		return "no statement was made"
	case 1006:
		return "RFC 6455, section 7.2.3"
	case 1008, 3000, 3003:
		return "policy or authorisation: needs the page"
	case 1011:
		return "a server's error may pass"
	case 1012:
		return "its registration: a random 5 to 30 s; development servers send it on every reload"
	case 1013:
		return "its registration: overload"
	case 1014:
		return "what a gateway can't reach may come back"
	case 1015:
		return "can't be from a conforming peer"
	case 3008:
		return "what took too long may be faster next time"
	default:
		return "a private agreement: see rules"
	}
}

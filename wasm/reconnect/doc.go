//go:build go1.23

// Package reconnect decides, after one connection's end, whether to connect again, by which rule, and after how long (Decide); what
// the page's last word makes of that (Override, Decision.Cancelled, Redial); and what becomes of a wait when the page comes back online
// or into view (Decision.WhenOnline, Decision.WhenVisible). It also counts: attempts, closes in a row, time (Tally).
//
// It refuses to decide what a code means (closecode), when a connection has ended and when it is stable (session), what time it is and
// which random number is next: both arrive as arguments. The same arguments give the same decision.
//
// The standards are RFC 6455, section 7.2.3, for the delays, and for 1012 and 1013 their registrations with IANA: after 1012 a client
// comes back within a random 5 to 30 s, after 1013 much later or when its user asks. All else is this package's own: see Table for why.
//
// A delay is floor + U * width, for U uniform in [0, 1). The floor is what the code or the server ask for; the width is what keeps a
// crowd apart, and never below min(first, 1 s): those who were told the same floor must not come back as one. In milliseconds:
//
//	policy       code  attempt  floor  width   mean    max
//	rfc6455      1006        1      0   5000   2500   5000
//	rfc6455      1006        2      0  10000   5000  10000
//	rfc6455      1006        3      0  20000  10000  20000
//	rfc6455      1006        4      0  30000  15000  30000
//	rfc6455      1006        5      0  30000  15000  30000
//	rfc6455      1012        1   5000  25000  17500  30000
//	rfc6455      1012        2   5000  30000  20000  35000
//	rfc6455      1013        1  30000  30000  45000  60000
//	rfc6455      1013        2  30000  30000  45000  60000
//	interactive  1006        1      0   1000    500   1000
//	interactive  1006        2      0   2000   1000   2000
//	interactive  1006        3      0   4000   2000   4000
//	interactive  1006        4      0   8000   4000   8000
//	interactive  1006        5      0  15000   7500  15000
//	interactive  1012        1   5000   5000   7500  10000
//	interactive  1012        2   5000  10000  10000  15000
//	interactive  1013        1  30000  15000  37500  45000
//	interactive  1013        2  30000  15000  37500  45000
package reconnect

// Package books decides whether what a page says became of its messages agrees with what a server has heard. Every message given to
// send() is in the end exactly one of handed over, queued, expired, dropped and uncertain; what was handed over arrives at most once and
// in order.
package books

import (
	"fmt"
	"slices"
)

// Books are what became of a session's messages, as wsclose told the page: numbers from 1.
type Books struct {
	Sent, Refused                       int
	Queued, Expired, Dropped, Uncertain []int
	Handed, Resent, Closes              int
	Causes                              map[string]int
}

// fates is what became of each message that was not handed over, and what contradicts itself in that.
func (b Books) fates() (fate map[int]string, faults []string) {
	fate = map[int]string{}
	for _, list := range []struct {
		what    string
		numbers []int
	}{{"queued", b.Queued}, {"expired", b.Expired}, {"dropped", b.Dropped}, {"uncertain", b.Uncertain}} {
		for _, n := range list.numbers {
			if n < 1 || n > b.Sent {
				faults = append(faults, fmt.Sprintf("message %d was never sent, and is %s", n, list.what))
			}
			if was, twice := fate[n]; twice {
				faults = append(faults, fmt.Sprintf("message %d is %s and %s", n, was, list.what))
			}
			fate[n] = list.what
		}
	}
	return fate, faults
}

// Faults is what is wrong with these books, if a server has heard these messages: on each connection of the session, one after the
// other, in the order in which they came there.
func (b Books) Faults(heard [][]int) []string {
	fate, faults := b.fates()
	if handed := b.Sent - len(fate); handed != b.Handed {
		faults = append(faults, fmt.Sprintf("%d messages are none of queued, expired, dropped and uncertain, and the reports counted %d as handed over", handed, b.Handed))
	}
	seen, last := map[int]int{}, 0
	for connection, numbers := range heard {
		for _, n := range numbers {
			if before, twice := seen[n]; twice {
				faults = append(faults, fmt.Sprintf("message %d came on connection %d and on %d", n, before+1, connection+1))
			}
			seen[n] = connection
			switch what := fate[n]; {
			case what != "" && what != "uncertain":
				faults = append(faults, fmt.Sprintf("message %d is %s, and came", n, what))
			case what == "" && n < last:
				faults = append(faults, fmt.Sprintf("message %d came after %d", n, last))
			case what == "":
				last = n
			}
			if n < 1 || n > b.Sent {
				faults = append(faults, fmt.Sprintf("message %d came, and was never sent", n))
			}
		}
	}
	return faults
}

// Received is how many of the messages that were handed over a server has heard.
func (b Books) Received(heard [][]int) int {
	count := 0
	for _, n := range slices.Concat(heard...) {
		if !slices.Contains(b.Uncertain, n) {
			count++
		}
	}
	return count
}

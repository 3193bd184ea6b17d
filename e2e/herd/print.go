package herd

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// WriteJSON writes each Summary as a line of JSON.
func WriteJSON(w io.Writer, results []*Result) error {
	encoder := json.NewEncoder(w)
	for _, r := range results {
		if err := encoder.Encode(r.Summary()); err != nil {
			return err
		}
	}
	return nil
}

// WriteCSV writes the summaries with the names and numbers of the JSON; a nil is an empty field.
func WriteCSV(w io.Writer, results []*Result) error {
	rows := [][]string{{
		"policy", "clients", "downSeconds", "peakPerSecondShare", "peakAcceptedPerSecondShare", "attemptsPerClient",
		"extraWaitMedianSeconds", "extraWaitP95Seconds", "backTo99Seconds", "gaveUpShare",
	}}
	for _, r := range results {
		s := r.Summary()
		rows = append(rows, []string{
			s.Policy, strconv.Itoa(s.Clients), number(&s.DownSeconds), number(&s.PeakPerSecondShare), number(&s.PeakAcceptedPerSecondShare),
			number(&s.AttemptsPerClient), number(s.ExtraWaitMedianSeconds), number(s.ExtraWaitP95Seconds), number(s.BackTo99Seconds),
			number(&s.GaveUpShare),
		})
	}
	return csv.NewWriter(w).WriteAll(rows)
}

// WriteArrivals writes, as CSV, a line for each policy and tenth of a second in which there was an attempt: when it began, in seconds, and
// the attempts that failed and that succeeded in it, per second and as shares of all clients.
func WriteArrivals(w io.Writer, results []*Result) error {
	rows := [][]string{{"policy", "seconds", "failedPerSecondShare", "acceptedPerSecondShare"}}
	for _, r := range results {
		for i, bin := range r.Bins() {
			if bin != (Bin{}) {
				at, failed, accepted := float64(i)/(1000/binMillis), r.perSecond(bin.Failed), r.perSecond(bin.Accepted)
				rows = append(rows, []string{r.Policy, number(&at), number(&failed), number(&accepted)})
			}
		}
	}
	return csv.NewWriter(w).WriteAll(rows)
}

func number(n *float64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatFloat(*n, 'f', -1, 64)
}

// WriteTable writes the summaries for people. There is at least one.
func WriteTable(w io.Writer, results []*Result) error {
	const row = "%-22s  %8s  %8s  %8s  %8s  %8s  %9s  %7s\n"
	h := results[0].Herd
	var text strings.Builder
	fmt.Fprintf(&text, "%s clients lose one server by %d; it is back after %s.\n\n", grouped(h.Clients), h.Code, h.Down)
	fmt.Fprintf(&text, row, "policy", "peak", "accepted", "attempts", "median", "95 %", "99 % back", "gave up")
	for _, r := range results {
		s := r.Summary()
		fmt.Fprintf(&text, row, s.Policy, percent(s.PeakPerSecondShare)+"/s", percent(s.PeakAcceptedPerSecondShare)+"/s",
			fmt.Sprintf("%.1f", s.AttemptsPerClient), seconds(s.ExtraWaitMedianSeconds), seconds(s.ExtraWaitP95Seconds),
			seconds(s.BackTo99Seconds), percent(s.GaveUpShare))
	}
	text.WriteString(`
peak       the most attempts in 100 ms, failed ones too, as a share of the clients per second
accepted   the same, of those that succeed
attempts   of each client on average, the one that succeeds included
median     how long after the server half of the clients are back; 95 %: so many of them
99 % back  how long after the loss
`)
	_, err := io.WriteString(w, text.String())
	return err
}

// percent has two digits, or more where there are more before the point.
func percent(share float64) string {
	decimals := 0
	if share > 0 && share < 0.0995 {
		decimals = 1
	}
	return strconv.FormatFloat(share*100, 'f', decimals, 64) + " %"
}

func seconds(s *float64) string {
	if s == nil {
		return "never"
	}
	return strconv.FormatFloat(*s, 'f', 1, 64) + " s"
}

// grouped is n with spaces between thousands.
func grouped(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + " " + digits[i:]
	}
	return digits
}

package harness

// CloseArguments are what close() was asked for, or given; without a code it is an empty Close.
type CloseArguments struct {
	Code   *int
	Reason string
}

// A Report is wsclose's CloseReport as the page received it.
type Report struct {
	Code                                                            int
	Reason                                                          string
	WasClean                                                        bool
	Name, Kind, By, Cause                                           string
	Invalid, Synthetic                                              bool
	Requested, Sent                                                 *CloseArguments
	Session                                                         int
	Decider                                                         string
	URL, Protocol                                                   string
	Connection, Attempt                                             int
	Opened                                                          bool
	ConnectMs, OpenMs, ClosingMs, At                                float64
	MessagesIn, MessagesOut, Queued, UnsentBytes, Resent, Uncertain int
	Expected                                                        bool
	Decision                                                        struct {
		Action  string
		DelayMs float64
		Rule    string
	}
}

// Line is what the report says and the event doesn't: kind, by and cause, what is remarkable, and what was asked for and sent.
func (r *Report) Line() string {
	if r == nil {
		return "no report"
	}
	line := r.Kind + " " + r.By + " " + r.Cause
	for _, flag := range []struct {
		word string
		is   bool
	}{{" invalid", r.Invalid}, {" synthetic", r.Synthetic}, {" expected", r.Expected}} {
		if flag.is {
			line += flag.word
		}
	}
	if r.Requested == nil {
		return line
	}
	line += ", asked " + r.Requested.Line()
	if r.Sent == nil {
		return line + ", nothing sent"
	}
	if sent := r.Sent.Line(); sent != r.Requested.Line() {
		line += ", sent " + sent
	}
	return line
}

// Line is a Close as ServerLine has it.
func (a CloseArguments) Line() string { return closeLine(a.Code, a.Reason) }

// A Plan is wsclose's RetryPlan.
type Plan struct {
	Attempt     int
	DelayMs, At float64
	Rule        string
	Report      *Report
}

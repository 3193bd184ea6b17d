package main

import (
	"encoding/json"
	"math"
)

// A happening is one event of a watched session, as the page sends it and as --json prints it.
type happening struct {
	Event      string  `json:"event"` // open, close, retry, end
	At         float64 `json:"atMs"`  // since the constructor
	Connection int     `json:"connection,omitempty"`
	Protocol   string  `json:"protocol,omitempty"`
	Attempt    int     `json:"attempt,omitempty"`
	DelayMs    float64 `json:"delayMs,omitempty"`
	Rule       string  `json:"rule,omitempty"`
	Why        string  `json:"why,omitempty"` // of a close: what Chromium's console says of it, which no page can read
	Report     *report `json:"report,omitempty"`

	rawReport json.RawMessage
}

// A report is the part of a CloseReport that is shown in a table; --json prints the whole.
type report struct {
	Code     int
	Reason   string
	WasClean bool
	Name     string
	By       string
	Cause    string
	Expected bool
	Opened   bool
	Decision struct {
		Action  string
		DelayMs float64
		Rule    string
	}
}

// UnmarshalJSON reads what the page sent and keeps the report as it came.
func (h *happening) UnmarshalJSON(data []byte) error {
	var sent struct {
		Event, Protocol, Rule string
		At, DelayMs           float64
		Connection, Attempt   int
		Report                json.RawMessage
	}
	if err := json.Unmarshal(data, &sent); err != nil {
		return err
	}
	*h = happening{Event: sent.Event, At: math.Round(sent.At*10) / 10, Connection: sent.Connection, Protocol: sent.Protocol,
		Attempt: sent.Attempt, DelayMs: sent.DelayMs, Rule: sent.Rule, rawReport: sent.Report}
	if sent.Report == nil {
		return nil
	}
	return json.Unmarshal(sent.Report, &h.Report)
}

// MarshalJSON writes the report as it came.
func (h happening) MarshalJSON() ([]byte, error) {
	type plain happening
	return json.Marshal(struct {
		plain
		Report json.RawMessage `json:"report,omitempty"`
	}{plain(h), h.rawReport})
}

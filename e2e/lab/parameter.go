package lab

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Kinds of a Parameter, for whoever draws a form.
const (
	KindNumber = "number" // a decimal number from Min to Max
	KindChoice = "choice" // one of Choices
	KindText   = "text"   // as Allowed says
	KindFlag   = "flag"   // 0 or 1
)

// Parameter is one query parameter of a mode. What it allows is checked by the same values that are shown.
type Parameter struct {
	Name    string   `json:"name"`
	Kind    string   `json:"kind"`
	Allowed string   `json:"allowed"` // in words
	Default string   `json:"default"` // "" means that there is none
	Does    string   `json:"does"`
	Min     int      `json:"min,omitempty"`
	Max     int      `json:"max,omitempty"`
	Choices []string `json:"choices,omitempty"`
	Many    bool     `json:"many,omitempty"` // may be given several times
	check   func(string) bool
}

// longestWait bounds every time that a URL can ask for, in milliseconds: 10 minutes, ten times Chromium's wait for the
// server's Close.
const longestWait = 10 * 60 * 1000

// ownPrefix marks parameters that are the page's own; the lab ignores them.
const ownPrefix = "x-"

func number(name string, fallback, low, high int, does string) Parameter {
	return Parameter{
		Name: name, Kind: KindNumber, Min: low, Max: high, Default: strconv.Itoa(fallback), Does: does,
		Allowed: fmt.Sprintf("a number from %d to %d", low, high),
	}
}

func millis(name string, fallback int, does string) Parameter {
	p := number(name, fallback, 0, longestWait, does)
	p.Allowed += ", in milliseconds"
	return p
}

func choice(name, fallback string, choices []string, does string) Parameter {
	return Parameter{
		Name: name, Kind: KindChoice, Choices: choices, Default: fallback, Does: does,
		Allowed: "one of " + strings.Join(choices, ", "),
	}
}

func flag(name, does string) Parameter {
	return Parameter{Name: name, Kind: KindFlag, Choices: []string{"0", "1"}, Default: "0", Allowed: "0 or 1", Does: does}
}

func text(name, fallback, allowed, does string, check func(string) bool) Parameter {
	return Parameter{Name: name, Kind: KindText, Default: fallback, Allowed: allowed, Does: does, check: check}
}

func (p Parameter) allows(value string) bool {
	switch {
	case p.Kind == KindNumber:
		n, ok := decimal(value)
		return ok && n >= p.Min && n <= p.Max
	case len(p.Choices) > 0 && slices.Contains(p.Choices, value):
		return true
	case p.check != nil:
		return p.check(value)
	}
	return false
}

// decimal takes digits alone: no sign, no space.
func decimal(value string) (int, bool) {
	n, err := strconv.ParseUint(value, 10, 31)
	return int(n), err == nil
}

// ParameterError is a query that a mode can't follow. Its text names the parameter and what is allowed.
type ParameterError struct{ Name, Value, Allowed string }

func (e *ParameterError) Error() string {
	return fmt.Sprintf("parameter %s=%q: must be %s", e.Name, e.Value, e.Allowed)
}

// values is a checked query. Asking it for a parameter that its mode doesn't declare panics: the table is wrong.
type values struct {
	parameters []Parameter
	given      url.Values
}

func parse(parameters []Parameter, rawQuery string) (values, error) {
	given, err := url.ParseQuery(rawQuery)
	if err != nil {
		return values{}, fmt.Errorf("query %q: %w", rawQuery, err)
	}
	v := values{parameters, given}
	for name, list := range given {
		if strings.HasPrefix(name, ownPrefix) {
			continue
		}
		if err := v.checkOne(name, list); err != nil {
			return values{}, err
		}
	}
	return v, nil
}

func (v values) checkOne(name string, list []string) error {
	at := slices.IndexFunc(v.parameters, func(p Parameter) bool { return p.Name == name })
	if at < 0 {
		return fmt.Errorf("parameter %s is unknown here; allowed are %s, and names that begin with %s",
			name, strings.Join(names(v.parameters), ", "), ownPrefix)
	}
	p := v.parameters[at]
	if len(list) > 1 && !p.Many {
		return fmt.Errorf("parameter %s is given %d times; once is allowed", name, len(list))
	}
	for _, value := range list {
		if !p.allows(value) {
			return &ParameterError{name, value, p.Allowed}
		}
	}
	return nil
}

func names(parameters []Parameter) []string {
	list := make([]string, len(parameters))
	for i, p := range parameters {
		list[i] = p.Name
	}
	return list
}

func (v values) has(name string) bool { return v.given.Has(name) }

func (v values) all(name string) []string { return v.given[name] }

func (v values) text(name string) string {
	if v.has(name) {
		return v.given.Get(name)
	}
	for _, p := range v.parameters {
		if p.Name == name {
			return p.Default
		}
	}
	panic("lab: parameter " + name + " is not in the table")
}

func (v values) number(name string) int {
	n, _ := decimal(v.text(name)) // checked
	return n
}

func (v values) wait(name string) time.Duration {
	return time.Duration(v.number(name)) * time.Millisecond
}

func (v values) flag(name string) bool { return v.text(name) == "1" }

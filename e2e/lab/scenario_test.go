package lab

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// badQueries are paths with a query, and what the answer must say.
var badQueries = map[string]string{
	"close?code=65536":                    `code="65536": must be a number from 0 to 65535, or none`,
	"close?code=-1":                       "code",
	"close?code=%2B1":                     "code",
	"close?codee=1000":                    "parameter codee is unknown here; allowed are code, reason",
	"close?reason=why":                    "reason",
	"close?code=1000&code=1001":           "code is given 2 times",
	"close?code=1000&then=later":          "then",
	"close?code=1000&delay=600001":        "delay",
	"close?code=1000&after=x":             "after",
	"close?code=%zz":                      "query",
	"raw?hex=8":                           "hex",
	"raw?hex=88*9999999999":               "hex",
	"raw?hex=00*16777217":                 "hex",
	"raw?hex=00*16777216&hex=00":          "parameter hex: 16777217 bytes in all; at most 16777216",
	"raw?with101=1":                       "with101",
	"raw?hex=88&with101=1&after=1":        "with101",
	"raw?hex=88&with101=yes":              "with101",
	"tcp?end=maybe":                       "end",
	"answer?with=code:none":               "with",
	"answer?with=code:70000":              "with",
	"handshake?do=418":                    "do",
	"handshake?retry-after=soon":          "retry-after",
	"flap?how=402":                        "how",
	"flap?how=999":                        "how",
	"burst?n=1000000&size=1000":           "n times size",
	"mute?code=1000":                      "code",
	"echo?id=":                            "id",
	"echo?protocol=a%0D%0AX-Injected:%20": "protocol",
}

func TestBadParametersGet400AndStandInTheJournal(t *testing.T) {
	t.Parallel()
	s := start(t)
	for query, message := range badQueries {
		c := dial(t, s, "/lab/"+query).answered(http.StatusBadRequest)
		body, err := io.ReadAll(c.response.Body)
		require.NoError(t, err)
		assert.Contains(t, string(body), message, query)
		e := s.Newest(1)[0]
		assert.Equal(t, http.StatusBadRequest, e.Status)
		assert.Equal(t, Answered, e.End)
		assert.Contains(t, e.Fault, message)
	}
}

func TestBadJournalParametersGet400(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, query := range []string{"?wait=closed", "?id=a&wait=soon", "?limit=0", "?id=a&timeout=60001", "?who=me"} {
		response, err := http.Get(s.HTTP("/lab/journal" + query))
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		assert.Equal(t, http.StatusBadRequest, response.StatusCode, query)
	}
}

func TestEveryScenarioIsWholeAndItsExamplesWork(t *testing.T) {
	t.Parallel()
	l := New(Options{})
	defer l.Close()
	for _, s := range Scenarios() {
		assert.True(t, s.Name != "" && s.Title != "" && s.Does != "" && len(s.Examples) > 0, s.Name)
		found, ok := scenarioAt(s.Path)
		require.True(t, ok)
		assert.Equal(t, s.Name, found.Name)
		for _, example := range s.Examples {
			u, err := url.Parse(example.URL)
			require.NoError(t, err)
			assert.Equal(t, s.Path, u.Path)
			v, err := parse(s.Parameters, u.RawQuery)
			require.NoError(t, err, example.URL)
			require.NoError(t, checkTogether(v), example.URL)
			p := s.build(l, v)
			rest := split(p.handshake.extra, func(frame) {})
			assert.Empty(t, rest, "%s ends inside a frame", example.URL)
		}
	}
}

func TestEveryParameterAllowsWhatItShows(t *testing.T) {
	t.Parallel()
	for _, s := range append(Scenarios(), journalScenario()) {
		seen := map[string]bool{}
		for _, p := range s.Parameters {
			name := s.Name + " " + p.Name
			assert.False(t, seen[p.Name], "%s twice", name)
			seen[p.Name] = true
			assert.True(t, p.Does != "" && p.Allowed != "", name)
			assert.True(t, p.Default == "" || p.allows(p.Default), name)
			for _, choice := range p.Choices {
				assert.True(t, p.allows(choice), "%s=%s", name, choice)
			}
		}
	}
}

func TestIndexAndJSONListEveryScenario(t *testing.T) {
	t.Parallel()
	s := start(t)
	body := func(path string) string {
		response, err := http.Get(s.HTTP(path))
		require.NoError(t, err)
		defer response.Body.Close()
		require.Equal(t, http.StatusOK, response.StatusCode)
		b, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		return string(b)
	}
	var list []Scenario
	require.NoError(t, json.Unmarshal([]byte(body("/lab/scenarios.json")), &list))
	index := body("/lab/")
	assert.Len(t, list, len(Scenarios()))
	for _, scenario := range list {
		assert.Contains(t, index, "<code>"+scenario.Path+"</code>")
		for _, p := range scenario.Parameters {
			assert.Contains(t, index, "<code>"+p.Name+"</code>")
		}
	}
	var cases []Case
	require.NoError(t, json.Unmarshal([]byte(body("/lab/cases.json")), &cases))
	assert.Len(t, cases, len(Cases()))
	assert.True(t, strings.HasSuffix(index, "</html>\n"))
}

func FuzzEveryQueryIsFollowedOrRefused(f *testing.F) {
	for i, s := range Scenarios() {
		for _, example := range s.Examples {
			_, query, _ := strings.Cut(example.URL, "?")
			f.Add(i, query)
		}
	}
	l := New(Options{})
	f.Fuzz(func(t *testing.T, scenario int, query string) {
		s := Scenarios()[uint(scenario)%uint(len(Scenarios()))]
		v, err := parse(s.Parameters, query)
		if err != nil || checkTogether(v) != nil {
			return
		}
		for _, step := range s.build(l, v).steps {
			if w, ok := step.(write); ok && len(w.bytes) > maxRaw {
				t.Errorf("%s writes %d bytes", query, len(w.bytes))
			}
		}
	})
}

func TestUndeclaredParameterPanics(t *testing.T) {
	t.Parallel()
	assert.Panics(t, func() { values{}.text("code") })
}

package conformance

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
)

//go:embed differences.json
var differences []byte

// A Difference is one of the ways in which wsclose with {reconnect: false} is not as the browser's own WebSocket: an entry of
// differences.json, which is the whole list. The page allows what it covers, tests of other differences name it, and README.md
// tells it.
type Difference struct {
	ID        string    `json:"id"`
	Why       string    `json:"why"` // as Markdown
	Covers    []Covered `json:"covers"`
	Sometimes bool      `json:"sometimes"` // a race in a browser: it may agree, and wsclose may give anything
}

// A Covered is an assertion in which wsclose may differ.
type Covered struct {
	Name  string          `json:"name"`  // [Row.FullName]
	Gives json.RawMessage `json:"gives"` // what wsclose gives where it differs
}

// Differences returns all of them.
func Differences() []Difference {
	var all []Difference
	if err := json.Unmarshal(differences, &all); err != nil {
		panic(fmt.Sprintf("conformance: differences.json: %v", err)) // TestEveryDifferenceIsExplained
	}
	return all
}

// lineWidth is that of README.md.
const lineWidth = 132

// Explained is Differences as a list in Markdown.
func Explained() string {
	var b strings.Builder
	for _, difference := range Differences() {
		line := "-"
		for _, word := range strings.Fields(difference.Why) {
			if len(line)+1+len(word) > lineWidth {
				b.WriteString(line + "\n")
				line = " "
			}
			line += " " + word
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

// Package samples reads the code that documents show: what a user copies is what tests run.
package samples

import (
	"fmt"
	"os"
	"strings"
)

// A Sample is one fenced block of a document in Markdown.
type Sample struct {
	Section  string // the heading that it stands under
	Number   int    // of the section's blocks, from 1
	Language string // as the fence says; "" of what says nothing
	Text     string
}

// Read returns the samples of a document, in order.
func Read(path string) ([]Sample, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var samples []Sample
	section, number := "", 0
	var open *Sample
	for line := range strings.Lines(string(text)) {
		fence, isFence := strings.CutPrefix(line, "```")
		heading, isHeading := strings.CutPrefix(strings.TrimLeft(line, "#"), " ")
		switch {
		case open != nil && isFence:
			samples = append(samples, *open)
			open = nil
		case open != nil:
			open.Text += line
		case isFence:
			number++
			open = &Sample{Section: section, Number: number, Language: strings.TrimSpace(fence)}
		case isHeading && line[0] == '#':
			section, number = strings.TrimSpace(heading), 0
		}
	}
	if open != nil {
		return nil, fmt.Errorf("%s: section %q has a block without an end", path, open.Section)
	}
	return samples, nil
}

// Find returns the text of a section's nth sample.
func Find(path, section string, number int) (string, error) {
	samples, err := Read(path)
	if err != nil {
		return "", err
	}
	for _, s := range samples {
		if s.Section == section && s.Number == number {
			return s.Text, nil
		}
	}
	return "", fmt.Errorf("%s: no sample %d in section %q", path, number, section)
}

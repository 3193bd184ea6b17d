package conformance

import (
	"fmt"
	"slices"
	"strings"
)

// longestCell bounds a value in the table, in bytes.
const longestCell = 90

// Stale returns the rows that differences.json lists and that differ in none of these results, and the names that are no row's.
func Stale(results []Result) []string {
	var stale []string
	for _, difference := range results[0].Differences {
		for _, covered := range difference.Covers {
			if !difference.Sometimes && !slices.ContainsFunc(results, func(r Result) bool { return r.differs(covered.Name) }) {
				stale = append(stale, covered.Name)
			}
		}
	}
	return stale
}

func (r Result) differs(name string) bool {
	row, ok := r.row(name)
	return ok && (row.Is(Listed) || row.Is(Unlisted))
}

func (r Result) row(name string) (Row, bool) {
	at := slices.IndexFunc(r.Rows, func(row Row) bool { return row.FullName() == name })
	if at < 0 {
		return Row{}, false
	}
	return r.Rows[at], true
}

// Engines is ENGINES.md: every assertion in which a browser's own WebSocket deviates from the standard or from the others', and
// every difference that wsclose has by design. The results are of one suite.
func Engines(results []Result) []byte {
	var b strings.Builder
	b.WriteString("# Where browsers deviate\n\nWritten by `go test ./e2e/conformance -run TestConformance -update` with CONFORMANCE_BROWSERS=\"" +
		strings.Join(Names(), " ") + "\". Values are JSON; ✓ is what the standard says, and where window and worker differ both are told.\n\n")
	for _, r := range results {
		fmt.Fprintf(&b, "- %s: deviates from the standard in %d of %d assertions\n", r.Version, r.Deviations(), len(r.Rows))
	}
	subject := ""
	for _, row := range results[0].Rows {
		cells, differs := compare(row, results)
		if !differs {
			continue
		}
		if row.Subject != subject {
			subject = row.Subject
			fmt.Fprintf(&b, "\n## %s\n\n| assertion | standard |%s\n|---|---|%s\n", subject, heads(results), strings.Repeat("---|", len(results)))
		}
		standard := "open"
		if row.Expected != nil {
			standard = cell(*row.Expected)
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", escape(row.Name), standard, strings.Join(cells, " | "))
	}
	b.WriteString("\n# Where wsclose differs by design\n")
	for _, difference := range results[0].Differences {
		fmt.Fprintf(&b, "\n%s\n\n", difference.Why)
		for _, covered := range difference.Covers {
			fmt.Fprintf(&b, "- %s (%s)\n", escape(covered.Name), strings.Join(whereItDiffers(covered.Name, difference, results), ", "))
		}
	}
	return []byte(b.String())
}

// compare returns a cell for each browser, and whether they are worth a line.
func compare(row Row, results []Result) (cells []string, differs bool) {
	for _, r := range results {
		own, _ := r.row(row.FullName())
		cells = append(cells, own.nativeCell())
		differs = differs || own.Deviates()
	}
	return cells, differs || slices.ContainsFunc(cells, func(c string) bool { return c != cells[0] })
}

func (r Row) nativeCell() string {
	var texts []string
	for _, pair := range r.pairs() {
		text := cell(pair.Native)
		if r.Expected != nil && pair.Native == *r.Expected {
			text = "✓"
		}
		texts = append(texts, text)
	}
	if len(texts) == 2 && texts[0] != texts[1] {
		return texts[0] + "; worker: " + texts[1]
	}
	if len(texts) == 0 {
		return "not run"
	}
	return texts[0]
}

func heads(results []Result) string {
	var b strings.Builder
	for _, r := range results {
		fmt.Fprintf(&b, " %s |", r.Version)
	}
	return b.String()
}

func whereItDiffers(name string, difference Difference, results []Result) []string {
	if difference.Sometimes {
		return []string{"sometimes"}
	}
	var names []string
	for _, r := range results {
		if r.differs(name) {
			names = append(names, r.Browser)
		}
	}
	return names
}

func cell(value string) string {
	if len(value) > longestCell {
		value = value[:longestCell] + "…"
	}
	return "`" + strings.ReplaceAll(value, "|", "\\|") + "`"
}

func escape(text string) string {
	return strings.NewReplacer("|", "\\|", "`", "\\`", "*", "\\*", "<", "\\<").Replace(text)
}

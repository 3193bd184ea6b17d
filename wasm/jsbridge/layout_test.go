//go:build go1.23

package jsbridge

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// described is the layout as a text: a line for each record.
func described() string {
	var text strings.Builder
	var ends []string
	Describe(func(name string, kind FieldKind) {
		switch kind {
		case Section:
			text.WriteString("\n# " + name)
		case Record:
			text.WriteString("\n" + name + ":")
		case List:
			text.WriteString(" " + name + "(")
			ends = append(ends, " )")
		case Group:
			text.WriteString(" " + name + "{")
			ends = append(ends, " }")
		case End:
			text.WriteString(ends[len(ends)-1])
			ends = ends[:len(ends)-1]
		case Answer:
			text.WriteString(" =")
		default:
			text.WriteString(" " + name)
		}
	})
	return text.String()
}

func TestTheLayoutTellsWhatCrosses(t *testing.T) {
	all := described()
	for _, line := range []string{
		"closed: conn code reason wasClean",
		"closeAsked: code reason",
		"froze:",
		"tell: effect conn",
		"abandon: effect conn code reason",
		"step: session isNew",
		"lenient: code reason table( 0 1 ) = reason",
		"forget: session",
		"close: session code reason",
	} {
		assert.Contains(t, all, "\n"+line+"\n")
	}
	assert.Regexp(t, `\nsnapshot: current\{ state conn .* rule \} offline .* redialled\n`, all)
	assert.Contains(t, all, "rules( opened wasClean action minDelayMs firstDelayMs maxAttempts code( 0 1 ) )")
}

func TestEveryRecordAndEveryFieldHasANameOfItsOwn(t *testing.T) {
	section, names := "", map[string]bool{}
	for _, line := range strings.Split(strings.TrimSpace(described()), "\n") {
		if head, is := strings.CutPrefix(line, "# "); is {
			section = head
			continue
		}
		record, fields, _ := strings.Cut(line, ":")
		assert.NotEmpty(t, record)
		assert.False(t, names[section+record], "%s %s stands twice", section, record)
		names[section+record] = true
		own, _, _ := strings.Cut(fields, " =")
		if !strings.Contains(own, "(") { // a list's items have fields of their own
			list := strings.Fields(own)
			slices.Sort(list)
			assert.Len(t, slices.Compact(list), len(strings.Fields(own)), "%s has a field twice: %s", record, own)
		}
	}
}

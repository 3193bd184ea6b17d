package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/reconnect"
)

//go:generate go run . codes --format ts --out ../../../js/src/decider/codes.gen.ts
//go:generate go run . codes --format ts-ja --out ../../../js/src/ja.gen.ts

// codesCmd lists what is known about close codes, and generates what the npm package carries of it.
type codesCmd struct {
	Code   []uint16 `arg:"" optional:"" help:"Only these codes (0-65535)."`
	Format string   `enum:"table,json,markdown,ts,ts-ja" default:"table" help:"How: ${enum}. The last two are modules of the npm package."`
	Lang   string   `enum:"en,ja" default:"en" help:"The texts' language: ${enum}."`
	Out    string   `placeholder:"FILE" help:"Write to this file."`
}

// Help is what kong prints below the flags.
func (codesCmd) Help() string {
	return "Every number from 0 to 65535 is in the list, since browsers deliver them all.\n\n" +
		"Examples:\n\n" +
		"  wsclose codes\n" +
		"  wsclose codes 1006 4000 --lang ja\n" +
		"  wsclose codes --format json\n" +
		"  wsclose codes --format markdown --lang ja --out codes.ja.md\n\n" +
		"Exit status: 0, or 2 if an argument is wrong, or 1 if the file couldn't be written."
}

// Run is kong's entry.
func (c codesCmd) Run(stdout io.Writer) error {
	if len(c.Code) > 0 && strings.HasPrefix(c.Format, "ts") {
		return usageError("--format %s is a whole module: leave out the codes", c.Format)
	}
	var text bytes.Buffer
	if err := c.write(&text); err != nil {
		return err
	}
	if c.Out != "" {
		return os.WriteFile(c.Out, text.Bytes(), 0o644)
	}
	_, err := stdout.Write(text.Bytes())
	return err
}

func (c codesCmd) write(w io.Writer) error {
	spans := codeSpans(c.Lang)
	if len(c.Code) > 0 {
		spans = spansOf(spans, c.Code)
	}
	switch c.Format {
	case "json":
		return writeCodesJSON(w, spans)
	case "markdown":
		return writeCodesMarkdown(w, spans, wordsOf(c.Lang))
	case "ts":
		return writeCodesModule(w)
	case "ts-ja":
		return writeJapaneseModule(w)
	default:
		return writeCodesTable(w, spans, wordsOf(c.Lang))
	}
}

// codeSpan is what holds for one code, or alike for all from From to To.
type codeSpan struct {
	From      closecode.Code `json:"from"`
	To        closecode.Code `json:"to"`
	Ident     string         `json:"ident,omitempty"` // of registered codes
	Name      string         `json:"name"`
	Meaning   string         `json:"meaning"`
	Kind      string         `json:"kind"`
	Sendable  bool           `json:"sendable"` // by a page
	Reserved  bool           `json:"reserved"` // by nobody
	Default   codeDefault    `json:"default"`
	Reference string         `json:"reference"`
}

// codeDefault is the row of the default table; a null is the policy's own value.
type codeDefault struct {
	Action             string `json:"action"`
	MinDelayMs         *int64 `json:"minDelayMs"`
	FirstDelayMs       *int64 `json:"firstDelayMs"`
	InteractiveFirstMs *int64 `json:"interactiveFirstDelayMs"`
	MaxAttempts        *int   `json:"maxAttempts"`
	Why                string `json:"why"`
}

// codeSpans returns registry and ranges in one list, in order.
func codeSpans(lang string) []codeSpan {
	var spans []codeSpan
	entries, ranges := closecode.Registry(), closecode.Ranges()
	for len(entries)+len(ranges) > 0 {
		var next codeSpan
		if len(ranges) == 0 || len(entries) > 0 && entries[0].Code < ranges[0].From {
			e := entries[0]
			next = codeSpan{From: e.Code, To: e.Code, Ident: e.Ident, Name: e.Name, Meaning: e.Meaning, Reference: e.Reference}
			entries = entries[1:]
		} else {
			r := ranges[0]
			next = codeSpan{From: r.From, To: r.To, Name: r.Name, Meaning: r.Meaning, Reference: r.Reference}
			ranges = ranges[1:]
		}
		d := closecode.Describe(next.From)
		next.Kind, next.Sendable, next.Reserved, next.Default = closecode.Kinds()[d.Kind], d.Sendable, d.Reserved, defaultOf(d.Code)
		if lang == "ja" {
			ja := closecode.Japanese(next.From)
			next.Name, next.Meaning = ja.Name, ja.Meaning
		}
		spans = append(spans, next)
	}
	return spans
}

func defaultOf(c closecode.Code) codeDefault {
	row := reconnect.RowOf(c)
	d := codeDefault{
		Action: reconnect.Actions()[row.Action], Why: row.Why,
		MinDelayMs: unlessBlank(row.Min), FirstDelayMs: unlessBlank(row.First), InteractiveFirstMs: unlessBlank(row.InteractiveFirst),
	}
	if row.MaxAttempts != reconnect.Unlimited {
		d.MaxAttempts = &row.MaxAttempts
	}
	return d
}

func unlessBlank(m reconnect.Millis) *int64 {
	if m == reconnect.Blank {
		return nil
	}
	ms := int64(m)
	return &ms
}

// spansOf returns one span of one code for each of codes, in their order.
func spansOf(spans []codeSpan, codes []uint16) []codeSpan {
	var found []codeSpan
	for _, number := range codes {
		code := closecode.Code(number)
		for _, span := range spans {
			if span.From <= code && code <= span.To {
				span.From, span.To = code, code
				found = append(found, span)
			}
		}
	}
	return found
}

func (s codeSpan) codes() string {
	if s.From == s.To {
		return strconv.Itoa(int(s.From))
	}
	return fmt.Sprintf("%d-%d", s.From, s.To)
}

// codeWords are the words of a listing in one language.
type codeWords struct {
	heads             []string
	page, peer, none  string // who may send a code
	stop, retry       string
	attempts, minimum string // formats of a number
}

func wordsOf(lang string) codeWords {
	if lang == "ja" {
		return codeWords{
			heads: []string{"コード", "名前", "種類", "送信可", "既定の動作", "意味"},
			page:  "ページ", peer: "相手側のみ", none: "不可",
			stop: "終了", retry: "再接続", attempts: "（連続 %d 回まで）", minimum: "（%g 秒以上後）",
		}
	}
	return codeWords{
		heads: []string{"code", "name", "kind", "sent by", "default", "meaning"},
		page:  "pages", peer: "peers only", none: "nobody",
		stop: "stop", retry: "retry", attempts: ", %d in a row", minimum: " after %g s or more",
	}
}

func (s codeSpan) cells(words codeWords) []string {
	sender := words.peer
	if s.Reserved {
		sender = words.none
	} else if s.Sendable {
		sender = words.page
	}
	action := words.stop
	if s.Default.Action == reconnect.Actions()[reconnect.Retry] {
		action = words.retry
	}
	if s.Default.MaxAttempts != nil {
		action += fmt.Sprintf(words.attempts, *s.Default.MaxAttempts)
	}
	if s.Default.MinDelayMs != nil {
		action += fmt.Sprintf(words.minimum, float64(*s.Default.MinDelayMs)/1000)
	}
	return []string{s.codes(), s.Name, s.Kind, sender, action, s.Meaning}
}

func writeCodesTable(w io.Writer, spans []codeSpan, words codeWords) error {
	rows := [][]string{words.heads}
	widths := make([]int, len(words.heads))
	for _, span := range spans {
		rows = append(rows, span.cells(words))
	}
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], cellWidth(cell))
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(cell + strings.Repeat(" ", widths[i]-cellWidth(cell)+2))
		}
		if _, err := fmt.Fprintln(w, strings.TrimRight(line.String(), " ")); err != nil {
			return err
		}
	}
	return nil
}

// cellWidth is how many columns of a terminal s takes: letters from the CJK blocks on take two.
func cellWidth(s string) int {
	width := 0
	for _, r := range s {
		width++
		if r >= 0x2E80 {
			width++
		}
	}
	return width
}

func writeCodesMarkdown(w io.Writer, spans []codeSpan, words codeWords) error {
	lines := []string{
		"| " + strings.Join(words.heads, " | ") + " |",
		"|" + strings.Repeat("---|", len(words.heads)),
	}
	for _, span := range spans {
		lines = append(lines, "| "+strings.ReplaceAll(strings.Join(span.cells(words), "\x00"), "|", `\|`)+" |")
	}
	_, err := fmt.Fprintln(w, strings.ReplaceAll(strings.Join(lines, "\n"), "\x00", " | "))
	return err
}

func writeCodesJSON(w io.Writer, spans []codeSpan) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(spans)
}

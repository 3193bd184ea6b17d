//go:build go1.23

package closecode_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	. "github.com/wsclose/wsclose/wasm/closecode"
)

// sendRow is one close(code, reason); Error is the DOMException's name.
type sendRow struct {
	Name string `json:"name"`
	Code Code   `json:"code"`
	text
	Bytes int    `json:"bytes"`
	Error string `json:"error"`
}

var sendRows = []sendRow{
	{Name: "normal closure", Code: 1000},
	{Name: "first library code", Code: 3000},
	{Name: "last library code", Code: 3999},
	{Name: "first application code", Code: 4000},
	{Name: "last application code", Code: 4999, text: text{Reason: "bye"}, Bytes: 3},
	{Name: "zero", Code: 0, Error: "InvalidAccessError"},
	{Name: "below 1000", Code: 999, Error: "InvalidAccessError"},
	{Name: "going away", Code: 1001, Error: "InvalidAccessError"},
	{Name: "protocol error", Code: 1002, Error: "InvalidAccessError"},
	{Name: "no status", Code: 1005, Error: "InvalidAccessError"},
	{Name: "abnormal", Code: 1006, Error: "InvalidAccessError"},
	{Name: "internal error", Code: 1011, Error: "InvalidAccessError"},
	{Name: "service restart", Code: 1012, Error: "InvalidAccessError"},
	{Name: "TLS", Code: 1015, Error: "InvalidAccessError"},
	{Name: "unassigned", Code: 2999, Error: "InvalidAccessError"},
	{Name: "above 4999", Code: 5000, Error: "InvalidAccessError"},
	{Name: "largest", Code: 65535, Error: "InvalidAccessError"},
	{Name: "123 bytes of ASCII", Code: 1000, text: text{Reason: "a", Repeat: 123}, Bytes: 123},
	{Name: "124 bytes of ASCII", Code: 1000, text: text{Reason: "a", Repeat: 124}, Bytes: 124, Error: "SyntaxError"},
	{Name: "61 of two bytes", Code: 1000, text: text{Reason: "é", Repeat: 61}, Bytes: 122},
	{Name: "62 of two bytes", Code: 1000, text: text{Reason: "é", Repeat: 62}, Bytes: 124, Error: "SyntaxError"},
	{Name: "41 of three bytes", Code: 3000, text: text{Reason: "閉", Repeat: 41}, Bytes: 123},
	{Name: "42 of three bytes", Code: 3000, text: text{Reason: "閉", Repeat: 42}, Bytes: 126, Error: "SyntaxError"},
	{Name: "30 of four bytes", Code: 4000, text: text{Reason: "😀", Repeat: 30}, Bytes: 120},
	{Name: "31 of four bytes", Code: 4000, text: text{Reason: "😀", Repeat: 31}, Bytes: 124, Error: "SyntaxError"},
	{Name: "41 lone surrogates", Code: 1000, text: text{UTF16: []uint16{0xD800}, Repeat: 41}, Bytes: 123},
	{Name: "42 lone surrogates", Code: 1000, text: text{UTF16: []uint16{0xD800}, Repeat: 42}, Bytes: 126, Error: "SyntaxError"},
	{Name: "surrogates the wrong way round", Code: 1000, text: text{UTF16: []uint16{0xDC00, 0xD83D}}, Bytes: 6},
	{Name: "byte order mark and NUL", Code: 1000, text: text{Reason: "\ufeff\x00"}, Bytes: 4},
	{Name: "the code is judged before the reason", Code: 5000, text: text{Reason: "a", Repeat: 124}, Bytes: 124, Error: "InvalidAccessError"},
}

func TestCheckSendJudgesAsABrowserDoes(t *testing.T) {
	for _, row := range sendRows {
		t.Run(row.Name, func(t *testing.T) {
			err := CheckSend(row.Code, row.text.String())
			if row.Error == "" {
				require.NoError(t, err)
				return
			}
			var facts *SendError
			require.ErrorAs(t, err, &facts)
			assert.Equal(t, row.Error, facts.Class.Error())
			assert.Equal(t, row.Code, facts.Code)
			assert.Equal(t, row.Bytes, facts.Bytes)
		})
	}
	assertVectors(t, "send.json", sendRows)
}

func TestOnlyNormalAndPrivateCodesAreSendable(t *testing.T) {
	for c := 0; c <= 65535; c++ {
		want := c == 1000 || c >= 3000 && c <= 4999
		require.Equal(t, want, Sendable(Code(c)), c)
		require.Equal(t, want, CheckSend(Code(c), "") == nil, c)
	}
}

func TestRefusalSaysWhatWasPassedAndWhatIsAllowed(t *testing.T) {
	tests := []struct {
		code   Code
		reason string
		class  error
		want   string
	}{
		{
			code: 1001, class: ErrCode,
			want: "close code 1001 may not be sent by a page: use 1000 or 3000-4999, or lenient mode, which sends 3901 for it",
		},
		{
			code: 5000, class: ErrCode,
			want: "close code 5000 may not be sent by a page: use 1000 or 3000-4999, or lenient mode, which sends 3900 for it",
		},
		{
			code: 1000, reason: strings.Repeat("é", 62), class: ErrReason,
			want: "the close reason has 124 bytes of UTF-8 and may have 123: shorten it, or let lenient mode cut it between characters",
		},
	}
	for _, tt := range tests {
		err := CheckSend(tt.code, tt.reason)
		require.EqualError(t, err, tt.want)
		assert.ErrorIs(t, err, tt.class)
		for _, other := range []error{ErrCode, ErrReason, ErrPayloadCode} {
			assert.Equal(t, other == tt.class, errors.Is(err, other))
		}
	}
}

func TestBadBytesCountAsTheReplacementCharacterTheyBecome(t *testing.T) {
	assert.NoError(t, CheckSend(1000, strings.Repeat("\xff", 41)))
	assert.ErrorIs(t, CheckSend(1000, strings.Repeat("\xff", 42)), ErrReason)
	assert.Equal(t, "a\ufffd\ufffdb", FitReason("a\xff\xfeb"))
}

// fitRow is a reason and what lenient mode sends of it: so many code points, from its start.
type fitRow struct {
	Name string `json:"name"`
	text
	Want string `json:"want"`
}

func fitRows() []fitRow {
	rows := []fitRow{
		{Name: "empty"},
		{Name: "short", text: text{Reason: "maintenance"}, Want: "maintenance"},
		{Name: "exactly full", text: text{Reason: "a", Repeat: 123}, Want: strings.Repeat("a", 123)},
		{Name: "one byte too long", text: text{Reason: "a", Repeat: 124}, Want: strings.Repeat("a", 123)},
		{Name: "two bytes each", text: text{Reason: "é", Repeat: 62}, Want: strings.Repeat("é", 61)},
		{Name: "three bytes each", text: text{Reason: "閉", Repeat: 99}, Want: strings.Repeat("閉", 41)},
		{Name: "four bytes each", text: text{Reason: "😀", Repeat: 31}, Want: strings.Repeat("😀", 30)},
		{Name: "a lone surrogate is replaced", text: text{UTF16: []uint16{'a', 0xD800, 'b'}}, Want: "a\ufffdb"},
		{Name: "a cut lone surrogate leaves nothing", text: text{UTF16: []uint16{'a', 'a', 0xDC00}, Repeat: 25}, Want: strings.Repeat("aa\ufffd", 24) + "aa"},
	}
	for _, letter := range []string{"é", "閉", "😀"} {
		for room := range len(letter) + 1 { // bytes left for the letter
			start := strings.Repeat("a", 123-room)
			want := start
			if room == len(letter) {
				want += letter
			}
			rows = append(rows, fitRow{Name: "limit inside " + letter, text: text{Reason: start + letter}, Want: want})
		}
	}
	return rows
}

func TestFitReasonCutsBetweenCharacters(t *testing.T) {
	for _, row := range fitRows() {
		assert.Equal(t, row.Want, FitReason(row.text.String()), row.Name)
	}
	assertVectors(t, "reasons.json", fitRows())
}

func TestFitReasonIsTheLongestPartThatFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkFit(t, rapid.StringN(0, 150, -1).Draw(t, "reason"))
	})
}

func TestFitReasonMakesUTF8OfAnyBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkFit(t, string(rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "reason")))
	})
}

func FuzzFitReason(f *testing.F) {
	for _, row := range fitRows() {
		f.Add(row.text.String())
	}
	f.Fuzz(func(t *testing.T, reason string) { checkFit(t, reason) })
}

func checkFit(t assert.TestingT, reason string) {
	whole := string([]rune(reason))
	fit := FitReason(reason)
	assert.True(t, utf8.ValidString(fit))
	assert.LessOrEqual(t, len(fit), MaxReasonBytes)
	assert.True(t, strings.HasPrefix(whole, fit))
	assert.Equal(t, fit, FitReason(fit))
	assert.NoError(t, CheckSend(1000, fit))
	if rest := whole[len(fit):]; rest != "" {
		_, next := utf8.DecodeRuneInString(rest)
		assert.Greater(t, len(fit)+next, MaxReasonBytes)
	}
	if CheckSend(1000, reason) == nil {
		assert.Equal(t, whole, fit)
	}
}

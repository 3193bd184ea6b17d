//go:build go1.23

package closecode_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	. "github.com/wsclose/wsclose/wasm/closecode"
)

func TestParsePayload(t *testing.T) {
	type row struct {
		Name   string `json:"name"`
		Hex    string `json:"hex"`
		Code   Code   `json:"code"`
		Reason string `json:"reason"`
		Error  string `json:"error"`
		err    error
	}
	full := strings.Repeat("2a", 123)
	rows := []row{
		{Name: "empty: Autobahn 7.3.1", Hex: "", Code: 1005},
		{Name: "half a code: Autobahn 7.3.2", Hex: "61", err: ErrPayloadShort},
		{Name: "code only: Autobahn 7.3.3", Hex: "03e8", Code: 1000},
		{Name: "code and reason: Autobahn 7.3.4", Hex: "03e848656c6c6f20576f726c6421", Code: 1000, Reason: "Hello World!"},
		{Name: "full: Autobahn 7.3.5", Hex: "03e8" + full, Code: 1000, Reason: strings.Repeat("*", 123)},
		{Name: "too long: Autobahn 7.3.6", Hex: "03e8" + full + "2a", err: ErrPayloadLong},
		{Name: "an encoded surrogate: Autobahn 7.5.1", Hex: "03e8cebae1bdb9cf83cebceeb5eda080656469746564", err: ErrPayloadUTF8},
		{Name: "a cut character", Hex: "03e8e3ff", err: ErrPayloadUTF8},
		{Name: "zero: Autobahn 7.9.1", Hex: "0000", Code: 0},
		{Name: "no status on the wire: Autobahn 7.9.4", Hex: "03ed", Code: 1005},
		{Name: "the largest: Autobahn 7.13.2", Hex: "ffff", Code: 65535},
		{Name: "a byte order mark stays", Hex: "03e8efbbbf6869", Code: 1000, Reason: "\ufeffhi"},
		{Name: "NUL stays", Hex: "03e8610062", Code: 1000, Reason: "a\x00b"},
	}
	for i, row := range rows {
		body, err := hex.DecodeString(row.Hex)
		require.NoError(t, err)
		have, err := ParsePayload(body)
		assert.Equal(t, row.err, err, row.Name)
		assert.Equal(t, Payload{Code: row.Code, Reason: row.Reason}, have, row.Name)
		if row.err != nil {
			rows[i].Error = row.err.Error()
		}
	}
	assertVectors(t, "payloads.json", rows)
}

func TestAppendPayload(t *testing.T) {
	tests := []struct {
		name   string
		code   Code
		reason string
		want   string
		class  error
	}{
		{name: "code only", code: 1001, want: "03e9"},
		{name: "code and reason", code: 4000, reason: "é", want: "0fa0c3a9"},
		{name: "nothing", code: NoStatusRcvd, want: ""},
		{name: "a code that only servers send", code: 1012, want: "03f4"},
		{name: "bad bytes are replaced", code: 1000, reason: "\xff", want: "03e8efbfbd"},
		{name: "no status with a reason", code: NoStatusRcvd, reason: "why", class: ErrPayloadCode},
		{name: "abnormal", code: AbnormalClosure, class: ErrPayloadCode},
		{name: "unassigned", code: 2999, class: ErrPayloadCode},
		{name: "too long", code: 1000, reason: strings.Repeat("a", 124), class: ErrReason},
		{name: "too long once replaced", code: 1000, reason: strings.Repeat("\xff", 42), class: ErrReason},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body, err := AppendPayload([]byte{0x88}, tt.code, tt.reason)
			assert.Equal(t, "88"+tt.want, hex.EncodeToString(body), "after what was there")
			if tt.class == nil {
				assert.NoError(t, err)
				return
			}
			assert.ErrorIs(t, err, tt.class)
		})
	}
}

func TestPayloadErrorNamesTheCodesAllowed(t *testing.T) {
	_, err := AppendPayload(nil, 1006, "")
	assert.EqualError(t, err, "close code 1006 must not stand in a Close frame: use 1000-1003, 1007-1014 or 3000-4999")
}

func TestPayloadErrorSaysWhatWasPassed(t *testing.T) {
	_, err := AppendPayload(nil, AbnormalClosure, "é")
	assert.Equal(t, &SendError{Class: ErrPayloadCode, Code: AbnormalClosure, Bytes: 2}, err)
	assert.EqualError(t, ErrPayloadCode, "code not for a Close frame")
	_, err = AppendPayload(nil, GoingAway, strings.Repeat("\xff", 42))
	assert.Equal(t, &SendError{Class: ErrReason, Code: GoingAway, Bytes: 42 * len("\ufffd")}, err, "as it would go out")
}

func TestPayloadComesBackAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := Code(rapid.OneOf(rapid.Uint16Range(1000, 1003), rapid.Uint16Range(1007, 1014), rapid.Uint16Range(3000, 4999)).Draw(t, "code"))
		reason := FitReason(rapid.String().Draw(t, "reason"))
		body, err := AppendPayload(nil, code, reason)
		require.NoError(t, err)
		back, err := ParsePayload(body)
		require.NoError(t, err)
		assert.Equal(t, Payload{Code: code, Reason: reason}, back)
	})
}

func FuzzParsePayload(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{0x03})
	f.Add([]byte{0x03, 0xE8})
	f.Add([]byte("\x0f\xa0reason"))
	f.Fuzz(func(t *testing.T, body []byte) {
		payload, err := ParsePayload(body)
		switch {
		case len(body) == 1:
			assert.ErrorIs(t, err, ErrPayloadShort)
		case len(body) > 125:
			assert.ErrorIs(t, err, ErrPayloadLong)
		case len(body) > 2 && !utf8.Valid(body[2:]):
			assert.ErrorIs(t, err, ErrPayloadUTF8)
		case len(body) == 0:
			assert.NoError(t, err)
			assert.Equal(t, Payload{Code: NoStatusRcvd}, payload)
		default:
			assert.NoError(t, err)
			assert.Equal(t, Payload{Code: Code(binary.BigEndian.Uint16(body)), Reason: string(body[2:])}, payload)
		}
		if err != nil {
			assert.Zero(t, payload)
			return
		}
		if OnWire(payload.Code) || len(body) == 0 {
			again, err := AppendPayload([]byte{}, payload.Code, payload.Reason)
			assert.NoError(t, err)
			assert.Equal(t, string(body), string(again))
		}
	})
}

// FuzzAppendPayload: what may be sent arrives as it was, but for bytes that aren't UTF-8, and what was there before stays.
func FuzzAppendPayload(f *testing.F) {
	f.Fuzz(func(t *testing.T, before []byte, code uint16, reason string) {
		c, whole := Code(code), string([]rune(reason))
		after, err := AppendPayload(bytes.Clone(before), c, reason)
		switch empty := c == NoStatusRcvd && reason == ""; {
		case !OnWire(c) && !empty:
			assert.ErrorIs(t, err, ErrPayloadCode)
		case len(whole) > MaxReasonBytes:
			assert.ErrorIs(t, err, ErrReason)
		default:
			assert.NoError(t, err)
			body, added := bytes.CutPrefix(after, before)
			assert.True(t, added)
			payload, err := ParsePayload(body)
			assert.NoError(t, err)
			assert.Equal(t, Payload{Code: c, Reason: whole}, payload)
			return
		}
		assert.Equal(t, string(before), string(after))
	})
}

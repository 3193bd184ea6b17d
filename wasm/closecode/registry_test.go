//go:build go1.23

package closecode_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	. "github.com/wsclose/wsclose/wasm/closecode"
)

func TestRegistryNamesCodesAsIANADoes(t *testing.T) {
	want := []Entry{
		{Code: 1000, Ident: "NormalClosure", Name: "Normal Closure", Kind: KindNormal},
		{Code: 1001, Ident: "GoingAway", Name: "Going Away", Kind: KindGoingAway},
		{Code: 1002, Ident: "ProtocolError", Name: "Protocol error", Kind: KindProtocol},
		{Code: 1003, Ident: "UnsupportedData", Name: "Unsupported Data", Kind: KindData},
		{Code: 1004, Ident: "Reserved", Name: "Reserved", Kind: KindUnknown},
		{Code: 1005, Ident: "NoStatusRcvd", Name: "No Status Rcvd", Kind: KindNormal},
		{Code: 1006, Ident: "AbnormalClosure", Name: "Abnormal Closure", Kind: KindAbnormal},
		{Code: 1007, Ident: "InvalidFramePayloadData", Name: "Invalid frame payload data", Kind: KindData},
		{Code: 1008, Ident: "PolicyViolation", Name: "Policy Violation", Kind: KindPolicy},
		{Code: 1009, Ident: "MessageTooBig", Name: "Message Too Big", Kind: KindData},
		{Code: 1010, Ident: "MandatoryExtension", Name: "Mandatory Ext.", Kind: KindProtocol},
		{Code: 1011, Ident: "InternalError", Name: "Internal Error", Kind: KindServer},
		{Code: 1012, Ident: "ServiceRestart", Name: "Service Restart", Kind: KindGoingAway},
		{Code: 1013, Ident: "TryAgainLater", Name: "Try Again Later", Kind: KindOverload},
		{Code: 1014, Ident: "BadGateway", Name: "Bad Gateway", Kind: KindServer},
		{Code: 1015, Ident: "TLSHandshake", Name: "TLS handshake", Kind: KindTLS},
		{Code: 3000, Ident: "Unauthorized", Name: "Unauthorized", Kind: KindAuth},
		{Code: 3003, Ident: "Forbidden", Name: "Forbidden", Kind: KindAuth},
		{Code: 3008, Ident: "Timeout", Name: "Timeout", Kind: KindTimeout},
	}
	have := Registry()
	require.Len(t, have, len(want))
	for i, e := range have {
		assert.NotEmpty(t, e.Reference, e.Ident)
		e.Meaning, e.Reference = "", ""
		assert.Equal(t, want[i], e)
	}
}

func TestRegistryAndRangesNameEveryNumberOnce(t *testing.T) {
	named := make([]int, 65536)
	for _, e := range Registry() {
		named[e.Code]++
	}
	for _, r := range Ranges() {
		require.LessOrEqual(t, r.From, r.To)
		for c := int(r.From); c <= int(r.To); c++ {
			named[c]++
		}
	}
	for c, times := range named {
		require.Equal(t, 1, times, c)
	}
}

func TestRegistryAndRangesAreInOrder(t *testing.T) {
	for i, e := range Registry()[1:] {
		assert.Less(t, Registry()[i].Code, e.Code)
	}
	for i, r := range Ranges()[1:] {
		assert.Less(t, Ranges()[i].To, r.From)
	}
}

func TestRangesHoldOneKindEachAndCiteTheirSource(t *testing.T) {
	for _, r := range Ranges() {
		assert.Contains(t, r.Reference, "RFC 6455", "%d says where it is from", r.From)
		for c := int(r.From); c <= int(r.To); c++ {
			require.Equal(t, r.Kind, KindOf(Code(c)), c)
		}
	}
}

func TestTablesHandedOutAreCopies(t *testing.T) {
	Registry()[0].Name = "changed"
	Ranges()[0].Name = "changed"
	Kinds()[0] = "changed"
	assert.Equal(t, "Normal Closure", Registry()[0].Name)
	assert.Equal(t, "Not used", Ranges()[0].Name)
	assert.Equal(t, "normal", Kinds()[0])
}

func TestDescribeAtTheEdgesOfEveryRange(t *testing.T) {
	tests := []struct {
		code               Code
		name               string
		kind               Kind
		sendable, reserved bool
	}{
		{code: 0, name: "Not used", kind: KindUnknown, reserved: true},
		{code: 999, name: "Not used", kind: KindUnknown, reserved: true},
		{code: 1000, name: "Normal Closure", kind: KindNormal, sendable: true},
		{code: 1001, name: "Going Away", kind: KindGoingAway},
		{code: 1003, name: "Unsupported Data", kind: KindData},
		{code: 1004, name: "Reserved", kind: KindUnknown, reserved: true},
		{code: 1005, name: "No Status Rcvd", kind: KindNormal, reserved: true},
		{code: 1006, name: "Abnormal Closure", kind: KindAbnormal, reserved: true},
		{code: 1007, name: "Invalid frame payload data", kind: KindData},
		{code: 1014, name: "Bad Gateway", kind: KindServer},
		{code: 1015, name: "TLS handshake", kind: KindTLS, reserved: true},
		{code: 1016, name: "Unassigned", kind: KindUnknown, reserved: true},
		{code: 2999, name: "Unassigned", kind: KindUnknown, reserved: true},
		{code: 3000, name: "Unauthorized", kind: KindAuth, sendable: true},
		{code: 3001, name: "Library code", kind: KindLibrary, sendable: true},
		{code: 3899, name: "Library code", kind: KindLibrary, sendable: true},
		{code: 3900, name: "Library code: twin", kind: KindLibrary, sendable: true},
		{code: 3915, name: "Library code: twin", kind: KindLibrary, sendable: true},
		{code: 3916, name: "Library code", kind: KindLibrary, sendable: true},
		{code: 3999, name: "Library code", kind: KindLibrary, sendable: true},
		{code: 4000, name: "Application code", kind: KindApplication, sendable: true},
		{code: 4999, name: "Application code", kind: KindApplication, sendable: true},
		{code: 5000, name: "Not defined", kind: KindUnknown, reserved: true},
		{code: 65535, name: "Not defined", kind: KindUnknown, reserved: true},
	}
	for _, tt := range tests {
		d := Describe(tt.code)
		assert.NotEmpty(t, d.Meaning, tt.code)
		d.Meaning = ""
		assert.Equal(t, Description{Code: tt.code, Name: tt.name, Kind: tt.kind, Sendable: tt.sendable, Reserved: tt.reserved}, d)
	}
}

func TestWhatAPageMaySendMayStandInAFrame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Code(rapid.Uint16().Draw(t, "code"))
		if Sendable(c) {
			assert.True(t, OnWire(c))
		}
		assert.Equal(t, !OnWire(c), Describe(c).Reserved)
	})
}

func TestEveryCodeHasJapanese(t *testing.T) {
	check := func(from, to Code, name, meaning string) {
		ja := Japanese(from)
		assert.Equal(t, ja, Japanese(to), "one text from %d to %d", from, to)
		assert.NotEmpty(t, ja.Name)
		assert.True(t, strings.HasSuffix(ja.Meaning, "。"), ja.Meaning)
		assert.NotEqual(t, name, ja.Name)
		assert.Greater(t, len(ja.Meaning), utf8.RuneCountInString(ja.Meaning), "not ASCII")
	}
	for _, e := range Registry() {
		check(e.Code, e.Code, e.Name, e.Meaning)
		assert.Equal(t, uniqueOf(e.Code), e.Code, "no other code has %q", Japanese(e.Code).Name)
	}
	for _, r := range Ranges() {
		check(r.From, r.To, r.Name, r.Meaning)
	}
}

// uniqueOf returns the first registered code that shares c's Japanese name.
func uniqueOf(c Code) Code {
	for _, e := range Registry() {
		if Japanese(e.Code).Name == Japanese(c).Name {
			return e.Code
		}
	}
	return 0
}

func TestMeaningsAreOneShortSentence(t *testing.T) {
	var meanings []string
	for _, e := range Registry() {
		meanings = append(meanings, e.Meaning)
	}
	for _, r := range Ranges() {
		meanings = append(meanings, r.Meaning)
	}
	for _, m := range meanings {
		assert.True(t, strings.HasSuffix(m, "."), m)
		assert.NotContains(t, strings.TrimSuffix(m, "."), ". ", m)
		assert.LessOrEqual(t, len(m), 150, m)
	}
}

func TestEnumsHaveTheNamesOfTheJavaScriptInterface(t *testing.T) {
	assert.Equal(t, "normal", Kinds()[KindNormal])
	assert.Equal(t, "unknown", Kinds()[KindUnknown])
	assert.Len(t, Kinds(), int(KindUnknown)+1)
	assert.Equal(t, "page", Bys()[ByPage])
	assert.Equal(t, "wsclose", Bys()[ByWsclose])
	assert.Len(t, Bys(), int(ByWsclose)+1)
	assert.Equal(t, "close-frame", Causes()[CauseCloseFrame])
	assert.Equal(t, "aborted", Causes()[CauseAborted])
	assert.Len(t, Causes(), int(CauseAborted)+1)
}

// What the WebAssembly calls must not drag the texts along, so only what returns texts may name the tables.
func TestTextsAreUsedOnlyByWhatReturnsTexts(t *testing.T) {
	allowed := map[string]string{
		"registry": "Registry Describe", "ranges": "Ranges Describe", "japanese": "Japanese",
		"Describe": "", "Registry": "", "Ranges": "", "Japanese": "",
	}
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		require.NoError(t, err)
		parsed, err := parser.ParseFile(token.NewFileSet(), file, source, 0)
		require.NoError(t, err)
		for _, decl := range parsed.Decls {
			function, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			ast.Inspect(function.Body, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok {
					if users, ok := allowed[id.Name]; ok {
						assert.Contains(t, strings.Fields(users), function.Name.Name, "%s uses %s", function.Name.Name, id.Name)
					}
				}
				return true
			})
		}
	}
}

package lab

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// Case is a named breach of the protocol, or a named Close, as a URL of the lab.
type Case struct {
	Name  string `json:"name"` // Autobahn's number, or a word for what Autobahn hasn't got
	Title string `json:"title"`
	URL   string `json:"url"` // path and query; may be followed by &id=
}

// Cases returns the cases of the Autobahn test suite that end a connection (sections 2 to 7 of its fuzzing server, by
// its own numbers), then some that it lacks. They say what is sent, not what should follow.
func Cases() []Case {
	return slices.Concat(frameCases(), opcodeCases(), fragmentCases(), textCases(), closeCases(), codeCases(), furtherCases())
}

const (
	hello   = "Hello, world!"
	capital = "Hello World!" // section 7 spells it so
	greek   = "κ\u1f79σμε"   // 11 bytes; U+1F79, which editors like to change into U+03CC
	badUTF8 = greek + "\xed\xa0\x80edited"
	tooHigh = greek + "\xf4\x90\x80\x80edited" // U+110000
	orphan  = "non-continuation payload"
	part1   = "fragment1"
	part2   = "fragment2"
	part3   = "fragment3"
)

// unit is an unmasked frame of at most 125 bytes in hexadecimal; first is its first byte.
func unit(first byte, payload string) string {
	return hex.EncodeToString(append([]byte{first, byte(len(payload))}, payload...))
}

func shut(code uint16, reason string) string {
	return unit(0x88, string(binary.BigEndian.AppendUint16(nil, code))+reason)
}

func rawCase(name, title string, segments ...string) Case {
	return Case{name, title, "/lab/raw?hex=" + strings.Join(segments, "&hex=")}
}

func (c Case) with(query string) Case {
	c.URL += "&" + query
	return c
}

func frameCases() []Case {
	text, ping := unit(0x81, hello), unit(0x89, "")
	return []Case{
		rawCase("2.5", "a ping of 126 bytes", "897e007e.fe*126"),
		rawCase("3.1", "text with RSV3", unit(0x91, hello)),
		rawCase("3.2", "text, text with RSV2, ping", text, unit(0xa1, hello), ping),
		rawCase("3.3", "text, text with RSV2 and RSV3, ping", text, unit(0xb1, hello), ping),
		rawCase("3.4", "text, text with RSV1, ping, byte by byte", text, unit(0xc1, hello), ping).with("chop=1"),
		rawCase("3.5", "binary with RSV1 and RSV3", unit(0xd2, "\x00\xff\xfe\xfd\xfc\xfb\x00\xff")),
		rawCase("3.6", "binary with RSV1 and RSV2", unit(0xe2, hello)),
		rawCase("3.7", "a Close with all three RSV bits", unit(0xf8, "")),
	}
}

// opcodeCases are 4.1.1 to 4.1.5 and 4.2.1 to 4.2.5: opcodes 3 to 7 and 11 to 15.
func opcodeCases() []Case {
	var cases []Case
	for group, first := range []byte{3, 11} {
		for i := range byte(5) {
			opcode := first + i
			name := fmt.Sprintf("4.%d.%d", group+1, i+1)
			payload := ""
			if i%2 == 1 {
				payload = hello
			}
			reserved := unit(0x80|opcode, payload)
			switch c := fmt.Sprintf("opcode %d", opcode); {
			case i < 2:
				cases = append(cases, rawCase(name, c, reserved))
			default:
				cases = append(cases, rawCase(name, "text, "+c+", ping", unit(0x81, hello), reserved, unit(0x89, "")))
			}
		}
	}
	return cases
}

func fragmentCases() []Case {
	orphans := func(first byte) []string { return []string{unit(first, orphan), unit(0x81, hello)} }
	twice := func(first byte) []string {
		once := []string{unit(first, part1), unit(0x01, part2), unit(0x80, part3)}
		return slices.Concat(once, once)
	}
	return []Case{
		rawCase("5.1", "a ping in two fragments", unit(0x09, part1), unit(0x80, part2)),
		rawCase("5.2", "a pong in two fragments", unit(0x0a, part1), unit(0x80, part2)),
		rawCase("5.9", "a last fragment of nothing, text, in one segment", strings.Join(orphans(0x80), "")),
		rawCase("5.10", "a last fragment of nothing, text", orphans(0x80)...),
		rawCase("5.11", "a last fragment of nothing, text, byte by byte", orphans(0x80)...).with("chop=1"),
		rawCase("5.12", "a fragment of nothing, text, in one segment", strings.Join(orphans(0x00), "")),
		rawCase("5.13", "a fragment of nothing, text", orphans(0x00)...),
		rawCase("5.14", "a fragment of nothing, text, byte by byte", orphans(0x00)...).with("chop=1"),
		rawCase("5.15", "a message in two fragments, a fragment of nothing, text",
			unit(0x01, part1)+unit(0x80, part2)+unit(0x00, part3)+unit(0x81, "fragment4")),
		rawCase("5.16", "twice: a fragment of nothing, a message in two fragments", twice(0x00)...),
		rawCase("5.17", "twice: a last fragment of nothing, a message in two fragments", twice(0x80)...),
		rawCase("5.18", "two text frames as the fragments of one message", unit(0x01, part1)+unit(0x81, part2)),
	}
}

func textCases() []Case {
	whole := unit(0x81, tooHigh)
	return []Case{
		rawCase("6.3.1", "text in invalid UTF-8", unit(0x81, badUTF8)),
		rawCase("6.3.2", "text in invalid UTF-8, byte by byte", unit(0x81, badUTF8)).with("chop=1"),
		rawCase("6.4.1", "invalid UTF-8 in the second of three fragments, 1 s apart",
			unit(0x01, tooHigh[:11]), unit(0x00, tooHigh[11:15]), unit(0x80, tooHigh[15:])).with("gap=1000"),
		rawCase("6.4.2", "the second fragment is the byte that makes it invalid",
			unit(0x01, tooHigh[:12]), unit(0x00, tooHigh[12:13]), unit(0x80, tooHigh[13:])).with("gap=1000"),
		rawCase("6.4.3", "6.4.1 as three parts of one frame",
			whole[:2*(2+11)], whole[2*(2+11):2*(2+15)], whole[2*(2+15):]).with("gap=1000"),
		rawCase("6.4.4", "6.4.2 as three parts of one frame",
			whole[:2*(2+12)], whole[2*(2+12):2*(2+13)], whole[2*(2+13):]).with("gap=1000"),
	}
}

func closeCases() []Case {
	normal, text := shut(1000, ""), unit(0x81, capital)
	return []Case{
		rawCase("7.1.1", "text, and Close after the client's message", text, normal).with("between=message"),
		rawCase("7.1.2", "two Closes", normal, unit(0x88, "")),
		rawCase("7.1.3", "Close, ping", normal, unit(0x89, "")),
		rawCase("7.1.4", "Close, text", normal, text),
		rawCase("7.1.5", "Close between the fragments of a message", unit(0x01, part1), normal, unit(0x80, part2)),
		rawCase("7.1.6", "text of 256 KiB, text, Close, ping",
			"817f0000000000040000."+hex.EncodeToString([]byte("BAsd7&jh23"))+"*26214."+hex.EncodeToString([]byte("BAsd")),
			text, normal, unit(0x89, "")),
		rawCase("7.3.1", "Close without a code", unit(0x88, "")),
		rawCase("7.3.2", "Close of one byte", unit(0x88, "a")),
		rawCase("7.3.3", "Close with a code", normal),
		rawCase("7.3.4", "Close with code and reason", shut(1000, capital)),
		rawCase("7.3.5", "Close with the longest reason, 123 bytes", "887d03e8.2a*123"),
		rawCase("7.3.6", "Close with a reason of 124 bytes", "887e007e03e8.2a*124"),
		rawCase("7.5.1", "Close with a reason in invalid UTF-8", shut(1000, badUTF8)),
	}
}

// codeCases are a Close with each code that Autobahn tries: valid (7.7), invalid (7.9), and beyond (7.13).
func codeCases() []Case {
	groups := []struct {
		name  string
		codes []uint16
	}{
		{"7.7", []uint16{1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999}},
		{"7.9", []uint16{0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999}},
		{"7.13", []uint16{5000, 65535}},
	}
	var cases []Case
	for _, group := range groups {
		for i, code := range group.codes {
			cases = append(cases, rawCase(fmt.Sprintf("%s.%d", group.name, i+1), fmt.Sprintf("Close %d", code), shut(code, "")))
		}
	}
	return cases
}

func furtherCases() []Case {
	var cases []Case
	for _, code := range []uint16{1012, 1013, 1014, 1015} {
		cases = append(cases, rawCase(fmt.Sprintf("iana.%d", code), fmt.Sprintf("Close %d with a reason", code), shut(code, "r")))
	}
	return append(cases,
		rawCase("masked-close", "a Close masked with 1, 2, 3, 4", "88820102030402ea"),
		rawCase("fragmented-close", "a Close in two fragments", unit(0x08, "\x03\xe8"), unit(0x80, "r")),
		rawCase("long-length", "text of 5 bytes with a length of 16 bits", "817e0005"+hex.EncodeToString([]byte("Hello"))),
		rawCase("garbage", "HTTP after the 101", hex.EncodeToString([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))),
		rawCase("bom-reason", "Close with a reason that begins with U+FEFF", shut(1000, "\uFEFFhi")),
		rawCase("nul-reason", "Close with a reason that has a NUL", shut(1000, "a\x00b")),
		rawCase("early-close", "101 and Close 4321 in one segment", shut(4321, "early")).with("with101=1"),
	)
}

package lab

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
)

// maxRaw bounds what one URL can make the lab write, in bytes.
const maxRaw = 16 << 20

// piece is some bytes, so many times.
type piece struct {
	bytes []byte
	times int
}

// parseHex reads bytes in hexadecimal. A dot separates pieces and *N repeats a piece, so that a long frame fits in
// a URL: "817e0100.2a*256" is a text frame of 256 asterisks.
func parseHex(s string) ([]piece, error) {
	var pieces []piece
	for part := range strings.SplitSeq(s, ".") {
		digits, times, repeated := strings.Cut(part, "*")
		b, err := hex.DecodeString(digits)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", digits, err)
		}
		n := 1
		if repeated {
			var ok bool
			if n, ok = decimal(times); !ok || n > maxRaw/max(1, len(b)) {
				return nil, fmt.Errorf("%q is no count from 0 to %d", times, maxRaw/max(1, len(b)))
			}
		}
		pieces = append(pieces, piece{b, n})
		if size := sizeOf(pieces); size > maxRaw {
			return nil, fmt.Errorf("%d bytes are more than %d", size, maxRaw)
		}
	}
	return pieces, nil
}

func sizeOf(pieces []piece) int {
	size := 0
	for _, p := range pieces {
		size += len(p.bytes) * p.times
	}
	return size
}

func expand(pieces []piece) []byte {
	out := make([]byte, 0, sizeOf(pieces))
	for _, p := range pieces {
		out = append(out, bytes.Repeat(p.bytes, p.times)...)
	}
	return out
}

func isHex(s string) bool {
	_, err := parseHex(s)
	return err == nil
}

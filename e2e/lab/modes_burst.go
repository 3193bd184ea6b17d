package lab

import (
	"bytes"
	"strconv"

	"github.com/gobwas/ws"
)

const (
	maxBurst   = 64 << 20 // bytes of payload in one burst
	batchBytes = 64 << 10 // written at once
)

func burstScenario() Scenario {
	return Scenario{
		Name: "burst", Title: "Many messages at once",
		Does: "Sends n messages of size bytes in as few writes as it can, then closes if a code is given, else echoes. " +
			"Each message is its number from 0, in decimal, filled up with dots; where size is short, the last digits.",
		Parameters: []Parameter{
			number("n", 100, 0, 1_000_000, "how many messages"),
			number("size", 16, 0, maxBurst, "bytes in each"),
			choice("type", "text", []string{"text", "binary"}, "of the messages"),
			afterParameter(), delayParameter(),
			codeParameter(""), reasonParameter(), thenParameter(), plainKill(),
		},
		Examples: []Example{
			{"/lab/burst?n=10000&size=100", "a flood, then echo"},
			{"/lab/burst?n=2&code=4001&reason=after+two", "two messages, then Close: the page gets all of them first"},
		},
		build: func(_ *Lab, v values) plan {
			b := burst{n: v.number("n"), size: v.number("size"), op: ws.OpText}
			if v.text("type") == "binary" {
				b.op = ws.OpBinary
			}
			p := plan{steps: append(when(v), b), end: endingOf(v)}
			if !v.has("code") {
				p.steps = append(p.steps, listen{})
				return p
			}
			p.steps = append(p.steps, write{bytes: closing(v)})
			return p
		},
	}
}

// burst writes many messages. The connection behaves on afterwards.
type burst struct {
	n, size int
	op      ws.OpCode
}

func (b burst) run(c *conn) error {
	batch := make([]byte, 0, batchBytes)
	for i := range b.n {
		payload := numbered(i, b.size)
		c.record.wrote(frame{Header: ws.Header{Fin: true, OpCode: b.op, Length: int64(b.size)}, payload: payload})
		batch = appendFrame(batch, b.op, true, payload)
		if len(batch) < batchBytes && i < b.n-1 {
			continue
		}
		if err := c.send(batch); err != nil {
			return err
		}
		batch = batch[:0]
	}
	return nil
}

func numbered(i, size int) []byte {
	digits := strconv.Itoa(i)
	if len(digits) > size {
		return []byte(digits[len(digits)-size:])
	}
	return append([]byte(digits), bytes.Repeat([]byte("."), size-len(digits))...)
}

package soak_test

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/Shopify/toxiproxy/v2/stream"
	"github.com/Shopify/toxiproxy/v2/toxics"
	"github.com/stretchr/testify/assert"
)

// corrupting is the name of the toxic that toxiproxy has not.
const corrupting = "corrupt"

// Corrupt turns a bit of a byte now and then, as no TCP checksum would let pass but a broken middlebox does: of frames, never of the
// opening handshake. What it has touched ends when it is removed: nothing is known of such a stream any more.
type Corrupt struct {
	Seed  uint64 `json:"seed"`
	Every int64  `json:"every"` // bytes from one to the next, at most
}

// corruption is how far it is with one connection.
type corruption struct {
	random    *rand.Rand
	next      int64 // bytes that are left alone
	handshake []byte
	isPast    bool
}

func init() { toxics.Register(corrupting, new(Corrupt)) }

// NewState implements [toxics.StatefulToxic].
func (c *Corrupt) NewState() any {
	random := rand.New(rand.NewPCG(c.Seed, 0))
	return &corruption{random: random, next: random.Int64N(c.Every)}
}

// Pipe implements [toxics.Toxic].
func (c *Corrupt) Pipe(stub *toxics.ToxicStub) {
	state := stub.State.(*corruption)
	for {
		select {
		case <-stub.Interrupt:
			return
		case chunk := <-stub.Input:
			if chunk == nil {
				stub.Close()
				return
			}
			state.spoil(chunk, c.Every)
			stub.Output <- chunk
		}
	}
}

// Cleanup implements [toxics.CleanupToxic].
func (c *Corrupt) Cleanup(stub *toxics.ToxicStub) { stub.Close() }

func (s *corruption) spoil(chunk *stream.StreamChunk, every int64) {
	data := chunk.Data[s.handshakeIn(chunk.Data):]
	for s.next < int64(len(data)) {
		data[s.next] ^= 1 << s.random.IntN(8)
		s.next += 1 + s.random.Int64N(every)
	}
	s.next -= int64(len(data))
}

// handshakeIn is how much of the next bytes belongs to an opening handshake. A connection that was there before the toxic has none.
func (s *corruption) handshakeIn(data []byte) int {
	if s.isPast {
		return 0
	}
	before := len(s.handshake)
	s.handshake = append(s.handshake, data...)
	isOne := bytes.HasPrefix(s.handshake, []byte("GET ")) || bytes.HasPrefix(s.handshake, []byte("HTTP/"))
	end := bytes.Index(s.handshake, []byte("\r\n\r\n"))
	if isOne && end < 0 {
		return len(data)
	}
	s.isPast = true
	if !isOne {
		return 0
	}
	return max(0, end+len("\r\n\r\n")-before)
}

func TestTheHandshakeIsNeverCorruptedAndFramesAre(t *testing.T) {
	const handshake = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
	c := &Corrupt{Seed: 1, Every: 10}
	whole := []byte(handshake + string(make([]byte, 200)))
	for _, first := range []int{5, 30, len(handshake) - 1, len(handshake), len(handshake) + 20} {
		state := c.NewState().(*corruption)
		var got []byte
		for _, piece := range [][]byte{whole[:first], whole[first:]} {
			chunk := &stream.StreamChunk{Data: bytes.Clone(piece)}
			state.spoil(chunk, c.Every)
			got = append(got, chunk.Data...)
		}
		assert.Equal(t, handshake, string(got[:len(handshake)]))
		turned := len(got) - len(handshake) - bytes.Count(got[len(handshake):], []byte{0})
		assert.InDelta(t, 200*2/10, turned, 25, "of 200 bytes, cut at %d", first)
	}
	late := &stream.StreamChunk{Data: bytes.Clone(whole[len(handshake):])}
	c.NewState().(*corruption).spoil(late, c.Every)
	assert.NotEqual(t, whole[len(handshake):], late.Data, "a connection that was there before")
}

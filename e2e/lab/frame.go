package lab

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/gobwas/ws"
)

// frame is one frame with its payload unmasked. Of a frame over MaxMessage, and of one that there was no room for, there is only the
// header.
type frame struct {
	ws.Header
	payload []byte
	tooBig  bool
	noRoom  bool
	unread  int64 // bytes of payload
}

func (f frame) isClose() bool { return f.OpCode == ws.OpClose }

func (f frame) isData() bool { return f.OpCode <= ws.OpBinary }

// endsMessage: RFC 6455, section 5.4; the last fragment has FIN, and control frames are no part of a message.
func (f frame) endsMessage() bool { return f.isData() && f.Fin }

// errInsideFrame is a FIN that came before the frame was whole.
var errInsideFrame = errors.New("the client ended TCP inside a frame")

// readFrame takes the payload as it comes, so that a header which claims much costs nothing. It forgives what a server
// should not (an unmasked frame, a reserved bit): the journal tells of it. through wraps what the payload is written to, if it isn't nil.
func readFrame(r io.Reader, most int64, through func(io.Writer) io.Writer) (frame, error) {
	h, err := ws.ReadHeader(r)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = errInsideFrame
	}
	if err != nil || h.Length > most {
		return frame{Header: h, tooBig: err == nil, unread: h.Length}, err
	}
	var payload bytes.Buffer
	to := io.Writer(&payload)
	if through != nil {
		to = through(to)
	}
	rest := &io.LimitedReader{R: r, N: h.Length}
	_, err = io.Copy(to, rest)
	switch {
	case errors.Is(err, errNoRoom):
		return frame{Header: h, noRoom: true, unread: rest.N}, nil
	case err == nil && rest.N > 0, errors.Is(err, io.EOF):
		return frame{}, errInsideFrame
	case err != nil:
		return frame{}, err
	}
	f := frame{Header: h, payload: payload.Bytes()}
	if h.Masked {
		ws.Cipher(f.payload, h.Mask, 0)
	}
	return f, nil
}

// appendFrame appends an unmasked frame, whatever its opcode and length: a Close of 126 bytes gets the extended
// length that RFC 6455, section 5.5, forbids.
func appendFrame(to []byte, op ws.OpCode, fin bool, payload []byte) []byte {
	b := bytes.NewBuffer(to)
	h := ws.Header{Fin: fin, OpCode: op, Length: int64(len(payload))}
	if err := ws.WriteHeader(b, h); err != nil {
		panic(fmt.Sprintf("lab: a header of %d bytes: %v", h.Length, err)) // only a negative length has an error
	}
	return append(b.Bytes(), payload...)
}

// closeFrame is a Close with any code and reason; code < 0 leaves both out.
func closeFrame(code int, reason string) []byte {
	return appendFrame(nil, ws.OpClose, true, closePayload(code, reason))
}

func closePayload(code int, reason string) []byte {
	if code < 0 {
		return nil
	}
	return append(binary.BigEndian.AppendUint16(nil, uint16(code)), reason...)
}

// split takes raw bytes apart for the journal: each of the whole frames at their front, and the rest. Two bytes may be a frame, so they
// are never listed.
func split(b []byte, each func(frame)) (rest []byte) {
	for len(b) > 0 {
		r := bytes.NewReader(b)
		f, err := readFrame(r, int64(len(b)), nil)
		if err != nil || f.tooBig {
			return b
		}
		each(f)
		b = b[len(b)-r.Len():]
	}
	return nil
}

package soak_test

import (
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/gobwas/ws"
)

const (
	// writeTimeout keeps a peer that reads nothing from holding a goroutine.
	writeTimeout = 30 * time.Second
	// echoTimeout is how long the server waits for the answer to its Close.
	echoTimeout = 2 * time.Second
)

// A peer is the server's end of one connection.
type peer struct {
	*server
	entry *entry
	tcp   *net.TCPConn
	done  chan struct{}

	writing sync.Mutex
	isMum   bool // its Close is sent
	acked   int  // the largest number that came
}

// write writes one frame, unless a Close went before.
func (p *peer) write(f ws.Frame) {
	p.writing.Lock()
	defer p.writing.Unlock()
	if p.isMum {
		return
	}
	p.isMum = f.Header.OpCode == ws.OpClose
	_ = p.tcp.SetWriteDeadline(time.Now().Add(writeTimeout))
	_, _ = p.tcp.Write(ws.MustCompileFrame(f))
}

// talk sends numbered messages: the number, the largest that came, filler, the sum.
func (p *peer) talk() {
	for n := 1; ; n++ {
		select {
		case <-p.done:
			return
		case <-time.After(time.Duration(40+37*n%160) * time.Millisecond):
		}
		p.mu.Lock()
		acked := p.acked
		p.mu.Unlock()
		body := fmt.Sprintf("%d %d %s", n, acked, strings.Repeat("x", 53*n%400))
		p.write(ws.NewTextFrame([]byte(body + " " + sum(body))))
	}
}

// say sends a Close frame.
func (p *peer) say(f frame, payload []byte) {
	p.mu.Lock()
	p.entry.said = &f
	p.mu.Unlock()
	p.write(ws.NewCloseFrame(payload))
}

// end ends the connection as its entry says.
func (p *peer) end() {
	if p.isCalm.Load() {
		return
	}
	kind := p.entry.kind
	if strings.HasPrefix(kind, "close") {
		body := ws.NewCloseFrameBody(ws.StatusCode(p.entry.close.code), p.entry.close.reason)
		if p.entry.close.code == 1005 {
			body = nil
		}
		p.say(p.entry.close, body)
	}
	if kind == "close" {
		time.AfterFunc(echoTimeout, func() { p.hangUp(false) })
		return
	}
	p.hangUp(kind != "fin")
}

// hangUp ends TCP.
func (p *peer) hangUp(isReset bool) {
	p.mu.Lock()
	p.entry.ended = time.Now()
	p.mu.Unlock()
	if isReset {
		_ = p.tcp.SetLinger(0)
	}
	_ = p.tcp.Close()
}

// listen reads what comes until there is no more.
func (p *peer) listen() {
	for {
		header, err := ws.ReadHeader(p.tcp)
		if err != nil || header.Length > 1<<20 {
			return
		}
		payload := make([]byte, header.Length)
		if _, err := io.ReadFull(p.tcp, payload); err != nil {
			return
		}
		ws.Cipher(payload, header.Mask, 0)
		switch header.OpCode {
		case ws.OpPing:
			p.write(ws.NewPongFrame(payload))
		case ws.OpClose:
			if p.closed(payload) {
				return
			}
		default:
			p.message(string(payload))
		}
	}
}

func (p *peer) message(text string) {
	number, ok := numberIn(text)
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case text == beat:
	case !ok:
		p.entry.garbled++
	default:
		p.entry.numbers = append(p.entry.numbers, number)
		p.acked = max(p.acked, number)
	}
}

// beat is what heartbeats say.
const beat = "beat"

// closed takes the page's Close, and tells whether that is all.
func (p *peer) closed(payload []byte) (isOver bool) {
	code, reason := ws.ParseCloseFrameData(payload)
	f := frame{int(code), reason}
	if len(payload) == 0 {
		f.code = 1005
	}
	p.mu.Lock()
	p.entry.heard = &f
	isAnswer := p.entry.said != nil
	p.mu.Unlock()
	if p.entry.kind == "mute" && !isAnswer {
		return false
	}
	if !isAnswer { // it answers with the page's own code
		p.say(f, payload)
	}
	return true
}

// over is the end, whoever has brought it about.
func (p *peer) over() {
	close(p.done)
	_ = p.tcp.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.entry.over = time.Now()
}

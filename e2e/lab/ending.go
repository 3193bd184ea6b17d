package lab

import (
	"fmt"
	"time"

	"github.com/gobwas/ws"
)

// lingerTime is how long the lab reads on after its FIN, for the client's end of TCP to be seen and for the kernel to
// have no reason to send RST. Browsers end TCP at once.
const lingerTime = 2 * time.Second

// ending is what the lab does once it has written what it had to write.
type ending struct {
	then string // a choice of parameter then
	kill time.Duration
}

const (
	thenEchoWait = "echo-wait"
	thenFIN      = "fin"
	thenRST      = "rst"
	thenEchoRST  = "rst-after-echo"
	thenHold     = "hold"
)

func (e ending) run(c *conn) {
	c.behaves = false
	switch e.then {
	case thenFIN:
		c.finish()
	case thenRST:
		c.reset()
	case thenEchoRST:
		if c.untilClose(e.kill) {
			c.reset()
		}
	case thenHold:
		c.hold(e.kill)
	default:
		if c.untilClose(e.kill) {
			c.finish()
		}
	}
}

// untilClose waits for the client's Close; false: TCP ended, or kill passed.
func (c *conn) untilClose(kill time.Duration) bool {
	if c.closeRead {
		return true
	}
	if c.serve(timeout(kill), func(frame) bool { return c.closeRead }) != nil {
		return false
	}
	if !c.closeRead {
		c.record.fault(fmt.Sprintf("no Close from the client within %v (kill)", kill))
	}
	return c.closeRead
}

// finish is RFC 6455, section 7.1.1: the server ends TCP first, sending FIN and reading on till the client's FIN.
func (c *conn) finish() {
	c.behaves = false
	c.record.tcp(ServerFIN)
	_ = sendFIN(c.socket) // fails if the client has ended TCP, which the reader tells
	_ = c.serve(timeout(lingerTime), nil)
}

func (c *conn) reset() {
	c.record.tcp(ServerRST)
	sendRST(c.socket)
}

// hold keeps TCP open and answers nothing till the client ends it, or kill passes.
func (c *conn) hold(kill time.Duration) {
	c.behaves = false
	c.record.tcp(Held)
	if c.serve(timeout(kill), nil) == nil {
		c.record.fault(fmt.Sprintf("held for %v (kill)", kill))
	}
}

// timeout never fires for 0: MaxAge ends the connection.
func timeout(d time.Duration) <-chan time.Time {
	if d <= 0 {
		return nil
	}
	return time.After(d)
}

// answer is how the lab reacts to the client's Close. The zero value is what RFC 6455, section 5.5.1, asks for.
type answer struct {
	with   string // a word of parameter with, without the code
	code   int
	reason string
	delay  time.Duration
}

const (
	withEcho     = "echo"
	withNone     = "none"
	withCode     = "code"
	withEmpty    = "empty"
	withRST      = "rst"
	withFIN      = "fin"
	withEchoHold = "echo-hold"
	withReserved = "reserved"
)

// run ends the connection. The echo has the client's reason too, as most servers do.
func (a answer) run(c *conn, closing frame) {
	c.behaves = false
	if (pause{a.delay}).run(c) != nil {
		return
	}
	switch a.with {
	case withNone:
		c.hold(0)
	case withRST:
		c.reset()
	case withFIN:
		c.finish()
	case withCode, withReserved:
		c.lastly(closeFrame(a.code, a.reason), c.finish)
	case withEmpty:
		c.lastly(closeFrame(-1, ""), c.finish)
	case withEchoHold:
		c.lastly(echoOf(closing), func() { c.hold(0) })
	default:
		c.lastly(echoOf(closing), c.finish)
	}
}

func (c *conn) lastly(b []byte, then func()) {
	if c.write(b) == nil {
		then()
	}
}

func echoOf(closing frame) []byte { return appendFrame(nil, ws.OpClose, true, closing.payload) }

package lab

import (
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// handshake is how the lab answers the opening handshake (RFC 6455, section 4.2.2).
type handshake struct {
	do         string        // a choice of parameter do; "" as "101"
	delay      time.Duration // before the answer
	retryAfter string        // seconds, in an HTTP refusal; "": no header
	protocol   string        // "first", "none", or a name that is sent whether asked for or not
	key        string        // Sec-WebSocket-Key
	asked      []string      // subprotocols
	extra      []byte        // sent in the segment of the 101
}

const (
	doUpgrade           = "101"
	doEOF               = "eof"
	doReset             = "rst"
	doStall             = "stall"
	doBadAccept         = "bad-accept"
	doUnaskedProtocol   = "unasked-protocol"
	doUnaskedExtension  = "unasked-extension"
	doNoProtocol        = "no-protocol"
	doCloseAtOnce       = "close-at-once"
	protocolFirst       = "first"
	protocolNone        = "none"
	unaskedProtocolName = "unasked"
	acceptGUID          = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11" // RFC 6455, section 1.3
)

// refusals are the HTTP statuses that the lab answers with instead of 101.
var refusals = []string{"200", "302", "400", "401", "403", "404", "429", "500", "502", "503", "504"}

// shake answers the request; errOver if there is no WebSocket then.
func (c *conn) shake() error {
	h := c.plan.handshake
	if err := (pause{h.delay}).run(c); err != nil {
		return err
	}
	switch {
	case h.do == doEOF:
		c.finish()
		return errOver
	case h.do == doReset:
		c.reset()
		return errOver
	case h.do == doStall:
		c.hold(0)
		return errOver
	case slices.Contains(refusals, h.do):
		status, _ := strconv.Atoi(h.do)
		c.record.answered(status)
		if c.send(h.refusal(status)) == nil {
			c.finish()
		}
		return errOver
	}
	return c.upgrade(h)
}

func (c *conn) upgrade(h handshake) error {
	c.record.answered(http.StatusSwitchingProtocols)
	c.record.update(func(e *Entry, _ int64) { e.Protocol = h.chosen() })
	c.behaves = len(h.extra) == 0
	c.note(h.extra)
	return c.send(append(h.switching(), h.extra...))
}

// chosen is the subprotocol to answer with.
func (h handshake) chosen() string {
	switch {
	case h.do == doUnaskedProtocol:
		return unaskedProtocolName
	case h.do == doNoProtocol, h.protocol == protocolNone:
		return ""
	case h.protocol != protocolFirst:
		return h.protocol
	case len(h.asked) > 0:
		return h.asked[0]
	}
	return ""
}

func (h handshake) switching() []byte {
	var b strings.Builder
	b.WriteString("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n")
	key := h.key
	if h.do == doBadAccept {
		key += "!"
	}
	fmt.Fprintf(&b, "Sec-WebSocket-Accept: %s\r\n", accept(key))
	if protocol := h.chosen(); protocol != "" {
		fmt.Fprintf(&b, "Sec-WebSocket-Protocol: %s\r\n", protocol)
	}
	if h.do == doUnaskedExtension {
		b.WriteString("Sec-WebSocket-Extensions: x-unasked\r\n")
	}
	b.WriteString("\r\n")
	return []byte(b.String())
}

func (h handshake) refusal(status int) []byte {
	body := fmt.Sprintf("The lab answers %d %s, as asked.\n", status, http.StatusText(status))
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\nConnection: close\r\nCache-Control: no-store\r\n", status, http.StatusText(status))
	fmt.Fprintf(&b, "Access-Control-Allow-Origin: *\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n", len(body))
	if status == http.StatusFound {
		b.WriteString("Location: /lab/echo\r\n")
	}
	if h.retryAfter != "" {
		fmt.Fprintf(&b, "Retry-After: %s\r\n", h.retryAfter)
	}
	return []byte(b.String() + "\r\n" + body)
}

func accept(key string) string {
	sum := sha1.Sum([]byte(key + acceptGUID))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// checkUpgrade tells what keeps a request from being an opening handshake (RFC 6455, section 4.2.1): the HTTP status
// to answer with and a message; 0 if nothing does.
func checkUpgrade(r *http.Request) (status int, message string) {
	key, err := base64.StdEncoding.DecodeString(r.Header.Get("Sec-WebSocket-Key"))
	switch {
	case !listed(r.Header.Values("Connection"), "upgrade"), !listed(r.Header.Values("Upgrade"), "websocket"):
		return http.StatusUpgradeRequired, "this is a WebSocket URL: open it with ws://, not http://"
	case r.Method != http.MethodGet:
		return http.StatusMethodNotAllowed, "a WebSocket handshake is a GET"
	case r.Header.Get("Sec-WebSocket-Version") != "13":
		return http.StatusUpgradeRequired, "Sec-WebSocket-Version must be 13"
	case err != nil || len(key) != 16:
		return http.StatusBadRequest, "Sec-WebSocket-Key must be 16 bytes in base64"
	}
	return 0, ""
}

func askedProtocols(r *http.Request) []string {
	return tokens(r.Header.Values("Sec-WebSocket-Protocol"))
}

func listed(headers []string, token string) bool {
	return slices.ContainsFunc(tokens(headers), func(t string) bool { return strings.EqualFold(t, token) })
}

func tokens(headers []string) []string {
	found := []string{}
	for _, header := range headers {
		for _, token := range strings.Split(header, ",") {
			if token = strings.TrimSpace(token); token != "" {
				found = append(found, token)
			}
		}
	}
	return found
}

package e2e_test

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

var repeat = strings.Repeat

// serverCloses: any code from the server arrives as a clean close and is echoed, save the three below.
func serverCloses(code int) vector {
	return vector{name: fmt.Sprintf("the server closes with %d", code), path: fmt.Sprintf("/lab/close?code=%d&reason=r", code),
		page: []string{"open@1", fmt.Sprintf(`close@3 %d "r" clean`, code)}, server: fmt.Sprintf(`%d "r"`, code)}
}

// serverMustNotSend: 1005, 1006 and 1015 must not stand in a Close frame (RFC 6455, section 7.4.1); Chromium fails the connection.
func serverMustNotSend(code int) vector {
	return vector{name: fmt.Sprintf("the server sends %d", code), path: fmt.Sprintf("/lab/close?code=%d&reason=r", code),
		page: []string{"open@1", "error@3", failed}, server: "1002"}
}

// pageCloses: close(3000, 'done') on a peer that answers in its own way.
func pageCloses(with, last, end string) vector {
	return vector{name: "close() answered " + with, path: "/lab/answer?" + with, script: `await r.on('open'); s.close(3000, 'done')`,
		page: []string{"open@1", last}, server: `3000 "done"`, end: end}
}

// refuses: calls that throw before anything changes: the socket still echoes, and closes as asked.
func refuses(name string, calls ...string) vector {
	v := vector{name: "refused with " + name, path: "/lab/echo", page: []string{"open@1"}, server: "1000"}
	v.script = "await r.on('open'); "
	for _, call := range calls {
		v.script += "r.try(() => " + call + ", s, " + strconv.Quote(call) + "); "
		v.page = append(v.page, "threw@1 "+name+" "+call)
	}
	v.script += "s.send('still here'); await r.on('message'); s.close(1000)"
	v.page = append(v.page, "message@1 still here", `close@3 1000 "" clean`)
	return v
}

func refused(do string) vector {
	return vector{name: "handshake " + do, path: "/lab/handshake?do=" + do, page: []string{"error@3", failed}, server: "none"}
}

// breaks: bytes that break the protocol after a good handshake.
func breaks(name, hex, close string) vector {
	return vector{name: name, path: "/lab/raw?" + url.Values{"hex": {hex}}.Encode(), page: []string{"open@1", "error@3", failed}, server: close}
}

package closing_test

import (
	"slices"
	"strconv"
	"strings"
)

var repeat = strings.Repeat

// pageCloses: close(3001, 'done') on a peer that answers in its own way.
func pageCloses(with, last, report, end, proves string) vector {
	return vector{name: "close() answered " + with, path: "/lab/answer?" + with, script: `await r.on('open'); s.close(3001, 'done')`,
		page: []string{"open@1", last}, report: report + `, asked 3001 "done"`, server: `3001 "done"`, end: end, proves: proves}
}

// alike are outcomes of a race that wsclose reports alike.
func alike(report string, lines ...string) map[string]string {
	races := map[string]string{}
	for _, line := range lines {
		races[line] = report
	}
	return races
}

// refuses: calls that throw before anything changes: the socket still echoes, and closes as asked.
func refuses(name, proves string, calls ...string) vector {
	v := vector{name: "refused with " + name, path: "/lab/echo", page: []string{"open@1"}, report: "normal page close-frame expected, asked 1000",
		server: "1000", proves: proves}
	v.script = "await r.on('open'); "
	for _, call := range calls {
		v.script += "r.try(() => " + call + ", s, " + strconv.Quote(call) + "); "
		v.page = append(v.page, "threw@1 "+name+" "+call)
	}
	v.script += "s.send('still here'); await r.on('message'); s.close(1000)"
	v.page = append(v.page, "message@1 still here", `close@3 1000 "" clean`)
	return v
}

// refused: the page can't tell one failed handshake from another (WHATWG WebSockets, feedback from the protocol), and wsclose doesn't claim to.
func refused(do string, proves ...string) vector {
	return vector{name: "handshake " + do, path: "/lab/handshake?do=" + do, page: []string{"error@3", failed}, report: neverOpened, server: "none",
		proves: strings.Join(proves, " ")}
}

// ends: TCP ends without a Close.
func ends(name, query string) vector {
	return vector{name: name, path: "/lab/tcp?" + query, page: []string{"open@1", failed}, report: "abnormal network lost", server: "none",
		proves: "7.1.5/1006 7.2.1/lost"}
}

// flooded are messages of a burst, as the page logs them, between open and this end.
func flooded(n int, end string) []string {
	lines := []string{"open@1"}
	for i := range n {
		lines = append(lines, "message@1 "+(strconv.Itoa(i) + "..")[:3])
	}
	return slices.Concat(lines, []string{end})
}

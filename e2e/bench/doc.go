// Command bench compares wsclose's speed with the browser's own WebSocket, with other packages, and with another build of wsclose, in
// one headless Chromium.
//
//	go run ./e2e/bench                          all of it, into results.json and results.svg
//	go run ./e2e/bench -against /tmp/old-dist   and wsclose of another dist folder beside it
//	go run ./e2e/bench -against /tmp/old-dist -among wsclose,against,native -only decisionUs,closeToEventMs -rounds 30
//
// # Who
//
// native is the browser's WebSocket; wsclose is the package in js/dist (-dist), its core beside the JavaScript; wsclose-inside is the
// one in js/build/inside (-inside), its core within the JavaScript, measured only where that matters; against is the one that -against
// names. The others are packages of e2e/compare.
//
// # How
//
// In each round each contestant takes each measurement once, in a fresh page; where the page's start counts, in a fresh tab. Contestants take turns at one measurement before the next
// begins, and the next round goes in the other direction: what slows the machine for a while slows all.
// A figure is the median of all samples, with the least and the most. Compare figures of one run only.
//
// Two contestants are also compared round by round: the ratio, and the difference, of the two medians of each round; then the median
// of these, and an interval that contains the true median in 95 of 100 runs (fewer than six rounds: the least to the most). The
// interval needs no assumption on how the noise is distributed. Where it contains 1, or a difference of 0, the run shows no difference.
//
// Pages are cross-origin isolated, for a clock of 5 µs, and nothing is cached. JavaScript is served with gzip.
//
// # What, by its name in results.json
//
//	echo16, echo1k, echo64k   messages a second that come back, 32 on their way; windows of 250 ms
//	push16                    messages of 16 bytes a second that a page takes from a faster server; 100,000 of them
//	cyclesPerSecond           connections a second, each asked for when the last is open
//	openColdMs                ms from the beginning of a page's navigation to `open`, in a window that no DevTools watch
//	openColdBytes             bytes after gzip of all that such a page has loaded before `open`, without its HTML
//	openColdScriptMs          ms of CPU that Chromium spends on its scripts before `open`: parsing, on any thread, compiling, running.
//	                          From a trace of the browser. Unlike openColdMs it leaves out the start of a process and the network.
//	openWarmMs                ms from the constructor to `open` in a page that has done so before
//	openWarmDifferenceMs      the same, less that of a native socket directly before or after
//	closeToEventMs            ms from the server's last message to `close`; the server writes both at once
//	heapPerSessionBytes       bytes of JavaScript heap of one open socket, of a hundred
//
// And of builds of wsclose alone:
//
//	decisionUs                µs from the browser's `close` to the page's listener: all that the product does to decide a close.
//	                          The socket is a fake class, so that no network is in it; the core is loaded; the second close to the 201st,
//	                          while Chromium still compiles what runs often
//	decisionFirstUs           the first of these
//	decisionWarmUs            the same after 1,200 closes: two hundred more. The steadiest of these figures
//	lifeUs                    µs of a session's life over a fake socket: made, open, closed by the server, disposed of; in batches of 200
//	closeColdMs               ms of a close that comes before the core is loaded, right after the page's first open
//	coreReadyMs               ms from a page's first `open` until the core is ready; the page does nothing else
//	coreLongestTaskMs         ms of CPU of the longest task of the page's main thread, from that `open` to 100 ms after ready; from a trace
//	closeColdSlowMs, coreReadySlowMs, coreLongestTaskSlowMs   the same while Chromium slows the page's CPU down six times
//	coreMemoryBytes           bytes of the core's WebAssembly memory then; its compiled code is not counted
//	coreHeapBytes             bytes that the page's JavaScript heap has grown by then: the package, the core's JavaScript and one socket
//
// It prints tables, and writes results.json and results.svg (not with -only or -among; and nothing of -against). It is no test: nothing fails.
package main

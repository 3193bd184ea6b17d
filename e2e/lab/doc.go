// Package lab is a WebSocket server that closes in every way there is, and tells what it saw.
//
// It does the server's half of RFC 6455, section 7, and every breach of it, by URL: a page or a test asks for
// /lab/close?code=1012&after=3 and gets just that. [Scenarios] is the table of modes; /lab/ shows it. What reached the
// server (frames, the Close, who ended TCP and how) is kept in a journal: [Lab.Journal] and [Lab.Wait] in Go,
// /lab/journal over HTTP.
//
// The lab doesn't decide what a client should have done: it has no opinion on codes, and holds no expectations.
//
// A suite names each connection by the parameter id, and asks the journal for that name: so tests can share a lab and run at the same
// time. [Start] listens on a port of its own, on loopback; [Lab.Handler] goes into a server that there is already:
//
//	l := lab.New(lab.Options{})
//	defer l.Close()
//	mux.Handle("/lab/", l.Handler())
//
// The handler hijacks connections, so it needs HTTP/1.1. [Options] bound what it takes on; a query that it can't follow gets HTTP 400
// that says why. e2e/examples has whole suites, in Go and in Playwright.
//
// Whoever reaches a lab may use all of it, pages of any origin too, and read in its journal what connections sent: the request's query,
// the names of its headers, and the first 64 bytes of each frame. Nothing else of its machine is in it, so no Host and no Origin is
// refused. What a lab takes on is bounded: see [Options], [HTTPServer] and [Listen].
package lab

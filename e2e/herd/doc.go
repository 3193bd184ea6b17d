// Package herd simulates many clients that lose one server at the same moment: how dense is the crowd that comes back, how often is a
// server asked that isn't there yet, and how long do people wait who could be back already?
//
//	h := herd.Herd{Clients: 1_000_000, Down: 30 * time.Second, Code: closecode.AbnormalClosure, Seed: 1}
//	result, err := h.Run(ctx, herd.Policies()[0])
//	fmt.Println(result.Summary().PeakPerSecondShare)
//
// The server is lost at t = 0 and back at t = Down. A client makes its attempts when its policy says so. One before Down fails and takes
// no time: the port is closed, and the client hears of it at once. One at Down or later succeeds, however many come. Every connection
// was stable before, every page is visible and online, no timer is late, and no browser holds an attempt back. So the figures are those
// of the policies alone, and the best that each can do.
//
// wsclose's policies are package reconnect's own Decide and Delay. The others are what their packages do by default, see the types in
// peers.go. Times are whole milliseconds, as the timers of browsers have them.
package herd

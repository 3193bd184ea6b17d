// Command bench sets wsclose's speed beside the browser's own WebSocket and other packages, in one headless Chromium.
//
// Each contestant is measured in a fresh tab of its own, in a round after the others', in turns of the order, so that what slows
// the machine for a while slows all of them. A figure is the median of the rounds with the least and the most; compare figures of
// one run only; with -only a few metrics can be had from many rounds. The page is cross-origin isolated, for a clock of 5 µs.
//
// It prints a table, and writes results.json and results.svg. It is no test: nothing fails.
package main

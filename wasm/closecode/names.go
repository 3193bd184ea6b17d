//go:build go1.23

package closecode

// Names are functions, not String methods: what fmt could call on a value in an interface would be linked into the WebAssembly.

// Kinds returns the kinds' names in the order of their numbers.
func Kinds() []string {
	return []string{
		"normal", "going-away", "protocol", "data", "policy", "server", "overload",
		"auth", "timeout", "tls", "abnormal", "library", "application", "unknown",
	}
}

// Bys returns the names of the values of By in the order of their numbers.
func Bys() []string {
	return []string{"page", "peer", "network", "browser", "wsclose"}
}

// Causes returns the causes' names in the order of their numbers.
func Causes() []string {
	return []string{
		"close-frame", "no-status", "never-opened", "offline", "open-timeout", "close-timeout",
		"idle-timeout", "hidden", "frozen", "failed", "lost", "aborted",
	}
}

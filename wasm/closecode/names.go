//go:build go1.23

package closecode

import "strconv"

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

// String returns the kind's name, such as "going-away".
func (k Kind) String() string { return nameOf("Kind", Kinds(), int(k)) }

// String returns the name of who ended the connection, such as "peer".
func (b By) String() string { return nameOf("By", Bys(), int(b)) }

// String returns the cause's name, such as "close-frame".
func (c Cause) String() string { return nameOf("Cause", Causes(), int(c)) }

func nameOf(what string, names []string, number int) string {
	if number < len(names) {
		return names[number]
	}
	return what + "(" + strconv.Itoa(number) + ")"
}

// Package reconnecting_test holds when a session connects again, how long it waits, and that nothing is left of what it went through.
package reconnecting_test

import (
	"testing"

	"github.com/wsclose/wsclose/e2e/harness"
)

func TestMain(m *testing.M) { harness.Main(m) }

// Package closing_test holds what browser, server and wsclose make of a close: every way to end a connection, beside the native WebSocket.
package closing_test

import (
	"testing"

	"github.com/wsclose/wsclose/e2e/harness"
)

func TestMain(m *testing.M) { harness.Main(m) }

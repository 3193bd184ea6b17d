// Package dropin_test holds that a page can put wsclose in the place of the browser's WebSocket, and that what the documents show runs.
package dropin_test

import (
	"testing"

	"github.com/wsclose/wsclose/e2e/harness"
)

func TestMain(m *testing.M) { harness.Main(m) }

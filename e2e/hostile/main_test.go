// Package hostile_test holds what servers and pages can't do to wsclose: nonsense in options and hints, floods, prototypes and functions that were replaced.
package hostile_test

import (
	"testing"

	"github.com/wsclose/wsclose/e2e/harness"
)

func TestMain(m *testing.M) { harness.Main(m) }

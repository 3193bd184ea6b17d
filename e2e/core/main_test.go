// Package core_test holds how the core gets to where JavaScript runs, and what sessions do before it is there, without it, and after it crashed.
package core_test

import (
	"testing"

	"github.com/wsclose/wsclose/e2e/harness"
)

func TestMain(m *testing.M) { harness.Main(m) }

// Package playground_test holds what the page of web/ shows and does.
package playground_test

import (
	"testing"

	"github.com/wsclose/wsclose/e2e/harness"
)

func TestMain(m *testing.M) { harness.Main(m) }

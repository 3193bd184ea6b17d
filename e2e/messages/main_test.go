// Package messages_test holds what becomes of messages: each is heard once and accounted for, however its connection ends; and heartbeats.
package messages_test

import (
	"testing"

	"github.com/wsclose/wsclose/e2e/harness"
)

func TestMain(m *testing.M) { harness.Main(m) }

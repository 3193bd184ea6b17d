//go:build go1.23

package closecode_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	. "github.com/wsclose/wsclose/wasm/closecode"
)

func TestItoaWritesWhatStrconvWrites(t *testing.T) {
	for n := range 1 << 16 {
		require.Equal(t, strconv.Itoa(n), Itoa(n))
	}
}

package harness

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// insideDist is where the product is built with its core inside.
const insideDist = "js/build/inside"

// InsideDir is a build of the product with the core inside it; see MakeInside.
func InsideDir() string {
	if Tested.IsInside {
		return Tested.Dist
	}
	return filepath.Join(top, insideDist)
}

// MakeInside builds the product as COMPILER=tinygo does, but with the core that the suite tests, unless that is inside already; once.
func MakeInside(t *testing.T) {
	t.Helper()
	if !Tested.IsInside {
		require.NoError(t, insideMade())
	}
}

var insideMade = sync.OnceValue(func() error {
	core, err := filepath.Abs(Tested.Wasm())
	if err != nil {
		return err
	}
	out, err := exec.Command("make", "-C", top, insideDist+"/index.js", "DIST="+insideDist, "PLACE=inside", "INNER="+core).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
})

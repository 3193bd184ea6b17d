package compare_test

import (
	"embed"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/lab"
	"github.com/wsclose/wsclose/e2e/product"
)

//go:embed page/*.js
var modules embed.FS

// A site is the one origin of all cells:
//
//	/lab/…   the lab
//	/dist/…  the product
//	/peers/… the other packages, each as one module
//	/page    an empty page whose first timer is an interval that counts
//	/page/…  the scenarios
//	/away    a page without scripts
type site struct {
	lab    *lab.Lab
	server *httptest.Server
}

func startSite(t *testing.T) *site {
	tested, err := product.Find("../..")
	require.NoError(t, err)
	scripts, err := fs.Sub(modules, "page")
	require.NoError(t, err)

	s := &site{lab: lab.New(lab.Options{JournalEntries: 5000})}
	mux := http.NewServeMux()
	mux.Handle("/lab/", s.lab.Handler())
	mux.Handle("/dist/", http.StripPrefix("/dist", http.FileServer(http.Dir(tested.Dist))))
	mux.Handle("/peers/", http.StripPrefix("/peers", http.FileServer(http.Dir(bundles(t)))))
	mux.Handle("/page/", http.StripPrefix("/page", http.FileServerFS(scripts)))
	mux.HandleFunc("/page", servePage)
	mux.HandleFunc("/away", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<!doctype html><title>away</title><link rel=icon href=data:,>")
	})
	s.server = httptest.NewServer(mux)
	t.Cleanup(func() {
		s.server.CloseClientConnections()
		s.server.Close()
	})
	return s
}

// elsewhere is a page of another origin: leaving for it, a page goes into the back/forward cache.
func (s *site) elsewhere() string {
	return strings.Replace(s.server.URL, "127.0.0.1", "localhost", 1) + "/away"
}

func servePage(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(w, "<!doctype html><title>compare</title><link rel=icon href=data:,>",
		"<script>var first = {ticks: 0}; first.number = setInterval(() => first.ticks++, 20)</script>",
		"<script type=module src=/page/run.js></script>")
}

// bundles makes one module of each package, as a page's own build does, and returns their directory.
func bundles(t *testing.T) string {
	dir := t.TempDir()
	args := append([]string{"tool", "esbuild", "--bundle", "--format=esm", "--log-level=warning", "--outdir=" + dir}, peers[1:]...)
	output, err := exec.CommandContext(t.Context(), "go", args...).CombinedOutput()
	require.NoError(t, err, "bundling the packages (run npm ci --prefix e2e/compare): %s", output)
	return dir
}

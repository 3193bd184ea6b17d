package main

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/lab"
)

// The site shows files, and no folder of them; each answer says that its type is meant.
func TestTheSiteListsNoFolderAndLetsNoTypeBeGuessed(t *testing.T) {
	root, err := findRoot("")
	require.NoError(t, err)
	l := lab.New(lab.Options{})
	defer func() { _ = l.Close() }()
	site := routes(root, l)
	for path, status := range map[string]int{
		"/": 200, "/main.js": 200, "/style/base.css": 200, "/lab/": 200, "/dist/index.js": 200, "/dist/wsclose.wasm": 200,
		"/style/": 404, "/dist/": 404, "/dist/none.js": 404, "/none": 404,
		"/..%2fgo.mod": 404, "/dist/..%2f..%2fgo.mod": 404, "/dist/%2e%2e/go.mod": 404,
	} {
		answer := httptest.NewRecorder()
		site.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
		assert.Equal(t, status, answer.Code, path)
		assert.Equal(t, "nosniff", answer.Header().Get("X-Content-Type-Options"), path)
	}
	alone := httptest.NewRecorder()
	routes("", l).ServeHTTP(alone, httptest.NewRequest(http.MethodGet, "/go.mod", nil))
	assert.Equal(t, http.StatusNotFound, alone.Code)
}

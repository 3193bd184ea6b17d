package lab

import (
	"context"
	"html/template"
	"net/http"
)

// await does the waiting of /lab/journal; Close ends it.
func (l *Lab) await(r *http.Request, v values) ([]Entry, error) {
	if err := l.enter(false); err != nil {
		return l.Journal(v.text("id")), err
	}
	defer l.leave(false)
	ctx, cancel := context.WithTimeout(r.Context(), v.wait("timeout"))
	defer cancel()
	return l.WaitFor(ctx, v.text("id"), enough(v.text("wait"), v.number("connections")))
}

func enough(wait string, n int) func([]Entry) bool {
	return func(entries []Entry) bool {
		if wait == "no" {
			return true
		}
		if len(entries) < n {
			return false
		}
		switch newest := entries[len(entries)-1]; wait {
		case "opened":
			return newest.Opened != nil
		case "close-read":
			return newest.CloseRead != nil
		}
		return ended(entries, n)
	}
}

var index = template.Must(template.New("index").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>wsclose lab</title>
<style>
:root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.4 }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse }
th, td { text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0 }
td { overflow-wrap: anywhere }
</style>
<h1>wsclose lab</h1>
<p>A WebSocket server that closes in every way there is. Open these with <code>ws://</code>. The same as data:
<a href="/lab/scenarios.json">scenarios.json</a>; Autobahn's cases as URLs: <a href="/lab/cases.json">cases.json</a>.
Parameters whose names begin with <code>x-</code> are ignored.</p>
{{range .}}
<h2 id="{{.Name}}"><code>{{.Path}}</code> {{.Title}}</h2>
<p>{{.Does}}</p>
<table>
<tr><th>parameter<th>does<th>allowed<th>default</tr>
{{range .Parameters}}<tr><td><code>{{.Name}}</code><td>{{.Does}}<td>{{.Allowed}}{{if .Many}}; several times{{end}}<td><code>{{.Default}}</code></tr>
{{end}}</table>
{{if .Examples}}<ul>
{{range .Examples}}<li><code>{{.URL}}</code>: {{.Shows}}</li>
{{end}}</ul>{{end}}
{{end}}
</html>
`))

// journalScenario describes /lab/journal in the index; it is HTTP, and no mode.
func journalScenario() Scenario {
	return Scenario{
		Name: "journal", Path: journalPath, Title: "What the lab saw (HTTP, JSON)",
		Does: "Frames read and written, the Close read and the Close written, who ended TCP and how, with times in " +
			"milliseconds since the request.",
		Parameters: journalParameters(),
		Examples: []Example{
			{"/lab/journal", "the newest connections"},
			{"/lab/journal?id=a&wait=closed", "the connections with id=a, once all have ended"},
		},
	}
}

func serveIndex(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	_ = index.Execute(w, append(Scenarios(), journalScenario())) // fails when the reader has gone
}

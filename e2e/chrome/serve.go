package chrome

import (
	"bytes"
	"context"
	"net/http"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Serve answers every request of the tab's pages from handler, whatever its host: none goes out. So a page can have any origin, and
// a browser on another machine needs no way to this one. WebSockets aren't requests in this sense: they go out as ever.
//
// Such a page comes from no address, which Chromium 156 counts as a public one: it keeps the page's WebSockets from loopback and
// private networks. A browser of [Start] is told not to; in one that runs elsewhere [Tab.AllowLocalNetwork] asks for it.
func (t *Tab) Serve(ctx context.Context, handler http.Handler) error {
	t.mu.Lock()
	t.serve = func(paused *fetch.EventRequestPaused) { t.answer(handler, paused) }
	t.mu.Unlock()
	_, err := Call(ctx, t, fetch.Enable, fetch.EnableParams{})
	return err
}

// answer lets a request fail whose tab goes away meanwhile: nobody waits for it.
func (t *Tab) answer(handler http.Handler, paused *fetch.EventRequestPaused) {
	request, err := http.NewRequestWithContext(t.ctx, paused.Request.Method, paused.Request.URL, nil)
	if err != nil {
		_, _ = Call(t.ctx, t, fetch.FailRequest, fetch.FailRequestParams{RequestID: paused.RequestID, ErrorReason: network.ErrorReasonAddressUnreachable})
		return
	}
	written := response{header: http.Header{}, status: http.StatusOK}
	handler.ServeHTTP(&written, request)
	params := fetch.FulfillRequestParams{RequestID: paused.RequestID, ResponseCode: int64(written.status), Body: written.body.Bytes()}
	for name, values := range written.header {
		for _, value := range values {
			params.ResponseHeaders = append(params.ResponseHeaders, &fetch.HeaderEntry{Name: name, Value: value})
		}
	}
	_, _ = Call(t.ctx, t, fetch.FulfillRequest, params)
}

// AllowLocalNetwork lets the pages of origin connect to loopback and private networks, in a tab that is [Isolated]. Chromium
// refuses that for origins that aren't trustworthy: http ones, but for loopback.
func (t *Tab) AllowLocalNetwork(ctx context.Context, origin string) error {
	for _, name := range []string{"local-network-access", "local-network", "loopback-network"} {
		params := browser.SetPermissionParams{Permission: &browser.PermissionDescriptor{Name: name}, Origin: origin,
			Setting: browser.PermissionSettingGranted, BrowserContextID: chromedp.FromContext(t.ctx).BrowserContextID}
		if _, err := Call(ctx, t, browser.SetPermission, params); err != nil {
			return err
		}
	}
	return nil
}

// SetHeaders adds headers to every request of the tab, the handshakes of WebSockets among them (Chromium 156 has them there too).
func (t *Tab) SetHeaders(ctx context.Context, headers map[string]string) error {
	all := network.Headers{}
	for name, value := range headers {
		all[name] = value
	}
	_, err := Call(ctx, t, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: all})
	return err
}

// A response is what a handler wrote.
type response struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *response) Header() http.Header             { return r.header }
func (r *response) WriteHeader(status int)          { r.status = status }
func (r *response) Write(piece []byte) (int, error) { return r.body.Write(piece) }

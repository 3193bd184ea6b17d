package main

import (
	"cmp"
	"net/http"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"
)

// originOf checks the URL to probe and returns the origin of a page that its own server would have served.
// WHATWG WebSockets, constructor: http and https stand for ws and wss.
func originOf(given string) (string, error) {
	schemes := map[string]string{"ws": "http", "wss": "https", "http": "http", "https": "https"}
	begin, _, _ := strings.Cut(given, "://")
	scheme, known := schemes[strings.ToLower(begin)]
	if !known {
		return "", usageError("the URL %s must begin with ws://, wss://, http:// or https://", bare(given))
	}
	u, err := url.Parse(given)
	if err != nil {
		return "", usageError("the URL %s can't be read: is it quoted?", bare(given))
	}
	if u.Hostname() == "" {
		return "", usageError("the URL %s has no host", bare(given))
	}
	if _, err := strconv.ParseUint(cmp.Or(u.Port(), "0"), 10, 16); err != nil {
		return "", usageError("the URL %s has no such port", bare(given))
	}
	return scheme + "://" + u.Host, nil
}

// checkOrigin takes what an Origin header can say of a page: scheme, host, port.
func checkOrigin(given string) error {
	u, err := url.Parse(given)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || given != u.Scheme+"://"+u.Host {
		return usageError("--origin %s: must be like https://app.example or http://localhost:8080, without a path", bare(given))
	}
	return nil
}

// instead says of headers that a handshake has anyway how they are set, if they can be.
var instead = map[string]string{
	"Origin": "use --origin", "Sec-Websocket-Protocol": "use --protocol",
	"Host": "it follows from the URL", "Connection": "it is the browser's own", "Upgrade": "it is the browser's own",
	"Content-Length": "a handshake has no body", "Transfer-Encoding": "a handshake has no body",
}

// parseHeaders reads 'Name: value' lines. Their values may be secrets: no error repeats them.
func parseHeaders(lines []string) (map[string]string, error) {
	headers := map[string]string{}
	for i, line := range lines {
		name, value, found := strings.Cut(line, ":")
		name, value = textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(name)), textproto.TrimString(value)
		if !found || !isToken(name) || strings.ContainsFunc(value, isControl) {
			return nil, usageError("--header number %d: must be 'Name: value' on one line", i+1)
		}
		why := instead[name]
		if why == "" && strings.HasPrefix(name, "Sec-") {
			why = "it is the browser's own"
		}
		if why != "" {
			return nil, usageError("--header %s: can't be set here: %s", name, why)
		}
		if before, twice := headers[name]; twice { // RFC 9110, section 5.3; RFC 6265, section 5.4, for cookies
			separator := ", "
			if name == "Cookie" {
				separator = "; "
			}
			value = before + separator + value
		}
		headers[name] = value
	}
	return headers, nil
}

// isToken: RFC 9110, section 5.6.2.
func isToken(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return r <= ' ' || r >= 0x7F || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r)
	})
}

func isControl(r rune) bool { return r < ' ' && r != '\t' || r == 0x7F }

// probePage serves the product from a checkout and, at any other path, an empty page.
func probePage(root string) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/dist/", product(root))
	mux.HandleFunc("/", blank)
	return mux
}

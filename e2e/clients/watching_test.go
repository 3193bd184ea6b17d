package clients_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSentryHearsOfUnexpectedClosesAndOfWhatWasBefore(t *testing.T) {
	ctx, server := startLab(t)
	p := openPage(ctx, t, "sentry", sample(t, "Sentry", 1))
	for _, query := range []string{"code=1012", "code=1011&reason=disk", "code=3000"} {
		call[any](p, "closedBy", server.URL("/lab/close?"+query))
	}
	type event struct {
		Message, Level, Reason string
		Fingerprint, Before    []string
		Tag                    int
	}
	restart := "info: WebSocket closed: 1012 Service Restart, by peer (close-frame)"
	broken := "WebSocket closed: 1011 Internal Error, by peer (close-frame)"
	refused := "WebSocket closed: 3000 Unauthorized, by peer (close-frame)"
	assert.Equal(t, []event{
		{broken, "warning", "disk", []string{"websocket", "1011", "close-frame"}, []string{restart, "warning: " + broken}, 1011},
		{refused, "error", "", []string{"websocket", "3000", "close-frame"}, []string{restart, "warning: " + broken, "warning: " + refused}, 3000},
	}, call[[]event](p, "events"))
}

func TestOpenTelemetryHasASpanForEachConnectionAndCountsCloses(t *testing.T) {
	ctx, server := startLab(t)
	p := openPage(ctx, t, "opentelemetry", sample(t, "OpenTelemetry", 1))
	for _, query := range []string{"code=1012&delay=100", "code=1011", "code=1011"} {
		call[any](p, "closedBy", server.URL("/lab/close?"+query+"&x-token=secret"))
	}
	type span struct {
		Name       string
		Start, End float64
		Status     struct {
			Code    int
			Message string
		}
		Attributes map[string]any
	}
	spans := call[[]span](p, "spans")
	require.Len(t, spans, 3)
	restart, broken := spans[0], spans[1]
	assert.Equal(t, "websocket", restart.Name)
	assert.Zero(t, restart.Status.Code, "unset")
	assert.GreaterOrEqual(t, restart.End-restart.Start, 99.0, "it was open for that long")
	assert.Equal(t, server.URL("/lab/close"), restart.Attributes["url.full"])
	assert.Equal(t, 1012.0, restart.Attributes["code"])
	assert.Equal(t, 2, broken.Status.Code, "error")
	assert.Equal(t, "1011 Internal Error", broken.Status.Message)
	assert.ElementsMatch(t, []string{
		"websocket.closes 1012 close-frame true 1", "websocket.closes 1011 close-frame false 2",
	}, call[[]string](p, "counts"))
}

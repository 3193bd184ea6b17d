package lab

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gobwas/ws"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestJournalTellsOfRequestFramesAndEnd(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, "/lab/echo?id=a&x-token=1", "Sec-WebSocket-Protocol: chat", "Authorization: Basic c2VjcmV0")
	c.echoes("Grüße")
	long := strings.Repeat("é", 100)
	c.echoes("x" + long)
	c.sendClose(4000, "\xff")
	c.hearsClose(4000, "\xff")
	c.seesFIN()
	c.fin()

	e := endedEntry(t, s, "a")
	assert.Equal(t, "/lab/echo", e.Request.Path)
	assert.Equal(t, "id=a&x-token=1", e.Request.Query)
	assert.Equal(t, "http://page.test", e.Request.Origin)
	assert.Equal(t, []string{"chat"}, e.Request.Protocols)
	assert.Contains(t, e.Request.Headers, "Authorization")
	told, err := json.Marshal(e)
	require.NoError(t, err)
	assert.NotContains(t, string(told), "c2VjcmV0")

	require.Len(t, e.Read.Frames, 3)
	first := e.Read.Frames[0]
	assert.Equal(t, "text", first.Name)
	assert.Equal(t, "Grüße", first.Text)
	assert.Equal(t, "4772c3bcc39f65", first.Hex)
	assert.True(t, first.Masked && first.Fin)
	assert.Equal(t, int64(201), e.Read.Frames[1].Length)
	assert.Equal(t, "x"+strings.Repeat("é", 31), e.Read.Frames[1].Text) // 64 bytes, less half a character
	assert.Equal(t, "0fa0ff", e.CloseRead.Hex)
	assert.False(t, e.Written.Frames[0].Masked)
	assert.Equal(t, []string{ServerFIN, ClientFIN}, whats(e))
}

func TestConnectionsWithOneIDAreListedInOrder(t *testing.T) {
	t.Parallel()
	s := start(t)
	open(t, s, "/lab/echo?id=a")
	open(t, s, "/lab/mute?id=a")
	open(t, s, "/lab/echo?id=b")
	entries := s.Journal("a")
	require.Len(t, entries, 2)
	assert.Equal(t, "/lab/echo", entries[0].Request.Path)
	assert.Equal(t, "/lab/mute", entries[1].Request.Path)
	assert.Empty(t, s.Journal("c"))
	newest := s.Newest(2)
	require.Len(t, newest, 2)
	assert.Equal(t, "b", newest[0].ID)
}

func TestWithoutIDTheNumberIsTheID(t *testing.T) {
	t.Parallel()
	s := start(t)
	open(t, s, "/lab/echo")
	open(t, s, "/lab/echo")
	require.Len(t, s.Journal("2"), 1)
	assert.Equal(t, 2, s.Journal("2")[0].Number)
}

func TestJournalForgetsTheOldestEndedConnection(t *testing.T) {
	t.Parallel()
	s := startWith(t, Options{JournalEntries: 2})
	open(t, s, "/lab/echo?id=living")
	open(t, s, "/lab/echo?id=ended").fin()
	endedEntry(t, s, "ended")
	open(t, s, "/lab/echo?id=newest")
	assert.Empty(t, s.Journal("ended"))
	assert.Len(t, s.Journal("living"), 1)
	open(t, s, "/lab/echo?id=third")
	assert.Empty(t, s.Journal("living"), "bounded though all are live")
}

func TestJournalKeepsTheFirstFramesAndCountsTheRest(t *testing.T) {
	t.Parallel()
	s := startWith(t, Options{JournalFrames: 2})
	c := open(t, s, "/lab/echo?id=a")
	for _, text := range []string{"1", "2", "3"} {
		c.echoes(text)
	}
	c.sendClose(4000, "")
	c.hearsClose(4000, "")
	e := s.Journal("a")[0]
	assert.Equal(t, 4, e.Read.Count)
	assert.Len(t, e.Read.Frames, 2)
	assert.Equal(t, 4000, *e.CloseRead.Code)
}

func TestWaitEndsWithItsContext(t *testing.T) {
	t.Parallel()
	s := start(t)
	open(t, s, "/lab/echo?id=a")
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	entries, err := s.Wait(ctx, "a")
	assert.ErrorIs(t, err, context.DeadlineExceeded)
	require.Len(t, entries, 1)
	assert.True(t, entries[0].Live)
}

// journalOver asks over HTTP, as a page of another origin does.
func journalOver(t *testing.T, s *Server, query string) (answer journalAnswer) {
	t.Helper()
	response, err := http.Get(s.HTTP("/lab/journal" + query))
	require.NoError(t, err)
	defer response.Body.Close()
	require.Equal(t, http.StatusOK, response.StatusCode)
	assert.Equal(t, "*", response.Header.Get("Access-Control-Allow-Origin"))
	assert.Equal(t, "no-store", response.Header.Get("Cache-Control"))
	require.NoError(t, json.NewDecoder(response.Body).Decode(&answer))
	return answer
}

func TestJournalIsServedAsJSON(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, "/lab/echo?id=a")
	assert.Len(t, journalOver(t, s, "").Connections, 1)
	assert.True(t, journalOver(t, s, "?id=a&wait=opened").Complete)
	assert.False(t, journalOver(t, s, "?id=a&wait=closed&timeout=10").Complete)
	assert.False(t, journalOver(t, s, "?id=a&wait=opened&connections=2&timeout=10").Complete)
	assert.Empty(t, journalOver(t, s, "?id=unknown").Connections)

	c.send(ws.OpClose, "")
	answer := journalOver(t, s, "?id=a&wait=close-read")
	require.Len(t, answer.Connections, 1)
	require.NotNil(t, answer.Connections[0].CloseRead)
	assert.Nil(t, answer.Connections[0].CloseRead.Code)
	c.fin()
	assert.False(t, journalOver(t, s, "?id=a&wait=closed").Connections[0].Live)
}

func TestJournalCanBeAwaitedBeforeTheConnectionExists(t *testing.T) {
	t.Parallel()
	s := start(t)
	answers := make(chan journalAnswer)
	go func() { answers <- journalOver(t, s, "?id=later&wait=closed") }()
	open(t, s, "/lab/echo?id=later").fin()
	answer := <-answers
	assert.True(t, answer.Complete)
	assert.Equal(t, ClientFIN, answer.Connections[0].End)
}

func TestPreflightAllowsEveryOrigin(t *testing.T) {
	t.Parallel()
	s := start(t)
	request, err := http.NewRequest(http.MethodOptions, s.HTTP("/lab/journal"), nil)
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	assert.Equal(t, http.StatusNoContent, response.StatusCode)
	assert.Equal(t, "true", response.Header.Get("Access-Control-Allow-Private-Network"))
}

func TestACloseSaysWhatItWas(t *testing.T) {
	t.Parallel()
	code := 1012
	for said, c := range map[string]*Close{
		"none": nil, "empty": {}, "1012": {Code: &code}, "1012 restarting": {Code: &code, Reason: "restarting"},
	} {
		assert.Equal(t, said, c.String())
	}
}

package lab_test

import (
	"context"
	"fmt"
	"time"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"

	"github.com/wsclose/wsclose/e2e/lab"
)

// A client is sent away; what it answers stands in the journal.
func Example() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	server, err := lab.Start(ctx, "", lab.Options{})
	if err != nil {
		panic(err)
	}
	defer server.Close()

	client, _, _, err := ws.Dial(ctx, server.URL("/lab/close?code=4001&reason=elsewhere&after=1&id=feed"))
	if err != nil {
		panic(err)
	}
	if err := wsutil.WriteClientText(client, []byte("hello")); err != nil {
		panic(err)
	}
	echo, err := wsutil.ReadServerText(client)
	fmt.Printf("client: %s %v\n", echo, err)
	_, err = wsutil.ReadServerText(client) // which answers the Close
	fmt.Println("client:", err)
	client.Close()

	seen, err := server.Wait(ctx, "feed")
	if err != nil {
		panic(err)
	}
	for _, one := range seen {
		fmt.Println("lab: wrote", one.CloseWritten, "and read", one.CloseRead)
	}
	// Output:
	// client: hello <nil>
	// client: ws closed: 4001 elsewhere
	// lab: wrote 4001 elsewhere and read 4001
}

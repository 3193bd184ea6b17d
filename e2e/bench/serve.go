package main

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strconv"

	"github.com/gobwas/ws"
)

const (
	maxPushed  = 10_000_000
	batchBytes = 256 << 10 // written at once: the page is to be what limits
)

// accept does the opening handshake and hands the connection over.
func accept(serve func(net.Conn, *bufio.ReadWriter, *http.Request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		conn, stream, _, err := ws.UpgradeHTTP(r, w)
		if err != nil {
			return
		}
		defer conn.Close()
		serve(conn, stream, r)
	}
}

// echo sends everything back, and answers a Close.
func echo(conn net.Conn, stream *bufio.ReadWriter, _ *http.Request) {
	for {
		header, err := ws.ReadHeader(stream)
		if err != nil {
			return
		}
		payload := make([]byte, header.Length)
		if _, err := io.ReadFull(stream, payload); err != nil {
			return
		}
		ws.Cipher(payload, header.Mask, 0)
		back := ws.NewFrame(header.OpCode, true, payload)
		if err := ws.WriteFrame(stream, back); err != nil || header.OpCode == ws.OpClose {
			_ = stream.Flush()
			return
		}
		if stream.Reader.Buffered() == 0 {
			if err := stream.Flush(); err != nil {
				return
			}
		}
	}
}

// push waits for a message, writes n of 16 bytes as fast as it can, and then echoes.
func push(conn net.Conn, stream *bufio.ReadWriter, r *http.Request) {
	n, err := strconv.Atoi(r.URL.Query().Get("n"))
	if err != nil || n < 1 || n > maxPushed {
		return
	}
	if _, err := ws.ReadFrame(stream); err != nil {
		return
	}
	frame, err := ws.CompileFrame(ws.NewTextFrame([]byte("0123456789abcdef")))
	if err != nil {
		return
	}
	out := bufio.NewWriterSize(conn, batchBytes)
	for range n {
		if _, err := out.Write(frame); err != nil {
			return
		}
	}
	if out.Flush() == nil {
		echo(conn, stream, r)
	}
}

// bye sends a message and a Close in one write, and ends TCP when the answer is there.
func bye(_ net.Conn, stream *bufio.ReadWriter, _ *http.Request) {
	_ = ws.WriteFrame(stream, ws.NewTextFrame([]byte("bye")))
	_ = ws.WriteFrame(stream, ws.NewCloseFrame(ws.NewCloseFrameBody(4000, "bye")))
	_ = stream.Flush()
	_, _ = ws.ReadFrame(stream)
}

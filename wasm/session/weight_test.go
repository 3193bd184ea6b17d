//go:build go1.23

package session_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/wasm/closecode"
	"github.com/wsclose/wsclose/wasm/session"
)

// A page may have thousands of sessions: each weighs at most 1 kB, open or waiting. Pointers have 8 bytes in the wasm as they have here.
func TestTenThousandSessionsWeighAtMostAKilobyteEach(t *testing.T) {
	const many = 10_000
	heap := func() uint64 {
		runtime.GC()
		runtime.GC()
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		return stats.HeapAlloc
	}
	before := heap()
	machines := make([]*session.Machine, many)
	for i := range machines {
		machines[i] = session.New(standard(), session.Surroundings{})
		for _, event := range []session.Event{
			{Fact: session.ReconnectAsked{Code: closecode.NoStatusRcvd}},
			{Conn: 1, Fact: session.Dialled{}},
			{Conn: 1, Fact: session.Opened{}},
			{Conn: 1, Fact: session.Closed{Code: closecode.ServiceRestart, Reason: "deploy", WasClean: true}},
			{Conn: 1, Fact: session.Told{}},
		}[:3+i%2*2] {
			machines[i].Step(event)
		}
	}
	each := (heap() - before) / many
	require.IsType(t, session.Open{}, machines[0].State())
	require.IsType(t, session.Waiting{}, machines[1].State())
	assert.LessOrEqual(t, each, uint64(1024), "bytes")
	t.Log(each, "bytes each")
	runtime.KeepAlive(machines)
}

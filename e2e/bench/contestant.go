package main

import (
	"fmt"
	"slices"
	"strings"
)

// A contestant is one way to make a socket.
type contestant struct {
	name   string // in tables and results.json
	module string // in page/, without .js
	dist   string // the folder of the package, of builds of wsclose
}

// The names of the builds of wsclose.
const (
	own     = "wsclose"
	inside  = "wsclose-inside"
	against = "against"
)

// published are the contestants of the chart, in the order of the tables.
var published = []string{"native", own, "reconnecting-websocket", "partysocket", "websocket-ts"}

// order is that of all contestants in the tables.
var order = []string{"native", own, inside, against, "reconnecting-websocket", "partysocket", "websocket-ts"}

// contestants are all that take part. The folders of builds may be empty: such a build takes no part.
func contestants(dists map[string]string) []contestant {
	var all []contestant
	for _, name := range order {
		switch name {
		case own, inside, against:
			if dist := dists[name]; dist != "" {
				all = append(all, contestant{name: name, module: "wsclose", dist: dist})
			}
		default:
			all = append(all, contestant{name: name, module: name})
		}
	}
	return all
}

// chosen are those of these names, with commas between; an empty text is all.
func chosen(all []contestant, names string) ([]contestant, error) {
	if names == "" {
		return all, nil
	}
	var some []contestant
	for name := range strings.SplitSeq(names, ",") {
		i := slices.IndexFunc(all, func(c contestant) bool { return c.name == name })
		if i < 0 {
			return nil, fmt.Errorf("there is no contestant %q", name)
		}
		some = append(some, all[i])
	}
	return some, nil
}

func (c contestant) isBuild() bool { return c.dist != "" }

// inTurn is the order of a round: every other round is the one before in the other direction, and each two rounds start one further.
// So each contestant comes first as often as the others, and before each of them as often as after.
func inTurn(all []contestant, round int) []contestant {
	start := round / 2 % len(all)
	turn := slices.Concat(all[start:], all[:start])
	if round%2 == 1 {
		slices.Reverse(turn)
	}
	return turn
}

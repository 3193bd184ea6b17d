//go:build go1.23

package reconnect

// TriggerSpacing: at most one attempt in so long is made because the page came back online or into view.
const TriggerSpacing = 5 * second

// Wait is a planned attempt at the moment when something happens that may bring it forward.
type Wait struct {
	Closed    Millis // when the connection before it ended: floors count from there
	Due       Millis // the plan's moment, which may have passed while the page was offline or away
	Triggered Millis // when a trigger last made an attempt, or Never
	Now       Millis
}

// NotBefore is the moment that no trigger undercuts: the end of the floor that the server set, or that the page insists on. Never, if
// there is no such floor. A row's floor and the policy's don't count: one person who comes back is not a crowd.
func (d Decision) NotBefore(closed Millis) Millis {
	if !d.ServerFloor && !d.Exact {
		return Never
	}
	return closed + d.Floor
}

// WhenOnline is how long from now d's attempt is to be made, now that the page is back online: U * OnlineWidth, since others may be
// back through the same door.
func (d Decision) WhenOnline(p Policy, w Wait, u float64) Millis {
	return d.triggered(w, scale(p.OnlineWidth(), u))
}

// WhenVisible is how long from now d's attempt is to be made, now that a person looks at the page or has come back to it (pageshow,
// resume): at once.
func (d Decision) WhenVisible(w Wait) Millis { return d.triggered(w, 0) }

// triggered is the trigger's own delay, spaced, unless the plan is sooner. While a floor from NotBefore stands, so does the plan: if the
// trigger moved it to the floor's very end, it would meet everyone there who was told the same floor and moved as well.
func (d Decision) triggered(w Wait, delay Millis) Millis {
	if floor := d.NotBefore(w.Closed); floor > w.Now {
		return min(max(floor, w.Due)-w.Now, 2*LongestWait)
	}
	if spaced := w.Triggered + TriggerSpacing - w.Now; delay < spaced {
		delay = min(spaced, TriggerSpacing)
	}
	if due := w.Due - w.Now; due > 0 && due < delay {
		return due
	}
	return delay
}

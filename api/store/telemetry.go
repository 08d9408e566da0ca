package store

import "context"

// Telemeter is the ability of a store to tell what the server behind it counts and holds by itself: what no caller of the store could
// know from its own calls.
type Telemeter interface {
	// Telemetry asks the server for its figures: every one of Figures that is the store's, but for those that say when they are
	// missing. It reads what the server keeps anyway, never the data, so it costs the same however much there is of that, and the
	// number of readings is bounded. Without a deadline in its context it has one of its own, of seconds. It returns all readings or
	// an error of the contract.
	Telemetry(ctx context.Context) ([]Reading, error)
}

// Reading is one figure at one instant.
type Reading struct {
	// Name is that of a Figure, and Labels has exactly its labels; nil when it has none.
	Name   string
	Labels map[string]string
	Value  float64
}

// Figure is what readings of one name mean.
type Figure struct {
	// Name is that of a Prometheus metric: it begins with the store's, says the unit, and ends in _total for what only grows while
	// the server runs.
	Name string
	// Help is one sentence.
	Help string
	// Counter says that it only grows, and begins again from zero with the server.
	Counter bool
	// Labels are the names of its labels, sorted.
	Labels []string
	// Missing says when a server that works does not tell it; empty for one that always does.
	Missing string
}

// Figures is the table of all figures: what a name means, which labels it has, and that no other name is ever told. Names are those of
// the exporters that are in wide use, where there is one for the same thing, so that whoever knows their dashboards finds his way.
func Figures() []Figure {
	var all []Figure
	for _, of := range [][]Figure{postgresFigures(), redisFigures(), cassandraFigures(), neo4jFigures(), sqliteFigures()} {
		all = append(all, of...)
	}
	return all
}

// counter and gauge are rows of the table.
func counter(name, help string, labels ...string) Figure {
	return Figure{Name: name, Help: help, Counter: true, Labels: labels}
}

func gauge(name, help string, labels ...string) Figure {
	return Figure{Name: name, Help: help, Labels: labels}
}

// missing marks figures that not every server tells.
func missing(when string, figures ...Figure) []Figure {
	for i := range figures {
		figures[i].Missing = when
	}
	return figures
}

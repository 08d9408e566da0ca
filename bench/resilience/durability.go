package resilience

import (
	"maps"
	"slices"

	"quintet/bench/samples"
	"quintet/bench/stats"
)

// Durability is how many of the writes that it acknowledged one configuration lost, over all trials that looked for them, beside what it did
// with the load.
type Durability struct {
	// Configuration is without the axis that chooses the fault.
	Configuration map[string]string `json:"configuration"`
	Trials        []int             `json:"trials"`
	// Throughput and P99, of the response time, are those of the hits due in measured phases.
	Throughput Estimate `json:"throughput"`
	P99        Estimate `json:"p99"`
	// Acknowledged and Lost are sums. LostShare is Lost by Acknowledged, with its 95 % interval: Wilson's of one trial, and of several no narrower
	// than they differ, because what one crash takes it takes together. NaN without acknowledged writes.
	Acknowledged uint64  `json:"acknowledged"`
	Lost         uint64  `json:"lost"`
	LostShare    float64 `json:"lost_share"`
	LostLow      float64 `json:"lost_low"`
	LostHigh     float64 `json:"lost_high"`
}

// durability has a row a configuration, in the order in which they first ran; nil when trials with a ledger do not differ in their
// configuration, and so there is nothing to choose.
func durability(sources []Source) []Durability {
	var rows []Durability
	var members [][]*Source
	takesPart := counts(sources)
	for i := range sources {
		s := &sources[i]
		if !takesPart(s) || s.Ledger == nil {
			continue
		}
		configuration := withoutFaults(s.Configuration)
		at := slices.IndexFunc(rows, func(d Durability) bool { return maps.Equal(d.Configuration, configuration) })
		if at < 0 {
			at = len(rows)
			rows, members = append(rows, Durability{Configuration: configuration}), append(members, nil)
		}
		rows[at].Trials, members[at] = append(rows[at].Trials, s.Number), append(members[at], s)
	}
	if len(rows) < 2 {
		return nil
	}
	for i := range rows {
		rows[i].fill(members[i])
	}
	return rows
}

// fill works the numbers of a row out from its trials.
func (d *Durability) fill(trials []*Source) {
	d.Throughput = estimate(trials, func(s *Source) float64 { return s.Throughput })
	d.P99 = estimate(trials, func(s *Source) float64 { return s.P99 })
	lost := together(trials, func(s *Source) Share { return lostOf(s.Ledger) })
	d.Acknowledged, d.Lost = lost.Due, lost.Good
	d.LostShare, d.LostLow, d.LostHigh = lost.Value, lost.Low, lost.High
}

// lostOf is the share of acknowledged writes that one trial lost, as a Share of which those lost are the good.
func lostOf(l *samples.Ledger) Share {
	s := Share{Due: l.Acknowledged, Good: l.Lost, Value: nan, Low: nan, High: nan}
	if l.Acknowledged > 0 {
		s.Value = float64(l.Lost) / float64(l.Acknowledged)
		s.Low, s.High = stats.Wilson(l.Lost, l.Acknowledged, confidence)
	}
	return s
}

// withoutFaults is a configuration without the axis that chooses the fault.
func withoutFaults(configuration map[string]string) map[string]string {
	configuration = maps.Clone(configuration)
	delete(configuration, FaultAxis)
	return configuration
}

// Slowest is the row of a configuration whose recovery took longest or was not seen; nil without one.
func (r *Result) Slowest(configuration map[string]string) *Row {
	var slowest *Row
	for i := range r.Rows {
		row := &r.Rows[i]
		if maps.Equal(row.Configuration, configuration) && (slowest == nil || row.slower(slowest)) {
			slowest = row
		}
	}
	return slowest
}

// slower reports whether a fault took longer to recover from than another. One that was not seen to recover took longer than any that was.
func (r *Row) slower(than *Row) bool {
	if r.NotRecovered > 0 || than.NotRecovered > 0 {
		return r.AtLeast > than.AtLeast
	}
	if r.HoldNotReached > 0 || than.HoldNotReached > 0 {
		return than.HoldNotReached == 0
	}
	return r.Recovery.Value > than.Recovery.Value
}

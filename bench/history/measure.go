package history

import (
	"maps"
	"math"
	"slices"
	"time"

	"quintet/bench/document"
	"quintet/bench/stats"
	"quintet/bench/words"
)

// measured is what a run measured of one configuration.
type measured struct {
	// configuration names it by everything that the stack was asked to be.
	configuration string
	// search says that the run searched for this configuration's capacity; the numbers are then those of the load that was found.
	search   bool
	capacity document.Capacity
	// trials are those that the numbers come from: the valid ones, or all when none is valid.
	trials []*document.Trial
	// p99 is that of the only trial with its 95 % interval, or the median of the repetitions from the least to the largest. high is
	// infinite when there is no bound. The others are medians as well.
	p99, low, high, throughput, goodput float64
}

// configurations are what a run measured, configuration by configuration in the order of the trials.
func (k *Run) configurations() []measured {
	var list []measured
	for _, c := range k.Capacities {
		m := measured{search: true, capacity: c}
		named := c.Configuration
		for _, t := range c.Tried {
			i := slices.IndexFunc(k.Trials, func(trial document.Trial) bool { return trial.Number == t.Trial })
			if i < 0 {
				continue
			}
			named = settingsOf(&k.Trials[i])
			if t.Accepted && t.Rate == c.Rate {
				m.trials = append(m.trials, &k.Trials[i])
			}
		}
		named = maps.Clone(named)
		delete(named, "rate")
		m.configuration = namedBy(named)
		list = append(list, m)
	}
	if list == nil {
		at := map[string]int{}
		for i := range k.Trials {
			t := &k.Trials[i]
			name := namedBy(settingsOf(t))
			if _, known := at[name]; !known {
				at[name] = len(list)
				list = append(list, measured{configuration: name})
			}
			m := &list[at[name]]
			m.trials = append(m.trials, t)
		}
	}
	for i := range list {
		list[i].count()
	}
	return list
}

// settingsOf is what the stack of a trial was asked to be, and what the trial was a point of.
func settingsOf(t *document.Trial) map[string]string {
	all := maps.Clone(t.Record.Settings)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, t.Configuration)
	return all
}

// namedBy names a configuration, that of a plain scenario by nothing.
func namedBy(values map[string]string) string {
	if len(values) == 0 {
		return ""
	}
	return words.ConfigurationName(values)
}

// count works out the numbers.
func (m *measured) count() {
	if valid := slices.DeleteFunc(slices.Clone(m.trials), func(t *document.Trial) bool { return !t.Valid }); len(valid) > 0 {
		m.trials = valid
	}
	nan := math.NaN()
	m.p99, m.low, m.high, m.throughput, m.goodput = nan, nan, nan, nan, nan
	var tails []float64
	for _, t := range m.trials {
		if v := t.All.Response.P99; t.All.Hits > 0 && !math.IsNaN(v) {
			tails = append(tails, v)
		}
	}
	m.throughput = medianOf(m.trials, func(t *document.Trial) float64 { return t.Throughput })
	m.goodput = medianOf(m.trials, func(t *document.Trial) float64 { return t.Goodput })
	switch {
	case len(tails) == 0:
		return
	case len(m.trials) > 1:
		m.p99, m.low, m.high = stats.Median(tails), slices.Min(tails), slices.Max(tails)
		return
	}
	m.p99 = tails[0]
	if i, ok := m.trials[0].All.Intervals["p99"]; ok {
		m.low, m.high = i.Low, i.High
		if !math.IsNaN(m.low) && math.IsNaN(m.high) {
			m.high = math.Inf(1)
		}
	}
}

// medianOf is the median over trials that have the number, NaN when none has.
func medianOf(trials []*document.Trial, of func(*document.Trial) float64) float64 {
	var values []float64
	for _, t := range trials {
		if v := of(t); !math.IsNaN(v) {
			values = append(values, v)
		}
	}
	if values == nil {
		return math.NaN()
	}
	return stats.Median(values)
}

// bounded reports whether the capacity that was found is one, and not merely a bound of it or a guess.
func (m *measured) bounded() bool {
	return m.capacity.Rate > 0 && !m.capacity.AtLeast && !m.capacity.GeneratorBound && !m.capacity.Unsure
}

// failed counts the requests of a run's numbers and how many of them failed.
func failed(list []measured) (failures, hits uint64) {
	for _, m := range list {
		for _, t := range m.trials {
			failures, hits = failures+t.Failures, hits+t.All.Hits
		}
	}
	return failures, hits
}

// lasted is how long a run took from the first trial's load to the last one's end.
func (k *Run) lasted() float64 {
	var from, to time.Time
	for i := range k.Trials {
		t := &k.Trials[i]
		reached := t.Reached
		if t.Began.IsZero() || math.IsNaN(reached) || math.Abs(reached) > 1e8 {
			continue
		}
		if from.IsZero() || t.Began.Before(from) {
			from = t.Began
		}
		if end := t.Began.Add(time.Duration(reached * float64(time.Second))); end.After(to) {
			to = end
		}
	}
	if from.IsZero() {
		return math.NaN()
	}
	return to.Sub(from).Seconds()
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"quintet/api/server"
	"quintet/bench/analysis"
	"quintet/bench/host"
	"quintet/bench/load"
	"quintet/bench/plan"
	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/scrape"
	"quintet/bench/words"
)

// station is a server of known capacity: so many workers, each busy for the same time with a request.
type station struct {
	mu      sync.Mutex
	free    []time.Time
	service time.Duration
}

func (s *station) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	next, now := 0, time.Now()
	for i := range s.free {
		if s.free[i].Before(s.free[next]) {
			next = i
		}
	}
	// Work lasts until an instant and not for a time, so that waking up late does not add up.
	if s.free[next].Before(now) {
		s.free[next] = now
	}
	s.free[next] = s.free[next].Add(s.service)
	until := s.free[next]
	s.mu.Unlock()
	time.Sleep(time.Until(until))
	io.WriteString(w, `{"id":1}`)
}

// BenchmarkSelfCapacity searches for the capacity of a server that is known to do so many requests a second, with everything that bench
// capacity has but the stack: the plan, the load engine, scrapes of the generator, the record on disk, its analysis. It prints what was
// found as a share of workers / service time, and the trials it took. At constant arrivals that is the truth but for 2.5 %: a little
// more than it builds a backlog that stays inside the limit until the end. At Poisson arrivals the limit is reached a little below it.
func BenchmarkSelfCapacity(b *testing.B) {
	const workers, service, lasting = 4, 10 * time.Millisecond, 10 * time.Second
	for _, arrivals := range []string{"constant", "poisson"} {
		b.Run(arrivals, func(b *testing.B) {
			for range b.N {
				server := httptest.NewServer(&station{free: make([]time.Time, workers), service: service})
				s, err := scenario.Parse("known.yaml", []byte(fmt.Sprintf(`name: known
workload: {mix: {users.get: 1}}
load: {arrivals: %s, timeout: 5s, phases: [{name: warm-up, duration: 1s, rate: 50/s, measure: false}, {name: steady, duration: %s, rate: 100/s}]}
slo: ["p95 < 250ms", "failures < 1%%"]
search: {rate: {from: 100/s, to: 4000/s}, resolution: 5%%}
`, arrivals, lasting)), nil, vocabulary())
				if err != nil {
					b.Fatal(err)
				}
				p, err := plan.New(s)
				if err != nil {
					b.Fatal(err)
				}
				trials, found := 0, analysis.Capacity{}
				var prev *plan.Outcome
				for {
					trial, ok := p.Next(prev)
					if !ok {
						break
					}
					trials++
					a := stationTrial(b, trial, server.URL)
					prev = &plan.Outcome{Valid: a.Valid, Passed: a.Accepted, Uncertain: a.Uncertain, GeneratorBound: a.GeneratorBound}
					rate, _ := analysis.ParseRate(trial.Configuration[analysis.RateAxis]) // a plan writes what can be read
					found.Tried = append(found.Tried, analysis.TriedLoad{Trial: trials, Rate: rate, Acceptance: a})
					b.Logf("trial %d: %s accepted %v, valid %v, %s", trials, trial.Configuration["rate"], a.Accepted, a.Valid, words.Refusal(&a.Why))
				}
				server.Close()
				found.Conclude(samples.Search{To: s.Search.To, Confirmations: plan.Confirmations, Uncertain: plan.Uncertain})
				b.ReportMetric(found.Rate*service.Seconds()/workers, "of-the-truth")
				b.ReportMetric(float64(trials), "trials")
				if found.Unsure || found.GeneratorBound {
					b.Logf("the search ended unsure: %+v", found)
				}
			}
		})
	}
}

// stationTrial runs one trial of the search and judges it.
func stationTrial(b *testing.B, trial plan.Trial, target string) analysis.Acceptance {
	b.Helper()
	dir := b.TempDir()
	of := trial.Scenario
	schedule, err := load.NewSchedule(of.Load, uint64(trial.Number))
	if err != nil {
		b.Fatal(err)
	}
	m := samples.Manifest{Format: samples.FormatVersion, RunID: "known", Scenario: "known", Trial: trial.Number, Configuration: trial.Configuration, Repetition: trial.Repetition,
		State: samples.Complete, Operations: one{}.Operations(), Phases: schedule.Phases(), Targets: []string{target}, Machine: host.Machine(),
		Load: samples.Load{Arrivals: of.Load.Arrivals, Offered: schedule.Len(), Timeout: of.Load.Timeout}}
	for _, o := range of.SLO {
		m.SLO = append(m.SLO, samples.SLO{Expression: o.Expression, Metric: o.Metric, Quantile: o.Quantile, Operation: o.Operation, Comparison: o.Comparison, Limit: o.Limit})
	}
	w, err := samples.Create(dir, m)
	if err != nil {
		b.Fatal(err)
	}
	a := &load.Attack{Schedule: schedule, Source: one{}, Targets: []string{target}, Timeout: of.Load.Timeout, Writer: w}
	scraper := scrape.New(scrape.Config{Write: w.Point, Connections: func() int { return a.Live().Connections }})
	ctx, end := context.WithCancel(b.Context())
	var beside sync.WaitGroup
	var scraped error
	a.Begun = func(began time.Time) { beside.Go(func() { scraped = scraper.Run(ctx, began) }) }
	sum, err := a.Run(b.Context())
	end()
	beside.Wait()
	err = errors.Join(err, scraped, w.Manifest(func(m *samples.Manifest) { m.Began, m.Elapsed = sum.Began, sum.Elapsed }), w.Close())
	if err != nil {
		b.Fatal(err)
	}
	record, err := samples.OpenTrial(dir)
	if err != nil {
		b.Fatal(err)
	}
	t := analysis.AnalyzeTrial(record, analysis.Options{Backends: server.Telemetry()})
	return analysis.Accept(&t)
}

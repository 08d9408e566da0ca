package scrape

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"quintet/bench/samples"
)

// A collector's figures become points, those that stand still once, and what it was when it failed is a gap of its own.
func TestCollector(t *testing.T) {
	var looks atomic.Int64
	gone := errors.New("gone")
	ctx, end := context.WithCancel(t.Context())
	defer end()
	store := Collector{Name: "postgres", Every: time.Millisecond, Collect: func(context.Context) ([]Value, error) {
		n := looks.Add(1)
		if n >= 6 {
			end()
		}
		if n == 3 {
			return nil, gone
		}
		return []Value{
			{Metric: "postgres_commits_total", Labels: map[string]string{"z": "1", "a": `"`}, Counter: true, Value: float64(n)},
			{Metric: "postgres_size_bytes", Value: 7},
		}, nil
	}}
	var points []samples.Point
	s := New(Config{Collectors: []Collector{store}, Interval: time.Hour, Write: func(p samples.Point) error {
		if p.Series.Source == "postgres" {
			points = append(points, p)
		}
		return nil
	}})
	if err := s.Run(ctx, time.Now()); err != nil {
		t.Fatal(err)
	}
	series := map[samples.Series][]float64{}
	for _, p := range points {
		series[p.Series] = append(series[p.Series], p.Value)
	}
	up := series[samples.Series{Source: "postgres", Metric: samples.TelemetryUpMetric, Kind: "gauge"}]
	if len(up) < 6 || !slices.Equal(up[:6], []float64{1, 1, 0, 1, 1, 1}) {
		t.Errorf("%s is %v", samples.TelemetryUpMetric, up)
	}
	commits := series[samples.Series{Source: "postgres", Metric: "postgres_commits_total", Labels: `a="\"",z="1"`, Kind: "counter"}]
	if len(commits) < 5 || !slices.Equal(commits[:5], []float64{1, 2, 4, 5, 6}) {
		t.Errorf("commits are %v; series %v", commits, series)
	}
	if size := series[samples.Series{Source: "postgres", Metric: "postgres_size_bytes", Kind: "gauge"}]; !slices.Equal(size, []float64{7}) {
		t.Errorf("sizes are %v", size)
	}
	if _, any := series[samples.Series{Source: "postgres", Metric: samples.UpMetric, Kind: "gauge"}]; any {
		t.Error("a collector speaks for whether its server is up")
	}
	if live := s.Live(); live.Gaps != 0 || live.LastGap != "" {
		t.Errorf("%d gaps, the last %q", live.Gaps, live.LastGap)
	}
	latest := s.Latest()
	i := slices.IndexFunc(latest, func(l Latest) bool { return l.Source == "postgres" })
	if i < 0 || len(latest[i].Values) != 2 || latest[i].Values[0].Value != float64(looks.Load()) {
		t.Errorf("the latest are %+v after %d looks", latest, looks.Load())
	}
}

// What a server counts late is in the last look, which tells what was when the load ended.
func TestCollectorLag(t *testing.T) {
	const lag = 50 * time.Millisecond
	ctx, end := context.WithCancel(t.Context())
	defer end()
	began := time.Now()
	var looks, last time.Duration
	late := Collector{Name: "postgres", Every: time.Hour, Lag: lag, Collect: func(context.Context) ([]Value, error) {
		looks, last = looks+1, time.Since(began)
		end()
		return []Value{{Metric: "postgres_commits_total", Counter: true, Value: float64(looks)}}, nil
	}}
	var at time.Duration
	s := New(Config{Collectors: []Collector{late}, Interval: time.Hour, Write: func(p samples.Point) error {
		if p.Series.Metric == "postgres_commits_total" {
			at = p.At
		}
		return nil
	}})
	if err := s.Run(ctx, began); err != nil {
		t.Fatal(err)
	}
	if looks != 2 || at == 0 || last-at < lag {
		t.Errorf("%d looks; the last one at %s is for %s, want %s before it", looks, last, at, lag)
	}
}

// One that hangs costs its own figures and nothing else, and the end of the run at most its timeout.
func TestCollectorHangs(t *testing.T) {
	ctx, end := context.WithCancel(t.Context())
	hanging := Collector{Name: "neo4j", Timeout: 10 * time.Millisecond, Collect: func(ctx context.Context) ([]Value, error) {
		end()
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	up := map[string][]float64{}
	s := New(Config{Collectors: []Collector{hanging}, Write: func(p samples.Point) error {
		if p.Series.Metric == samples.UpMetric || p.Series.Metric == samples.TelemetryUpMetric {
			up[p.Series.Source] = append(up[p.Series.Source], p.Value)
		}
		return nil
	}})
	if err := s.Run(ctx, time.Now()); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(up["neo4j"], []float64{0}) && !slices.Equal(up["neo4j"], []float64{0, 0}) {
		t.Errorf("neo4j is up %v", up["neo4j"])
	}
	if slices.Contains(up[Generator], 0) {
		t.Errorf("the generator is up %v", up[Generator])
	}
	if s.Live().LastGap == "" {
		t.Error("nothing is said of the gap")
	}
}

// Processes are told with the figures of theirs that have a name, until they end.
func TestLatestOfProcess(t *testing.T) {
	ctx, end := context.WithCancel(t.Context())
	end()
	s := New(Config{Write: func(samples.Point) error { return nil }})
	if err := s.Run(ctx, time.Now()); err != nil {
		t.Fatal(err)
	}
	for _, l := range s.Latest() {
		for _, v := range l.Values {
			if l.Source == Generator && v.Metric == "process_resident_memory_bytes" && !v.Counter && v.Value > 0 {
				return
			}
		}
	}
	if newProcess("/proc", func() int { return 1 }) != nil {
		t.Errorf("nothing is told of this process: %+v", s.Latest())
	}
}

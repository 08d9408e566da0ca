package scrape

import (
	"math"
	"runtime/debug"
	"runtime/metrics"

	"quintet/bench/samples"
)

// Generator is the source of the load generator's own figures.
const Generator = "generator"

// self reads what the generator knows of itself, and of the machine it runs on. It is used by one goroutine.
type self struct {
	connections, inFlight func() int
	machine               *machine
	samples               []metrics.Sample
	collections           debug.GCStats
}

// runtimeFigures are read from runtime/metrics, under the names that client_golang's collector gives them.
func runtimeFigures() []struct{ name, metric, kind string } {
	return []struct{ name, metric, kind string }{
		{"/sched/goroutines:goroutines", "go_goroutines", gauge},
		{"/sched/gomaxprocs:threads", "go_sched_gomaxprocs_threads", gauge},
		{"/memory/classes/heap/objects:bytes", "go_memstats_heap_alloc_bytes", gauge},
		{"/gc/heap/allocs:bytes", "go_memstats_alloc_bytes_total", counter},
	}
}

func newSelf(connections, inFlight func() int, m *machine) *self {
	g := &self{connections: connections, inFlight: inFlight, machine: m}
	for _, f := range runtimeFigures() {
		g.samples = append(g.samples, metrics.Sample{Name: f.name})
	}
	return g
}

// read looks at the generator itself: the figures of the runtime, its connections, and the machine.
func (g *self) read() []value {
	metrics.Read(g.samples)
	var values []value
	for i, f := range runtimeFigures() {
		if g.samples[i].Value.Kind() == metrics.KindUint64 {
			values = append(values, value{f.metric, "", f.kind, float64(g.samples[i].Value.Uint64())})
		}
	}
	// runtime/metrics has pauses only as a histogram and as processor time; their exact sum is here.
	debug.ReadGCStats(&g.collections)
	values = append(values, value{"go_gc_pause_seconds_total", "", counter, g.collections.PauseTotal.Seconds()})
	if g.connections != nil {
		values = append(values, value{"generator_connections", "", gauge, math.Max(0, float64(g.connections()))})
	}
	if g.inFlight != nil {
		values = append(values, value{samples.InFlightMetric, "", gauge, math.Max(0, float64(g.inFlight()))})
	}
	if g.machine != nil {
		values = append(values, g.machine.read()...)
	}
	return values
}

package analysis

import (
	"math"
	"slices"
	"testing"
	"time"

	"quintet/bench/samples"
)

// storesRecord has PostgreSQL and Cassandra, asked every five seconds from 0 s on, and MinIO, which is scraped. PostgreSQL does not answer
// once.
func storesRecord() *memory {
	r := healthy()
	for i := range 8 {
		at := time.Duration(5*i) * sec
		for _, store := range []string{"postgres", "cassandra"} {
			up := 1.0
			if store == "postgres" && i == 3 {
				up = 0
			}
			r.points = append(r.points, samples.Point{At: at, Series: samples.Series{Source: store, Metric: samples.TelemetryUpMetric, Kind: "gauge"}, Value: up})
		}
	}
	for i := range 36 {
		at, x := time.Duration(i)*sec, float64(i)
		r.points = append(r.points, page(at, "minio", map[samples.Series]float64{
			{Metric: "process_cpu_seconds_total", Kind: "counter"}:                                                       0.25 * x,
			{Metric: "process_resident_memory_bytes", Kind: "gauge"}:                                                     5e6,
			{Metric: "process_io_written_bytes_total", Kind: "counter"}:                                                  1000 * x,
			{Metric: "store_operation_duration_seconds_count", Labels: `operation="get",store="minio"`, Kind: "counter"}: 4 * x,
			{Metric: "store_operation_duration_seconds_sum", Labels: `operation="get",store="minio"`, Kind: "counter"}:   0.01 * x,
		}, 1)...)
	}
	// Connections for the telemetry of further stores could not be opened.
	r.points = append(r.points, samples.Point{At: sec, Series: samples.Series{Source: "stores", Metric: samples.TelemetryUpMetric, Kind: "gauge"}})
	slices.SortStableFunc(r.points, func(a, b samples.Point) int { return int(a.At - b.At) })
	return r
}

func TestStores(t *testing.T) {
	m := manifest()
	m.Services = []samples.Service{{Name: "cassandra-1", Role: "messages", Software: "Cassandra 5"}, {Name: "minio", Role: "objects", Software: "MinIO 1"}}
	_, trial := trialOf(t, m, storesRecord())
	stores := map[string]*Store{}
	for i := range trial.Stores {
		stores[trial.Stores[i].Name] = &trial.Stores[i]
	}
	if len(stores) != 3 {
		t.Fatalf("stores %v", trial.Stores)
	}
	p := stores["postgres"]
	if p.Asked != 8 || p.Missed != 1 || p.Software != "" || len(p.Processes) != 0 {
		t.Errorf("postgres: asked %d, missed %d, %q, %v", p.Asked, p.Missed, p.Software, p.Processes)
	}
	if c := stores["cassandra"]; c.Software != "Cassandra 5" || c.Role != "messages" {
		t.Errorf("cassandra is %q for %q", c.Software, c.Role)
	}
	o := stores["minio"]
	if len(o.Processes) != 1 || math.Abs(o.Processes[0].CPU-0.25) > 1e-9 || o.Processes[0].Memory != 5e6 || math.Abs(o.Processes[0].WrittenPerSecond-1000) > 1e-6 ||
		!math.IsNaN(o.Processes[0].ReadPerSecond) {
		t.Errorf("minio's processes: %+v", o.Processes)
	}
	if calls, errors, seconds := o.Calls(); calls != 120 || errors != 0 || math.Abs(seconds-0.3) > 1e-9 {
		t.Errorf("%v calls, %v errors, %v s", calls, errors, seconds)
	}
	if calls, _, _ := p.Calls(); calls != 0 {
		t.Errorf("%v calls of postgres", calls)
	}
	if got, want := trial.All.Stores, 2; len(got) < want {
		t.Errorf("the stores' telemetry took the hits' place: %v", got)
	}
}

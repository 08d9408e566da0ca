package analysis

import (
	"math"
	"slices"
	"testing"
	"time"

	"quintet/api/server"
	"quintet/bench/samples"
	"quintet/telemetry"
)

// told is one answer of a store that was asked for its figures; nil is none.
func told(at time.Duration, store string, values map[samples.Series]float64) []samples.Point {
	up := 1.0
	if values == nil {
		up = 0
	}
	points := []samples.Point{{At: at, Series: samples.Series{Source: store, Metric: samples.TelemetryUpMetric, Kind: "gauge"}, Value: up}}
	for s, v := range values {
		s.Source = store
		points = append(points, samples.Point{At: at, Series: s, Value: v})
	}
	return points
}

func counterSeries(metric, labels string) samples.Series {
	return samples.Series{Metric: metric, Labels: labels, Kind: "counter"}
}

func gaugeSeries(metric, labels string) samples.Series {
	return samples.Series{Metric: metric, Labels: labels, Kind: "gauge"}
}

// storesRecord has PostgreSQL, asked every five seconds from 0 s on, three nodes of Cassandra of which one is slow, and MinIO, which is
// scraped. PostgreSQL does not answer once.
func storesRecord() *memory {
	r := healthy()
	for i := range 8 {
		at, x := time.Duration(5*i)*sec, float64(5*i)
		var values map[samples.Series]float64
		if i != 3 {
			values = map[samples.Series]float64{
				counterSeries("postgres_stat_database_xact_commit_total", `datname="quintet"`): 7000 + 20*x,
				counterSeries("postgres_stat_database_blks_hit_total", `datname="quintet"`):    90 * x,
				counterSeries("postgres_stat_database_blks_read_total", `datname="quintet"`):   10 * x,
				gaugeSeries("postgres_stat_user_tables_n_dead_tup", `relname="users"`):         x,
				gaugeSeries("postgres_stat_user_tables_n_dead_tup", `relname="groups"`):        0,
				gaugeSeries("postgres_locks", `mode="a"`):                                      0,
				gaugeSeries("postgres_locks", `mode="b"`):                                      0,
				gaugeSeries("postgres_database_size_bytes", ``):                                1000 + x,
			}
		}
		r.points = append(r.points, told(at, "postgres", values)...)
		nodes := map[samples.Series]float64{}
		for n, slow := range []float64{0.001, 0.002, 0.3} {
			node := string(rune('1' + n))
			nodes[gaugeSeries("cassandra_coordinator_read_latency_seconds", `node="`+node+`",percentile="99",table="messages"`)] = slow
			nodes[gaugeSeries("cassandra_coordinator_read_latency_seconds", `node="`+node+`",percentile="50",table="messages"`)] = 9
		}
		r.points = append(r.points, told(at, "cassandra", nodes)...)
	}
	for i := range 36 {
		at, x := time.Duration(i)*sec, float64(i)
		r.points = append(r.points, page(at, "minio", map[samples.Series]float64{
			counterSeries("minio_s3_requests_total", `api="getobject"`):                              3 * float64(i/10*10),
			counterSeries("process_cpu_seconds_total", ""):                                           0.25 * x,
			gaugeSeries("process_resident_memory_bytes", ""):                                         5e6,
			counterSeries("process_io_written_bytes_total", ""):                                      1000 * x,
			{Metric: "minio_s3_ttfb_seconds_bucket", Labels: `le="1"`, Kind: "histogram"}:            x,
			counterSeries("store_operation_duration_seconds_count", `operation="get",store="minio"`): 4 * x,
			counterSeries("store_operation_duration_seconds_sum", `operation="get",store="minio"`):   0.01 * x,
		}, 1)...)
	}
	// Connections for the telemetry of further stores could not be opened.
	r.points = append(r.points, told(sec, "stores", nil)...)
	slices.SortStableFunc(r.points, func(a, b samples.Point) int { return int(a.At - b.At) })
	return r
}

func storesOf(t *testing.T) (Trial, map[string]*Store) {
	t.Helper()
	m := manifest()
	m.Backends = telemetry.Recorded(server.Telemetry())
	m.Services = []samples.Service{{Name: "cassandra-1", Role: "messages", Software: "Cassandra 5"}, {Name: "minio", Role: "objects", Software: "MinIO 1"}}
	_, trial := trialOf(t, m, storesRecord())
	stores := map[string]*Store{}
	for i := range trial.Stores {
		stores[trial.Stores[i].Name] = &trial.Stores[i]
	}
	return *trial, stores
}

func panelOf(t *testing.T, s *Store, title string) []Series {
	t.Helper()
	for _, p := range s.Panels {
		if p.Title == title {
			return p.Lines
		}
	}
	t.Fatalf("%s has no panel %q: %+v", s.Name, title, s.Panels)
	return nil
}

func TestStores(t *testing.T) {
	trial, stores := storesOf(t)
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
	m := stores["minio"]
	if len(m.Processes) != 1 || math.Abs(m.Processes[0].CPU-0.25) > 1e-9 || m.Processes[0].Memory != 5e6 || math.Abs(m.Processes[0].WrittenPerSecond-1000) > 1e-6 ||
		!math.IsNaN(m.Processes[0].ReadPerSecond) {
		t.Errorf("minio's processes: %+v", m.Processes)
	}
	if calls, errors, seconds := m.Calls(); calls != 120 || errors != 0 || math.Abs(seconds-0.3) > 1e-9 {
		t.Errorf("%v calls, %v errors, %v s", calls, errors, seconds)
	}
	if calls, _, _ := p.Calls(); calls != 0 {
		t.Errorf("%v calls of postgres", calls)
	}
	if got, want := trial.All.Stores, 2; len(got) < want {
		t.Errorf("the stores' telemetry took the hits' place: %v", got)
	}
}

// What a store tells: of counters the growth over the measured phases (5 s to 35 s), the unanswered look among them, of others the values
// at their borders; no distributions.
func TestStoreReadings(t *testing.T) {
	_, stores := storesOf(t)
	find := func(s *Store, metric string) Reading {
		for _, f := range s.Readings {
			if f.Metric == metric {
				return f
			}
		}
		t.Errorf("%s did not tell %s", s.Name, metric)
		return Reading{}
	}
	if f := find(stores["postgres"], "postgres_stat_database_xact_commit_total"); !f.Counter || f.Last != 600 || f.PerSecond != 20 || f.Labels != `datname="quintet"` {
		t.Errorf("commits %+v", f)
	}
	if f := find(stores["postgres"], "postgres_database_size_bytes"); f.Counter || f.First != 1005 || f.Last != 1035 || !math.IsNaN(f.PerSecond) {
		t.Errorf("size %+v", f)
	}
	if f := find(stores["minio"], "minio_s3_requests_total"); f.Last != 75 || math.Abs(f.PerSecond-3) > 1e-9 {
		t.Errorf("requests %+v", f)
	}
	if n := len(stores["minio"].Readings); n != 1 {
		t.Errorf("minio told %d figures, want 1: %+v", n, stores["minio"].Readings)
	}
}

func TestStorePanels(t *testing.T) {
	_, stores := storesOf(t)
	p := stores["postgres"]
	for _, line := range panelOf(t, p, "Blocks found in its own cache") {
		for i, v := range line.V {
			if math.Abs(v-0.9) > 1e-9 {
				t.Fatalf("at %v s the share is %v", line.T[i], v)
			}
		}
	}
	if lines := panelOf(t, p, "Transactions"); len(lines) != 1 || lines[0].Name != "committed" || math.Abs(lines[0].V[20]-20) > 1e-9 {
		t.Errorf("transactions %+v", lines)
	}
	if lines := panelOf(t, p, "Dead row versions"); len(lines) != 1 || lines[0].Name != "users" {
		t.Errorf("tables without dead rows are named where one has some: %+v", lines)
	}
	if lines := panelOf(t, p, "Locks"); len(lines) != 1 || lines[0].Name != "each of 2" {
		t.Errorf("locks %+v", lines)
	}
	var names []string
	for _, l := range panelOf(t, stores["cassandra"], "Time of reads, its own p99") {
		names = append(names, l.Name)
		if l.V[3] > 1 {
			t.Errorf("%s is %v: another percentile is in it", l.Name, l.V[3])
		}
	}
	if want := []string{"messages 1", "messages 2", "messages 3"}; !slices.Equal(names, want) {
		t.Errorf("lines %q, want %q", names, want)
	}
	m := stores["minio"]
	if lines := panelOf(t, m, "Calls of the API"); lines[0].Name != "get" || math.Abs(lines[0].V[10]-4) > 1e-9 {
		t.Errorf("calls %+v", lines)
	}
	panelOf(t, m, "CPU")
	panelOf(t, m, "Disk")
	// MinIO counts three requests a second, and tells so every ten seconds.
	for i, v := range panelOf(t, m, "Requests")[0].V {
		if i < 30 && math.Abs(v-3) > 1e-9 {
			t.Errorf("in second %d there were %v requests", i, v)
		}
	}
}

package scraped

import (
	"math"
	"slices"
	"testing"
	"time"

	"quintet/api/server"
	"quintet/bench/samples"
	"quintet/telemetry"
)

// storesRecord has PostgreSQL, asked every five seconds from 0 s on, three nodes of Cassandra of which one is slow, and MinIO, which is
// scraped. PostgreSQL does not answer once.
func storesRecord() []samples.Point {
	var points []samples.Point
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
		points = append(points, told(at, "postgres", values)...)
		nodes := map[samples.Series]float64{}
		for n, slow := range []float64{0.001, 0.002, 0.3} {
			node := string(rune('1' + n))
			nodes[gaugeSeries("cassandra_coordinator_read_latency_seconds", `node="`+node+`",percentile="99",table="messages"`)] = slow
			nodes[gaugeSeries("cassandra_coordinator_read_latency_seconds", `node="`+node+`",percentile="50",table="messages"`)] = 9
		}
		points = append(points, told(at, "cassandra", nodes)...)
	}
	for i := range 36 {
		at, x := time.Duration(i)*sec, float64(i)
		points = append(points, page(at, "minio", map[samples.Series]float64{
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
	points = append(points, told(sec, "stores", nil)...)
	slices.SortStableFunc(points, func(a, b samples.Point) int { return int(a.At - b.At) })
	return points
}

func storesOf(t *testing.T) *Tracks {
	t.Helper()
	return read(t, storesRecord(), telemetry.Recorded(server.Telemetry())...)
}

func panelOf(t *testing.T, panels []StorePanel, title string) []Series {
	t.Helper()
	for _, p := range panels {
		if p.Title == title {
			return p.Lines
		}
	}
	t.Fatalf("no panel %q in %+v", title, panels)
	return nil
}

// What a store tells: of counters the growth over the measured phases (5 s to 35 s), the unanswered look among them, of others the values
// at their borders; no distributions.
func TestStoreReadings(t *testing.T) {
	s := storesOf(t)
	find := func(store, metric string) Reading {
		for _, f := range s.Readings(store) {
			if f.Metric == metric {
				return f
			}
		}
		t.Errorf("%s did not tell %s", store, metric)
		return Reading{}
	}
	if f := find("postgres", "postgres_stat_database_xact_commit_total"); !f.Counter || f.Last != 600 || f.PerSecond != 20 || f.Labels != `datname="quintet"` {
		t.Errorf("commits %+v", f)
	}
	if f := find("postgres", "postgres_database_size_bytes"); f.Counter || f.First != 1005 || f.Last != 1035 || !math.IsNaN(f.PerSecond) {
		t.Errorf("size %+v", f)
	}
	if f := find("minio", "minio_s3_requests_total"); f.Last != 75 || math.Abs(f.PerSecond-3) > 1e-9 {
		t.Errorf("requests %+v", f)
	}
	if told := s.Readings("minio"); len(told) != 1 {
		t.Errorf("minio told %d figures, want 1: %+v", len(told), told)
	}
}

func TestStorePanels(t *testing.T) {
	s := storesOf(t)
	p := s.StorePanels("postgres", s.Lines())
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
	for _, l := range panelOf(t, s.StorePanels("cassandra", s.Lines()), "Time of reads, its own p99") {
		names = append(names, l.Name)
		if l.V[3] > 1 {
			t.Errorf("%s is %v: another percentile is in it", l.Name, l.V[3])
		}
	}
	if want := []string{"messages 1", "messages 2", "messages 3"}; !slices.Equal(names, want) {
		t.Errorf("lines %q, want %q", names, want)
	}
	m := s.StorePanels("minio", s.Lines())
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

package report

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/redact"
	"quintet/bench/samples"
	"quintet/bench/samples/samplestest"
)

// A made-up run: records of trials whose hits are drawn from laws with a fixed seed, written to disk as a run writes them and
// analysed as a run is.

var madeOperations = []struct {
	name   string
	weight float64
	median time.Duration
	store  uint8
	bytes  float64
}{
	{"messages.list", 60, 1600 * time.Microsecond, 1, 4000}, {"notifications.list", 15, 2200 * time.Microsecond, 0, 3000},
	{"messages.send", 10, 3100 * time.Microsecond, 0, 300}, {"users.get", 5, 900 * time.Microsecond, 1, 120},
	{"friends.list", 4, 1900 * time.Microsecond, 0, 900}, {"friends.add", 2, 4200 * time.Microsecond, 0, 0},
	{"files.download", 3, 6 * time.Millisecond, 2, 90000}, {"files.upload", 1, 19 * time.Millisecond, 2, 90000},
}

// TestMain has marks of secrets be the same on every machine.
func TestMain(m *testing.M) {
	os.Setenv(redact.KeyVariable, "a key for tests")
	os.Exit(m.Run())
}

// madeManifest is a complete trial of the scenario chat-heavy.
func madeManifest() samples.Manifest {
	m := samplestest.Manifest()
	m.RunID, m.Description = "20261124-124000-chat-heavy", "A busy evening. Most requests read the newest page of a conversation, one in ten sends a message."
	m.Settings["env.DATABASE_PASSWORD"] = "correct horse battery"
	m.Command = "bench run -stack embedded -set 'env.DATABASE_PASSWORD=correct horse battery' chat-heavy"
	m.Source = "name: chat-heavy\nseed: 42\n\nworkload:\n  keys:                          # how each kind of key is drawn\n    users: {zipf: 0.8}\n" +
		"settings: {cache: on, env.DATABASE_PASSWORD: correct horse battery}\nslo:\n  - p99 < 100ms\n"
	m.SLO = append(m.SLO, samples.SLO{Expression: "goodput > 300/s", Metric: "goodput", Comparison: ">", Limit: 300})
	d := &m.Dataset
	d.Rows = map[string]int64{"users": 10000, "messages": 100000, "files": 200}
	d.Verified, d.Took = maps.Clone(d.Rows), 4200*time.Millisecond
	d.Assumptions = []string{"Message sizes are log-normal with a median of 30 bytes; no trustworthy public fit is known."}
	m.Machine.LoadAverage = 0.21
	m.Mix = map[string]float64{}
	for _, o := range madeOperations {
		m.Operations = append(m.Operations, o.name)
		m.Mix[o.name] = o.weight / 100
	}
	m.Redact(redact.New())
	return m
}

// story changes a made-up trial.
type story struct {
	manifest func(*samples.Manifest)
	// hit changes each hit; until is when the record ends, 0 for its schedule's end.
	hit   func(r *rand.Rand, h *samples.Hit)
	until time.Duration
	// load is a factor on the rate of hits, 1 when 0.
	load float64
	// scraped is false when no metrics were scraped.
	unscraped bool
	events    []samples.Event
}

// madeRun writes a run of trials into a new folder.
func madeRun(t *testing.T, stories ...story) string {
	t.Helper()
	dir := t.TempDir()
	for i, s := range stories {
		m := madeManifest()
		m.Trial, m.Trials = i+1, len(stories)
		m.Began = m.Began.Add(time.Duration(i) * 2 * time.Minute)
		folder := filepath.Join(dir, fmt.Sprintf("trial-%03d", i+1))
		if err := os.Mkdir(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := s.write(folder, m); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// analysed reads a run back.
func analysed(t *testing.T, dir string) *analysis.Result {
	t.Helper()
	run, err := samples.OpenRun(dir)
	if err != nil {
		t.Fatal(err)
	}
	res, err := analysis.Analyze(run, analysis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func (s story) write(folder string, m samples.Manifest) error {
	hits := s.hits(&m)
	if s.manifest != nil {
		s.manifest(&m)
	}
	w, err := samples.Create(folder, m)
	if err != nil {
		return err
	}
	for i := range hits {
		if err := w.Hit(&hits[i]); err != nil {
			return err
		}
	}
	for _, e := range s.events {
		if err := w.Event(e); err != nil {
			return err
		}
	}
	if !s.unscraped {
		for _, p := range points(hits) {
			if err := w.Point(p); err != nil {
				return err
			}
		}
	}
	return w.Close()
}

// hits are drawn second by second; the rush makes everything slower.
func (s story) hits(m *samples.Manifest) []samples.Hit {
	r := rand.New(rand.NewPCG(1, uint64(m.Trial)))
	var hits []samples.Hit
	for second := range 60 {
		at := float64(second)
		rate := 400.0
		switch {
		case at < 10:
			rate = 50 + 35*at
		case at >= 50:
			rate += 800 * math.Max(0, 1-math.Abs(at-55)/5)
		}
		if s.load > 0 {
			rate *= s.load
		}
		for i := range int(rate) {
			due := time.Duration(second)*time.Second + time.Duration(float64(i)/rate*1e9)
			for p := range m.Phases {
				if due >= m.Phases[p].Start && due < m.Phases[p].End {
					m.Phases[p].Offered++
				}
			}
			m.Load.Offered++
			if s.until > 0 && due >= s.until {
				continue
			}
			h := draw(r, due, 1+5*math.Max(0, 1-math.Abs(at-56)/4))
			h.Seq = uint64(len(hits))
			if s.hit != nil {
				s.hit(r, &h)
			}
			hits = append(hits, h)
		}
	}
	return hits
}

func draw(r *rand.Rand, due time.Duration, slow float64) samples.Hit {
	pick, op := r.Float64()*100, 0
	for op < len(madeOperations)-1 && pick > madeOperations[op].weight {
		pick -= madeOperations[op].weight
		op++
	}
	o := madeOperations[op]
	took := float64(o.median) * slow * math.Exp(0.45*r.NormFloat64())
	if r.Float64() < 0.01 {
		took *= 8
	}
	h := samples.Hit{Operation: uint16(op), Due: due, Sent: due + time.Duration(2e5*r.ExpFloat64()), Status: 200, BytesIn: uint32(o.bytes * (0.5 + r.Float64()))}
	h.End = h.Sent + time.Duration(took)
	h.Stores[0] = samples.StoreTime{Store: o.store, Time: time.Duration(took * 0.6)}
	h.Stores[1] = samples.StoreTime{Store: 3, Time: time.Duration(took * 0.25)}
	h.NStores = 2
	return h
}

// points are scrapes every second of an API and the generator, and of what the hits did to cache and stores.
func points(hits []samples.Hit) []samples.Point {
	var list []samples.Point
	at, seen, stored := time.Duration(0), [4]float64{}, [4]float64{}
	scrape := func() {
		point := func(source, metric, labels, kind string, v float64) {
			list = append(list, samples.Point{At: at, Series: samples.Series{Source: source, Metric: metric, Labels: labels, Kind: kind}, Value: v})
		}
		for i, source := range []string{"api-1", "generator"} {
			point(source, samples.UpMetric, "", "gauge", 1)
			point(source, "process_cpu_seconds_total", "", "counter", (0.9-0.5*float64(i))*at.Seconds())
			point(source, "process_resident_memory_bytes", "", "gauge", 6e7+2e5*at.Seconds())
			point(source, "go_goroutines", "", "gauge", 40)
			point(source, "go_gc_duration_seconds_sum", "", "counter", 0.0004*at.Seconds())
		}
		point("api-1", "cache_requests_total", `class="messages",result="hit"`, "counter", math.Round(seen[1]*0.95))
		point("api-1", "cache_requests_total", `class="messages",result="miss"`, "counter", math.Round(seen[1]*0.05))
		point("api-1", "cache_requests_total", `class="user",result="hit"`, "counter", math.Round(seen[0]*0.08))
		point("api-1", "cache_requests_total", `class="user",result="miss"`, "counter", math.Round(seen[0]*0.02))
		point("api-1", "storage_io_bytes_total", `direction="read"`, "counter", 9e4*seen[2])
		for i, store := range []string{"sqlite", "miniredis", "gofakes3"} {
			labels := fmt.Sprintf(`operation="read",outcome="ok",store=%q`, store)
			point("api-1", "store_operation_duration_seconds_sum", labels, "histogram", stored[i])
			point("api-1", "store_operation_duration_seconds_count", labels, "histogram", seen[i])
			for _, le := range []string{"0.001", "0.01", "0.1", "+Inf"} {
				part := map[string]float64{"0.001": 0.2, "0.01": 0.95, "0.1": 0.999, "+Inf": 1}[le]
				point("api-1", "store_operation_duration_seconds_bucket", fmt.Sprintf(`le=%q,%s`, le, labels), "histogram", math.Round(seen[i]*part))
			}
		}
	}
	for i := range hits {
		for ; at <= hits[i].Due; at += time.Second {
			scrape()
		}
		store := hits[i].Stores[0]
		seen[store.Store]++
		stored[store.Store] += store.Time.Seconds()
	}
	for ; at <= 61*time.Second; at += time.Second {
		scrape()
	}
	return list
}

package report

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"quintet/bench/document"
	"quintet/bench/page"
	"quintet/bench/samples"
	"quintet/bench/scaling"
	"quintet/bench/words"
)

// varied is a trial with these settings at a tenth of the usual load, times load, each hit slower by a factor.
func varied(load, slower float64, settings map[string]string, change func(*samples.Manifest)) story {
	return story{
		load: load / 10,
		manifest: func(m *samples.Manifest) {
			m.Configuration = settings
			m.SLO = []samples.SLO{m.SLO[0], {Expression: "failures < 1%", Metric: "failures", Comparison: "<", Limit: 0.01}}
			if change != nil {
				change(m)
			}
		},
		hit: func(_ *rand.Rand, h *samples.Hit) {
			for i := range h.NStores {
				h.Stores[i].Time = scaled(h.Stores[i].Time, slower)
			}
			h.End = h.Sent + scaled(h.End-h.Sent, slower)
		},
	}
}

func scaled(d time.Duration, by float64) time.Duration { return time.Duration(float64(d) * by) }

// sweptStories have five loads with the cache on and off; the last is too much.
func sweptStories() []story {
	var all []story
	for i, cache := range []string{"on", "off"} {
		for _, load := range []float64{1, 2, 4, 6, 8} {
			slower := float64(1+i) / math.Max(0.05, 1-load/9)
			all = append(all, varied(load, slower, map[string]string{"cache": cache, "rate": fmt.Sprintf("%g/s", 40*load)}, nil))
		}
	}
	return all
}

// searchedStories are a search that ended between two loads.
func searchedStories() []story {
	var all []story
	for i, load := range []float64{1, 2, 8, 4, 6, 4, 4, 4} {
		slower := map[float64]float64{1: 1, 2: 1.1, 4: 1.5, 6: 9, 8: 20}[load]
		all = append(all, varied(load, slower, map[string]string{"rate": fmt.Sprintf("%g/s", 40*load)}, func(m *samples.Manifest) {
			m.Search, m.Repetition = &samples.Search{From: 40, To: 4000, Resolution: 0.5, Confirmations: 3}, 1+max(0, i-4)
		}))
	}
	return all
}

// replicaStories are a closed loop on 1 to 12 replicas, with throughput by the law.
func replicaStories() []story {
	var all []story
	for _, n := range []float64{1, 2, 3, 4, 6, 8, 12} {
		x := n / (1 + 0.08*(n-1) + 0.01*n*(n-1))
		all = append(all, varied(2*x, n/x, map[string]string{"api.replicas": fmt.Sprint(n)}, func(m *samples.Manifest) {
			m.Load.Closed, m.Load.Offered = 64, 0
			for i := range m.Phases {
				m.Phases[i].Offered = 0
			}
		}))
	}
	return all
}

// volumeStories have four volumes, one of them with a trial whose work was not done.
func volumeStories() []story {
	var all []story
	for _, x := range []int64{1, 3, 10, 30, 30} {
		volume := fmt.Sprintf("%dx", x)
		s := varied(2, math.Sqrt(float64(x)), map[string]string{"dataset.volume": volume}, func(m *samples.Manifest) {
			rows := map[string]int64{"users": 10_000 * x, "messages": 100_000 * x}
			m.Dataset = samples.Dataset{Volume: volume, Rows: rows, Verified: rows, Bytes: map[string]int64{"sqlite": 14_000_000 * x}}
		})
		if len(all) == 4 {
			slower := s.hit
			s.hit = func(r *rand.Rand, h *samples.Hit) {
				slower(r, h)
				h.Failure, h.Status = samples.Status, 500
			}
		}
		all = append(all, s)
	}
	return all
}

// A run whose trials differ begins with the answer, each sentence with its figure, and has every number of it in tables.
func TestPageOfScaling(t *testing.T) {
	for name, want := range map[string][]string{
		"swept":    {`id="answer"`, "The capacity with", "href=\"#figure-scaling-capacity\"", `id="capacity"`, "held in every trial", `id="scaling"`, "✗ not taken", "good answers per CPU second"},
		"searched": {`id="answer"`, "The capacity is 160 requests/s", "✓ confirmed", "Trial 4: rate 160/s", `id="scaling"`},
		"replicas": {`id="answer"`, "Contention", `id="figure-scaling-speedup"`, "Universal Scalability Law fitted to the replicas", "leave-last-out", "alpha", "peak"},
		"volumes":  {`id="answer"`, "more slowly than the rows", `id="volume"`, `id="figure-scaling-volume"`, "bytes on disk/row", "left out because they are not valid"},
	} {
		t.Run(name, func(t *testing.T) {
			res := analysed(t, madeRun(t, examples()[name]...))
			html := render(t, res, undrawn(res), pageBudget)
			last := -1
			for _, w := range want {
				if !strings.Contains(html, w) {
					t.Errorf("the page has no %s", w)
				}
				if i := strings.Index(html, w); strings.HasPrefix(w, `id="`) && !strings.Contains(w, "figure") {
					if i <= last {
						t.Errorf("%s stands too early", w)
					}
					last = i
				}
			}
			var b bytes.Buffer
			if err := Terminal(&b, res, page.Terminal{}); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(b.String(), "→ ") {
				t.Error("the terminal has no answer")
			}
		})
	}
}

// What report.json says of scaling can be read back, and lists are never null.
func TestDocumentOfScaling(t *testing.T) {
	res := analysed(t, madeRun(t, replicaStories()...))
	text := encodeDocument(t, wholeDocument(res, undrawn(res)))
	d, err := document.Read(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	s := d.Scaling
	if s == nil || len(s.Points) != 7 || len(s.ScalingSeries) != 1 || s.ScalingSeries[0].Fit == nil || s.LeftOut == nil || s.Volumes == nil || s.Points[0].Users != 64 {
		t.Fatalf("scaling %+v", s)
	}
	u := s.ScalingSeries[0].Fit
	if math.Abs(float64(u.Alpha)-0.08) > 0.02 || math.Abs(float64(u.Beta)-0.01) > 0.003 || math.IsNaN(float64(u.Peak)) || len(u.Residuals) != 7 {
		t.Errorf("fit %+v", u)
	}
	together := scaling.Of(res)
	if n := len(s.Answer); n != len(together.Answer) || s.ScalingSeries[0].Reading != words.SpeedUp(&together.Series[0]) {
		t.Errorf("%d sentences", n)
	}
}

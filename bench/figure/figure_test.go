package figure

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/plot/vg/recorder"

	"quintet/bench/analysis"
	"quintet/bench/samples"
	"quintet/bench/scraped"
)

var keep = flag.String("keep", "", "write the figures of all cases into this directory, to be looked at")

// cases are trials of all kinds: the usual one and those that are hard to draw.
func cases() map[string]analysis.Trial {
	c := map[string]analysis.Trial{}
	c["chat"] = chat().trial()
	c["empty"] = analysis.Trial{Manifest: samples.Manifest{Trial: 1}}

	w := chat()
	w.noScrap = true
	c["unscraped"] = w.trial()

	w = chat()
	w.noCache = true
	w.closed = 64
	c["closed"] = w.trial()

	w = chat()
	w.fails = func(*rand.Rand, string, float64) string { return "connection" }
	c["all-failed"] = w.trial()

	w = chat()
	w.rate = func(at float64) float64 {
		if at == 20 {
			return 1
		}
		return 0
	}
	c["one-hit"] = w.trial()

	w = chat()
	w.seconds, w.phases = 1, []samples.Phase{{Name: "measure", End: time.Second, Measure: true}}
	c["one-slot"] = w.trial()

	c["numberless"] = numberless()
	c["many"] = many().trial()
	c["faults"] = faults().trial()
	c["soak"] = soak().trial()
	return c
}

// numberless has numbers missing in all places where an analysis may leave them out, and phases without room for their names.
func numberless() analysis.Trial {
	w := chat()
	w.phases = []samples.Phase{{Name: strings.Repeat("long ", 40), End: 30 * time.Second, Measure: true}}
	for i := range 60 {
		at := 30*time.Second + time.Duration(i)*500*time.Millisecond
		w.phases = append(w.phases, samples.Phase{Name: fmt.Sprintf("step %d", i+1), Start: at, End: at + 500*time.Millisecond, Measure: i%2 == 0})
	}
	t := w.trial()
	none, endless := math.NaN(), math.Inf(1)
	t.Operations[0].Hits, t.Operations[0].Response, t.Operations[0].Intervals = 0, quantilesOf(nil), nil
	t.Operations[1].Intervals["p99"] = analysis.Interval{Low: none, High: none}
	t.Operations[2].Stores, t.Operations[2].TailStores = nil, nil
	t.StoreLatency[0].P50, t.StoreLatency[0].P99 = none, endless
	t.StoreLatency[1].Mean = none
	for i := range t.Timeline.Due {
		if i%7 < 3 {
			t.Timeline.P50[i], t.Timeline.P90[i], t.Timeline.P99[i], t.Timeline.Max[i], t.Timeline.SendLagP99[i] = none, none, none, none, none
		}
		t.Scraped.CPU[0].V[i] = none
	}
	s := &t.Scraped.Memory[0]
	s.T, s.V = append(s.T[:10:10], s.T[30:]...), append(s.V[:10:10], s.V[30:]...)
	t.Scraped.GCPause = []scraped.Series{{Name: "api-1"}}
	t.Curve[3].Service = none
	return t
}

// many has twenty operations with long names, eight replicas and many objectives.
func many() world {
	w := chat()
	w.mix = nil
	for i := range 20 {
		name := fmt.Sprintf("resource%d.verb", i)
		if i%5 == 0 {
			name = strings.Repeat("very-long-resource-", 3) + fmt.Sprint(i) + ".list"
		}
		w.mix = append(w.mix, share{name, float64(20 - i), 0.001 * math.Pow(1.4, float64(i)), map[string]float64{"postgres": 0.3, "cassandra": 0.2, "neo4j": 0.1, "redis": 0.1, "minio": 0.05}})
	}
	w.sources = []string{"generator", "cassandra-1", "neo4j", "postgres"}
	for i := range 8 {
		w.sources = append(w.sources, fmt.Sprintf("api-%d", i+1))
	}
	w.cores = 64
	w.fails = func(r *rand.Rand, _ string, _ float64) string {
		if r.Float64() < 0.03 {
			return []string{"status", "missing", "content", "timeout", "connection", "unsent"}[r.IntN(6)]
		}
		return ""
	}
	return w
}

// faults has a store killed and started again, a hang, and more events than there is room for.
func faults() world {
	w := chat()
	w.events = []samples.Event{
		{At: -time.Second, Kind: samples.ServiceStarted, Name: "api-1"},
		{At: 20 * time.Second, Kind: samples.FaultInjected, Name: "kill redis"},
		{At: 20100 * time.Millisecond, Kind: samples.ServiceExited, Name: "redis"},
		{At: 24 * time.Second, Kind: samples.ServiceStarted, Name: "redis"},
		{At: 25 * time.Second, Kind: samples.FaultHealed, Name: "kill redis"},
		{At: 57 * time.Second, Kind: samples.FaultInjected, Name: "delay sqlite by 500 ms on all of its connections"},
		{At: 59 * time.Second, Kind: samples.FaultHealed, Name: "delay sqlite by 500 ms on all of its connections"},
	}
	for i := range 6 {
		w.events = append(w.events, samples.Event{At: time.Duration(30+i) * time.Second / 1, Kind: samples.ServiceExited, Name: "api-1"})
	}
	w.fails = func(r *rand.Rand, _ string, at float64) string {
		if at >= 20 && at < 24 && r.Float64() < 0.6 {
			return []string{"timeout", "status"}[r.IntN(2)]
		}
		return ""
	}
	return w
}

// soak is ten minutes long.
func soak() world {
	w := chat()
	w.seconds, w.width = 600, 1
	w.phases = []samples.Phase{
		{Name: "warm-up", End: 30 * time.Second}, {Name: "steady", Start: 30 * time.Second, End: 570 * time.Second, Measure: true},
		{Name: "cool-down", Start: 570 * time.Second, End: 600 * time.Second},
	}
	w.rate = func(at float64) float64 { return 60 + 20*math.Sin(at/40) }
	w.slow = func(at float64) float64 { return 1 + at/300 }
	return w
}

// Drawn again, every figure is the same, stroke by stroke, and so are the bytes of its picture.
func TestDrawingIsDeterministic(t *testing.T) {
	trial := many().trial()
	for _, f := range figuresOf(&trial) {
		strokes := func() string {
			d, empty := f.draw(&trial)
			if empty != "" {
				return empty
			}
			var c recorder.Canvas
			d.on(newSheet(&c, d.height))
			var b strings.Builder
			for _, a := range c.Actions {
				fmt.Fprintln(&b, a.Call())
			}
			return b.String()
		}
		first := strokes()
		for range 5 {
			if strokes() != first {
				t.Errorf("%s: drawn again it differs", f.name)
			}
		}
	}
	d, _ := drawStores(&trial)
	first, err := d.png()
	if err != nil {
		t.Fatal(err)
	}
	if again, err := d.png(); err != nil || !bytes.Equal(first, again) {
		t.Errorf("painted again the picture differs (%v)", err)
	}
}

// Every figure draws every case and gives either a picture or words.
func TestEveryFigureOfEveryCase(t *testing.T) {
	for name, trial := range cases() {
		t.Run(name, func(t *testing.T) {
			for _, f := range figuresOf(&trial) {
				image, err := f.image(&trial)
				if err != nil {
					t.Fatalf("%s: %v", f.name, err)
				}
				if (image.Empty == "") != (len(image.PNG) > 0) {
					t.Errorf("%s: %d bytes and the words %q", f.name, len(image.PNG), image.Empty)
				}
				if *keep != "" && image.Empty == "" {
					dir := filepath.Join(*keep, name)
					if err := os.MkdirAll(dir, 0o755); err != nil {
						t.Fatal(err)
					}
					if err := os.WriteFile(filepath.Join(dir, f.name+".png"), image.PNG, 0o644); err != nil {
						t.Fatal(err)
					}
				} else if *keep != "" {
					t.Logf("%s: %s", f.name, image.Empty)
				}
			}
		})
	}
}

package analysis

import (
	"slices"
	"strings"
	"testing"
	"time"

	"quintet/bench/samples"
)

// rush adds a phase of 20 s after the steady one.
func rush(m *samples.Manifest) {
	m.Phases = append(m.Phases, samples.Phase{Name: "rush", Shape: "spike", Start: 35 * sec, End: 55 * sec, Measure: true, Offered: 2000})
	m.Elapsed = 55 * sec
}

// slowBetween makes hits due in a stretch so many times as slow.
func slowBetween(end, from, to time.Duration, times float64) []samples.Hit {
	return constant(end, func(_ int, h *samples.Hit) {
		if h.Due >= from && h.Due < to {
			*h = hit(h.Due, time.Duration(times*float64(h.End-h.Due)))
		}
	})
}

func TestFindPhases(t *testing.T) {
	for _, c := range []struct {
		name string
		hits []samples.Hit
		rush bool
		want string
	}{
		{"DoublesAndIsBack", slowBetween(55*sec, 35*sec, 38*sec, 2), true, "p99 doubles when rush begins (5.9 ms to 11.6 ms) and is back after 3 s."},
		{"TriplesAndStays", slowBetween(55*sec, 35*sec, 55*sec, 3), true, "p99 triples when rush begins (5.9 ms to 17.7 ms) and is not back by the end."},
		{"BackAtTheVeryEnd", slowBetween(55*sec, 35*sec, 53*sec, 7), true, "p99 rises 7 times when rush begins (5.9 ms to 41.3 ms) and is back only at the end."},
		{"Falls", slowBetween(55*sec, 0, 35*sec, 4), true, "p99 falls from 23.6 ms to 5.9 ms when rush begins."},
		{"NothingNotable", constant(55*sec, nil), true, "p99 stays between 5.9 ms and 5.9 ms in all measured phases; none of them stands out."},
		{"OnePhaseEven", constant(35*sec, nil), false, "p99 is even: 5.9 ms in a typical second and never above 5.9 ms."},
		{"OnePhasePeak", slowBetween(35*sec, 20*sec, 21*sec, 10), false, "p99 is 5.9 ms in a typical second, with a peak of 59 ms at 20 s."},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := manifest()
			if c.rush {
				rush(&m)
			}
			res, trial := trialOf(t, m, &memory{hits: c.hits})
			// The timeline has two digits, so allow what it rounds.
			if got := rounded(finding(res, "phases")); got != rounded(c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
			if trial.Captions["latency"] == "" {
				t.Error("no caption")
			}
		})
	}
}

// rounded takes the third digit of the sketch's numbers out of a sentence.
func rounded(s string) string {
	for _, r := range []struct{ from, to string }{{"5.93 ms", "5.9 ms"}, {"5.88 ms", "5.9 ms"}, {"5.87 ms", "5.9 ms"}, {"58.7 ms", "59 ms"}, {"59.2 ms", "59 ms"}, {"58.2 ms", "59 ms"}} {
		s = strings.ReplaceAll(s, r.from, r.to)
	}
	return s
}

func TestFindTailAndOperations(t *testing.T) {
	m := manifest()
	r := &memory{hits: constant(35*sec, func(i int, h *samples.Hit) {
		if i%20 == 3 {
			h.Operation = 1
		}
		if i%100 == 43 {
			h.End = h.Due + 90*ms
			h.Stores[0].Time, h.Stores[1].Time = 80*ms, 5*ms
		}
	})}
	res, _ := trialOf(t, m, r)
	want := "The slowest 1 % (from 90 ms) spend 89 % of their time in sqlite, against 64 % over all hits: that is what makes them slow. " +
		"100 % of the slowest 1 % are messages.send, which is 5 % of all hits."
	if got := finding(res, "tail"); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	want = "messages.send is the slowest operation with p99 90 ms, 15.2 times that of all together; its slowest 1 % spend 89 % of their time in sqlite."
	if got := finding(res, "operations"); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestFailureSentence(t *testing.T) {
	r := healthy()
	r.hits = constant(35*sec, func(i int, h *samples.Hit) {
		if i >= 500 && i%100 < 2 {
			h.Failure, h.Status = samples.Timeout, 0
			if i%100 == 1 {
				h.Failure, h.Operation = samples.Status, 1
			}
			if i%1000 == 1 {
				h.Failure, h.Operation = samples.Timeout, 0
			}
		}
	})
	r.events = []samples.Event{
		{Kind: samples.FailureExample, Name: "messages.list", Detail: "timeout: GET /messages/1 -> no answer in 10s"},
		{Kind: samples.FailureExample, Name: "messages.send", Detail: "status: POST /messages -> 503"},
		{Kind: samples.PhaseBegan, Name: "steady"},
	}
	res, trial := trialOf(t, manifest(), r)
	want := "60 of 3,000 requests failed (2 %), 55 % as timeouts, all of them in messages.list."
	if got := finding(res, "failures"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := trial.Failed[0].Examples; !slices.Equal(got, []string{"messages.list GET /messages/1 -> no answer in 10s"}) {
		t.Errorf("examples %q", got)
	}
}

// A run's findings come from every row of the table, in order.
func TestEveryAnalysisSpeaks(t *testing.T) {
	m := manifest()
	r := healthy()
	for i := range r.hits {
		r.hits[i].Operation = uint16(i % 2)
	}
	res, trial := trialOf(t, m, r)
	var names []string
	for _, f := range res.Findings {
		if len(names) == 0 || names[len(names)-1] != f.Name {
			names = append(names, f.Name)
		}
		if f.Figure != "" && !slices.Contains(FigureNames(), f.Figure) {
			t.Errorf("%s points to figure %q, which nobody draws", f.Name, f.Figure)
		}
	}
	var want []string
	for _, a := range analyses {
		want = append(want, a.name)
	}
	if !slices.Equal(names, want) {
		t.Errorf("findings of %v, want %v", names, want)
	}
	if len(captions) != len(FigureNames()) {
		t.Errorf("%d captions for %d figures", len(captions), len(FigureNames()))
	}
	for _, name := range FigureNames() {
		if captions[name] == nil {
			t.Errorf("figure %s has no caption", name)
		}
	}
	wellFormed(t, res)
	// Without scraped metrics those figures have nothing to say; the others have.
	for _, name := range []string{"percentiles", "curve", "latency", "heatmap", "rates", "stores", "cpu", "failures"} {
		if trial.Captions[name] == "" {
			t.Errorf("no caption for %s", name)
		}
	}
	for _, name := range []string{"cache", "storage", "storelatency", "memory", "gc"} {
		if text := trial.Captions[name]; text != "" {
			t.Errorf("%s has no data but says %q", name, text)
		}
	}
}

func TestHeadlines(t *testing.T) {
	slow := &memory{hits: slowBetween(35*sec, 5*sec, 35*sec, 40), points: cpuPoints(36*sec, nil)}
	operation := samples.SLO{Expression: "p90(messages.list) < 1ms", Metric: "p90", Quantile: 0.9, Operation: "messages.list", Comparison: "<", Limit: 0.001}
	for _, c := range []struct {
		name   string
		change func(*samples.Manifest)
		r      *memory
		want   string
	}{
		{"Holds", func(*samples.Manifest) {}, healthy(), "chat holds its SLOs on embedded at 100 requests/s: p99 5.9 ms (limit 100 ms). The slowest 1 % wait for sqlite (60 % of their time)."},
		{"Breaks", func(*samples.Manifest) {}, slow, "chat breaks 1 of its 2 SLOs on embedded at 99.4 requests/s: p99 236 ms (limit 100 ms). The slowest 1 % wait for sqlite (60 % of their time)."},
		{"BreaksItsOnly", func(m *samples.Manifest) { m.SLO = []samples.SLO{operation} }, healthy(),
			"chat breaks its SLO on embedded at 100 requests/s: p90 of messages.list 5.7 ms (limit 1 ms). The slowest 1 % wait for sqlite (60 % of their time)."},
		{"NoSLO", func(m *samples.Manifest) { m.SLO = nil }, healthy(), "chat did on embedded at 100 requests/s with p99 5.9 ms; it states no SLOs to hold. The slowest 1 % wait for sqlite (60 % of their time)."},
		{"Invalid", func(m *samples.Manifest) { m.State, m.Reason = samples.Failed, "no free port" }, healthy(), "chat on embedded is not valid: The run failed after 35 s of 35 s (no free port)."},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := manifest()
			c.change(&m)
			res, _ := trialOf(t, m, c.r)
			if res.Headline != c.want {
				t.Errorf("got  %q\nwant %q", res.Headline, c.want)
			}
		})
	}
}

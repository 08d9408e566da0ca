package scenario

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func set(pairs ...string) []Override {
	var list []Override
	for _, p := range pairs {
		key, value, _ := strings.Cut(p, "=")
		list = append(list, Override{key, value})
	}
	return list
}

func TestOverrides(t *testing.T) {
	rates := func(s Scenario) string {
		var out []string
		for _, p := range s.Load.Phases {
			out = append(out, fmt.Sprintf("%s %s %v", p.Name, p.Duration, p.Params))
		}
		return strings.Join(out, "; ")
	}
	for _, c := range []struct {
		set  []Override
		show func(Scenario) any
		want any
	}{
		{set("seed=7"), func(s Scenario) any { return s.Seed }, uint64(7)},
		{set("dataset.volume=3x"), func(s Scenario) any { return s.Dataset.Messages }, int64(300_000)},
		{set("dataset.messages.count=5"), func(s Scenario) any { return s.Dataset.Messages }, int64(5)},
		{set("dataset.files.bytes=1KiB"), func(s Scenario) any { return s.Dataset.FileBytes }, Distribution{Kind: "constant", Median: 1024}},
		{set("cache=off", "api.replicas=2", "env.GOGC=200"), func(s Scenario) any { return s.Settings },
			map[string]string{"cache": "off", "api.replicas": "2", "env.GOGC": "200"}},
		{set("workload.mix.users.get=10"), func(s Scenario) any { return s.Workload.Mix[2] }, Weight{"users.get", 10}},
		{set("workload.mix.files.upload=2"), func(s Scenario) any { return s.Workload.Mix[3] }, Weight{"files.upload", 2}},
		{set("workload.keys.users={hotspot: {hot: 2%, ops: 58%}}"), func(s Scenario) any { return s.Workload.Keys["users"] },
			Keys{Kind: "hotspot", HotKeys: 0.02, HotOps: 0.58}},
		{set("slo.0=p99 < 20ms"), func(s Scenario) any { return s.SLO[0].Limit }, 0.02},
		{set("slo.3=mean < 20ms"), func(s Scenario) any { return s.SLO[3].Metric }, "mean"},
		{set("slo=[goodput > 3/s]"), func(s Scenario) any { return len(s.SLO) }, 1},
		{set("load.phases.steady.rate=800/s"), rates2(rates), "warm-up 10s map[from:50 to:400]; steady 40s map[rate:800]; rush 10s map[base:400 peak:1200]"},
		{set("load.phases.0.ramp.to=800/s"), rates2(rates), "warm-up 10s map[from:50 to:800]; steady 40s map[rate:400]; rush 10s map[base:400 peak:1200]"},
		{set("rate=800/s"), rates2(rates), "warm-up 10s map[from:100 to:800]; steady 40s map[rate:800]; rush 10s map[base:800 peak:2400]"},
		{set("duration=9s"), rates2(rates), "warm-up 1.5s map[from:50 to:400]; steady 6s map[rate:400]; rush 1.5s map[base:400 peak:1200]"},
		{set("duration=1s", "rate=100/s"), rates2(rates), "warm-up 167ms map[from:12.5 to:100]; steady 666ms map[rate:100]; rush 167ms map[base:100 peak:300]"},
		{set("duration=30s"), func(s Scenario) any { return s.Faults[0].At }, 10 * time.Second},
		{set("cache=off,on", "rate=100/s,200/s"), func(s Scenario) any { return axes(s) }, "api.replicas=[1 2 4] cache=[off on] rate=[100/s 200/s]"},
		{set("cache=off"), func(s Scenario) any { return axes(s) }, "api.replicas=[1 2 4]"},
		{set("cache=off", "api.replicas=1"), func(s Scenario) any { return axes(s) }, ""},
		{set("description=one, two"), func(s Scenario) any { return s.Description }, "one, two"},
		{set("load.max_workers=8", "abort=true"), func(s Scenario) any { return fmt.Sprint(s.Load.MaxWorkers, s.Abort) }, "8 true"},
		{set("scrape.interval=2s"), func(s Scenario) any { return s.ScrapeInterval }, 2 * time.Second},
	} {
		t.Run(fmt.Sprint(c.set), func(t *testing.T) {
			s := must(t, chatHeavy, c.set...)
			if diff := cmp.Diff(c.want, c.show(s)); diff != "" {
				t.Error(diff)
			}
			// The text with the overrides applied is the same scenario.
			again, err := Parse(s.File, s.Source, nil, words())
			if err != nil {
				t.Fatalf("%v in\n%s", err, s.Source)
			}
			lines := []cmp.Option{cmpopts.IgnoreFields(Scenario{}, "Source"), cmpopts.IgnoreFields(Phase{}, "Line"),
				cmpopts.IgnoreFields(SLO{}, "Line"), cmpopts.IgnoreFields(Axis{}, "Line"), cmpopts.IgnoreFields(Fault{}, "Line")}
			if diff := cmp.Diff(s, again, lines...); diff != "" {
				t.Errorf("%s\nin\n%s", diff, s.Source)
			}
		})
	}
}

func rates2(f func(Scenario) string) func(Scenario) any { return func(s Scenario) any { return f(s) } }

func axes(s Scenario) string {
	var out []string
	for _, a := range s.Matrix {
		out = append(out, fmt.Sprintf("%s=%v", a.Name, a.Values))
	}
	return strings.Join(out, " ")
}

// Which phase is the main one, whose rate is the one that -set rate sets.
func TestMainPhase(t *testing.T) {
	for name, c := range map[string]struct{ phases, want string }{
		"the longest constant": {`{name: a, rate: 10/s, duration: 5s}, {name: b, rate: 20/s, duration: 9s}, {name: c, ramp: {from: 1/s, to: 90/s}, duration: 20s}`, "[50 100 450]"},
		"measured only":        {`{name: a, rate: 10/s, duration: 50s, measure: false}, {name: b, rate: 20/s, duration: 9s}`, "[50 100]"},
		"the first of equals":  {`{name: a, rate: 10/s, duration: 5s}, {name: b, rate: 20/s, duration: 5s}`, "[100 200]"},
		"no constant":          {`{name: a, sine: {low: 10/s, high: 50/s, period: 2s}, duration: 5s}, {name: b, spike: {base: 5/s, peak: 20/s}, duration: 4s}`, "[100 40]"},
	} {
		t.Run(name, func(t *testing.T) {
			s := must(t, short+"load: {phases: ["+c.phases+"]}\n", set("rate=100/s")...)
			var highest []float64
			for _, p := range s.Load.Phases {
				highest = append(highest, max(p.Params["rate"], p.Params["to"], p.Params["high"], p.Params["peak"]))
			}
			if got := fmt.Sprint(highest); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

func TestDurationKeepsShapes(t *testing.T) {
	s := must(t, short+"load: {sine: {low: 1/s, high: 5/s, period: 60s}, duration: 120s}\n", set("duration=30s")...)
	if p := s.Load.Phases[0]; p.Params["period"] != 15 || p.Duration != 30*time.Second {
		t.Errorf("period %gs of %s, want 15s of 30s", p.Params["period"], p.Duration)
	}
	closed := must(t, short+"load: {closed: 4, phases: [{duration: 7s}, {duration: 3s}]}\n", set("duration=1s")...)
	if got := closed.Load.total(); got != time.Second {
		t.Errorf("closed phases last %s, want 1s", got)
	}
}

func TestOverridesOfAliasesChangeOnePlace(t *testing.T) {
	s := must(t, short+"load: {phases: [&a {name: one, rate: 5/s, duration: 1s}, {<<: *a, name: two}]}\n", set("load.phases.two.rate=9/s")...)
	if a, b := s.Load.Phases[0].Params["rate"], s.Load.Phases[1].Params["rate"]; a != 5 || b != 9 {
		t.Errorf("rates %g and %g, want 5 and 9", a, b)
	}
}

func TestOverrideMistakes(t *testing.T) {
	var all strings.Builder
	for _, o := range []string{
		"rate=800", "rate=0/s", "duration=60", "cahce=off", "volume=3x", "dataset.volum=3x", "dataset.volume=3", "seed=x", "users.get=3",
		"workload.mix.users.gte=3", "slo.0=p99 < 20", "slo.9=p99 < 20ms", "load.phases.stedy.rate=5/s", "load.phases.steady.rate=5",
		"seed.x=1", "cache=on,on", "dataset.volume=1x,2", "workload.keys.users={zipf: no}", "rate=100/s,0/s", "load={", "load.phases=[]",
		"rate=9999999/s", "matrix.cache=[on]",
	} {
		_, err := Parse("chat-heavy.yaml", []byte(chatHeavy), set(o), words())
		switch {
		case err == nil:
			fmt.Fprintf(&all, "%s: no error\n", o)
		default:
			fmt.Fprintln(&all, err)
		}
	}
	_, err := Parse("short.yaml", []byte(short+"load: {closed: 4, duration: 1s}\n"), set("rate=5/s"), words())
	fmt.Fprintln(&all, err)
	golden(t, "testdata/overrides.txt", all.String())
}

func TestWith(t *testing.T) {
	s := must(t, chatHeavy)
	at, err := s.With(set("cache=off", "rate=200/s"))
	if err != nil {
		t.Fatal(err)
	}
	if at.Settings["cache"] != "off" || at.Load.Phases[1].Params["rate"] != 200 || at.Matrix != nil || at.Search != nil {
		t.Errorf("settings %v, phases %v, matrix %v, search %v", at.Settings, at.Load.Phases, at.Matrix, at.Search)
	}
	if string(at.Source) != chatHeavy {
		t.Errorf("the text became that of one point:\n%s", at.Source)
	}
	if _, err := s.With(set("rate=fast")); err == nil {
		t.Error("no error for a rate that is none")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(strings.Replace(chatHeavy, "chat-heavy", "x", 1)), "rate", "800/s")
	f.Add([]byte(strings.Replace(short, "short", "x", 1)+"load: {closed: 4, duration: 1s}"), "duration", "3s")
	f.Add([]byte("name: x\nload: &l {phases: [*l, *l], <<: *l}\n"), "load.phases.0.rate", "1/s,2/s")
	f.Add([]byte("a: &a [*a]\nworkload: {mix: *a}\n"), "workload.mix.users.get", "{")
	f.Add([]byte("? [a]\n: b\n"), "slo.0", "p99 < 1s")
	f.Add([]byte("matrix: {cache: [1,2]}\n"), "cache", "")
	f.Fuzz(func(t *testing.T, text []byte, key, value string) {
		for _, overrides := range [][]Override{nil, {{key, value}}} {
			s, err := Parse("x.yaml", text, overrides, words())
			if err != nil {
				if strings.TrimSpace(err.Error()) == "" {
					t.Error("an error without words")
				}
				continue
			}
			again, err := Parse("x.yaml", s.Source, nil, words())
			if err != nil {
				t.Fatalf("the scenario's own text is refused: %v\n%s", err, s.Source)
			}
			if again.Name != s.Name || len(again.Load.Phases) != len(s.Load.Phases) || len(again.SLO) != len(s.SLO) {
				t.Errorf("%+v\nread again is\n%+v", s, again)
			}
		}
	})
}

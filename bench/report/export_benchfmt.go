package report

import (
	"bytes"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"quintet/bench/analysis"
	"quintet/bench/page"
)

// benchmarkUnits are the units besides ns/op, with what benchstat must know of them. All are of the response time.
var benchmarkUnits = []struct {
	name, better string
	of           func(o *analysis.Operation) float64
}{
	{"p50-ns", "lower", func(o *analysis.Operation) float64 { return 1e9 * o.Response.P50 }},
	{"p90-ns", "lower", func(o *analysis.Operation) float64 { return 1e9 * o.Response.P90 }},
	{"p99-ns", "lower", func(o *analysis.Operation) float64 { return 1e9 * o.Response.P99 }},
	{"p999-ns", "lower", func(o *analysis.Operation) float64 { return 1e9 * o.Response.P999 }},
	{"max-ns", "lower", func(o *analysis.Operation) float64 { return 1e9 * o.Response.Max }},
	{"failures/op", "lower", func(o *analysis.Operation) float64 { return float64(o.Failures) / float64(o.Hits) }},
}

// benchmarkFormat writes one line a trial for all its hits ("all") and one an operation. Repetitions are lines of the same name, as those of
// go test -count are, so that benchstat takes each trial for one observation. What tells configurations apart are lines of
// configuration; what tells runs of one configuration apart (their names, times, commits) is left out, since benchstat would put
// them into tables of their own. Source of the format: golang.org/design/14313-benchmark-format.
func benchmarkFormat(res *analysis.Result) []byte {
	var b bytes.Buffer
	for _, u := range benchmarkUnits {
		fmt.Fprintf(&b, "Unit %s better=%s\n", u.name, u.better)
	}
	b.WriteString("Unit throughput/s better=higher\nUnit goodput/s better=higher\n")
	name := "Benchmark" + benchmarkName(res.Scenario)
	written := map[string]string{}
	for i := range res.Trials {
		t := &res.Trials[i]
		if !t.Valid || t.All.Hits == 0 {
			continue
		}
		b.WriteString(benchmarkConfiguration(written, t))
		suffix := fmt.Sprintf("-%d", max(1, t.Manifest.Machine.Cores))
		line := func(part string, o *analysis.Operation, rates string) {
			fmt.Fprintf(&b, "%s/%s%s %d %s ns/op", name, part, suffix, o.Hits, benchmarkValue(1e9*o.Response.Mean))
			for _, u := range benchmarkUnits {
				if v := u.of(o); !math.IsNaN(v) && !math.IsInf(v, 0) {
					fmt.Fprintf(&b, " %s %s", benchmarkValue(v), u.name)
				}
			}
			b.WriteString(rates + "\n")
		}
		line("all", &t.All, fmt.Sprintf(" %s throughput/s %s goodput/s", benchmarkValue(t.Throughput), benchmarkValue(t.Goodput)))
		for j := range t.Operations {
			if o := &t.Operations[j]; o.Hits > 0 {
				line(oneWord(o.Name), o, "")
			}
		}
	}
	return b.Bytes()
}

// benchmarkConfiguration writes what changed of the configuration since the trial before; what no longer applies is taken back.
func benchmarkConfiguration(written map[string]string, t *analysis.Trial) string {
	m := &t.Manifest
	now := map[string]string{"scenario": m.Scenario, "stack": m.Stack, "volume": m.Dataset.Volume, "cpu": m.Machine.CPU}
	for _, values := range []map[string]string{m.Settings, m.Configuration} {
		for name, value := range values {
			now[benchmarkKey(name)] = value
		}
	}
	for key, value := range now {
		// A key without a value is one that is taken back.
		if now[key] = strings.TrimSpace(page.Plain(value)); now[key] == "" {
			delete(now, key)
		}
	}
	var b strings.Builder
	for _, key := range slices.Sorted(maps.Keys(written)) {
		if _, still := now[key]; !still {
			fmt.Fprintf(&b, "%s:\n", key)
			delete(written, key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(now)) {
		if old, known := written[key]; !known || old != now[key] {
			fmt.Fprintf(&b, "%s: %s\n", key, now[key])
			written[key] = now[key]
		}
	}
	return b.String()
}

// benchmarkName makes a name as Go's benchmarks have them of a scenario's: chat-heavy becomes ChatHeavy.
func benchmarkName(scenario string) string {
	var b strings.Builder
	upper := true
	for _, r := range scenario {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			upper = true
		case upper:
			b.WriteRune(unicode.ToUpper(r))
			upper = false
		default:
			b.WriteRune(r)
		}
	}
	if b.Len() == 0 {
		return "Run"
	}
	return b.String()
}

// benchmarkKey makes a key of a setting's name: keys begin with a small letter and hold neither capitals nor blanks nor colons.
func benchmarkKey(name string) string {
	key := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == ':' {
			return '-'
		}
		return unicode.ToLower(r)
	}, name)
	if first := []rune(key); len(first) == 0 || !unicode.IsLower(first[0]) {
		return "x-" + key
	}
	return key
}

// oneWord is a name without blanks and slashes.
func oneWord(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || r == '/' || r == ',' {
			return '-'
		}
		return r
	}, name)
}

func benchmarkValue(v float64) string { return strconv.FormatFloat(v, 'g', 8, 64) }

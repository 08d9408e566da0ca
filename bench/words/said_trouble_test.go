package words

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

// is claims what is so of one trouble only.
func is(trouble string) func(*troubled, []string) bool {
	return func(w *troubled, _ []string) bool { return w.trouble == trouble }
}

// gone reports whether a text is how far a trial got, of how long it was to be.
func (w *troubled) gone(text string) bool {
	if text == "before the load began" {
		return w.m.Elapsed == 0
	}
	m := regexp.MustCompile(`^after (.+) of (.+)$`).FindStringSubmatch(text)
	return m != nil && about(m[1], w.m.Elapsed.Seconds()) && about(m[2], w.m.Phases[len(w.m.Phases)-1].End.Seconds())
}

// sequence counts the hits of a record by their numbers.
func (w *troubled) sequence() (twice, lost float64) {
	seen := map[uint64]int{}
	for i := range w.hits {
		seen[w.hits[i].Seq]++
	}
	for _, n := range seen {
		twice += float64(n - 1)
	}
	return twice, math.Max(0, float64(w.m.Load.Offered)-float64(len(seen)))
}

// troubleClaims are those of what no hit shows.
var troubleClaims = []claim[*troubled]{
	{`^The run was interrupted (.+); the numbers cover that part only\.$`, func(w *troubled, g []string) bool { return w.m.State == samples.Stopped && w.gone(g[1]) }},
	{`^A broken SLO ended the run (.+) \(p99 is broken\); the numbers cover that part only\.$`, func(w *troubled, g []string) bool { return w.m.State == samples.Cut && w.gone(g[1]) }},
	{`^The run failed (.+) \(the stack did not come up\)\.$`, func(w *troubled, g []string) bool { return w.m.State == samples.Failed && w.gone(g[1]) }},
	{`^The run was cut off (.+); the hits that were in flight then are lost, and slow hits are in flight longest\.$`, func(w *troubled, g []string) bool { return w.m.State == samples.Running && w.gone(g[1]) }},
	{`^drawn .+, (interrupted|ended) after (.+?) of (.+?)\. .+$`, func(w *troubled, g []string) bool {
		return (w.m.State == samples.Stopped) == (g[1] == "interrupted") && w.gone("after "+g[2]+" of "+g[3])
	}},
	{`^The record of hits is damaged: hits-1\.bin ends within a block\.$`, is("damaged")},
	{`^(?:(\S+) of (\S+) recorded (?:hit was|hits were) recorded before)?(?: and )?(?:(\S+) of (\S+) (?:hit was|hits were) lost)?(?:(\S+) hits were recorded where (\S+) were due)?: the record is not that of this load\.$`, func(w *troubled, g []string) bool {
		twice, lost := w.sequence()
		if w.trouble == "damaged" {
			return true
		}
		return orZero(g[1]) == twice && (g[1] == "" || number(g[2]) == float64(len(w.hits))) && orZero(g[3]) == lost && (g[5] == "" || twice+lost == 0 && number(g[5]) > number(g[6]))
	}},
	{`^No hits were recorded\.$`, func(w *troubled, _ []string) bool { return len(w.hits) == 0 }},
	{`^No hits were due in a measured phase: all (\S+) were due in phases that are not measured\.$`, func(w *troubled, g []string) bool {
		return number(g[1]) == float64(len(w.hits)) && !slices.ContainsFunc(w.m.Phases, func(p samples.Phase) bool { return p.Measure })
	}},
	{`^A service of the stack exited under load: sqlite at (.+)\.$`, func(w *troubled, g []string) bool { return about(g[1], w.events[0].At.Seconds()) }},
	{`^SQLite ended under load with sqlite\.synchronous (.+?)(, its default)?(: it acknowledges a write when its log is on disk, so what it acknowledged is there when it starts again|: it acknowledges a write before its log is on disk, so what it acknowledged in the last (.+) may be lost( unless another node has it)?)\.$`, func(w *troubled, g []string) bool {
		of := w.m.Backends[0].Durability
		value, set := w.m.Settings[of.Setting]
		if !set {
			value = of.Default
		}
		lost := of.Unsynced[value]
		if g[1] != value || (g[2] != "") != (value == of.Default) || (g[4] == "") != (lost.Kill+lost.PowerFailure == 0) {
			return false
		}
		return g[4] == "" || (g[5] != "") == of.Nodes && (strings.Contains(g[4], "before a kill (") && about(strings.Split(g[4], " before")[0], lost.Kill.Seconds()) || lost.Kill == 0 && g[4] == Seconds(lost.PowerFailure.Seconds())+" before a power failure")
	}},
	{`^(\d+) of (\d+) scrapes of metrics failed\.$`, func(w *troubled, g []string) bool {
		down, all := 0, 0
		for _, p := range w.points {
			if p.Series.Metric == samples.UpMetric {
				if all++; p.Value == 0 {
					down++
				}
			}
		}
		return int(number(g[1])) >= down && int(number(g[2])) >= all || w.trouble == "a fault of an old record" // what was scraped after it does not count
	}},
	{`^No metrics were scraped, so nothing is known of caches, stores and CPU, nor whether the generator was the bottleneck\.$`, func(w *troubled, _ []string) bool { return len(w.points) == 0 }},
	{`^Every store answered as often as it must when it was asked for telemetry\.$`, is("talking store")},
	{`^Telemetry of stores is missing(?: outside the faults)?: neo4j (\d+) of (\d+) times\.$`, func(w *troubled, g []string) bool {
		down, all := 0, 0
		for _, p := range w.points {
			if p.Series.Metric == samples.TelemetryUpMetric {
				if all++; p.Value == 0 {
					down++
				}
			}
		}
		return int(number(g[1])) == down && int(number(g[2])) == all
	}},
	{`^No answer has a Server-Timing header, so it is not known where inside the API the time went: the times of a request are those that the generator saw\.$`, func(w *troubled, _ []string) bool {
		_, _, answers := w.storeTimes()
		return answers == 0 && len(w.m.Declared) > 0
	}},
	{`^The scenario has the answers to (.+) not checked beyond their status: whether their work was done is not known\.$`, func(w *troubled, g []string) bool {
		return w.trouble == "unchecked answers" && slices.Equal(strings.Split(g[1], ", "), w.m.Unchecked)
	}},
	{`^The objective p99\(users\.get\) < 50ms cannot be judged: users\.get had no hits in measured phases\.$`, is("unasked")},
	{`^The generator's CPU use is not known, so it may have been the bottleneck\.$`, func(w *troubled, _ []string) bool {
		return w.m.Elapsed < 2*time.Second || !slices.ContainsFunc(w.points, func(p samples.Point) bool { return p.Series.Source == analysis.GeneratorSource })
	}},
	{`^The generator was (.+): these hits say nothing of the system under test, and the load was smaller than the scenario's; (.+)\.$`, func(w *troubled, g []string) bool {
		counts := map[string]int{}
		for _, h := range w.hitsOf(func(h *samples.Hit) bool { return h.Failure == samples.Generator }) {
			counts[h.Cause.String()]++
		}
		for _, part := range strings.Split(g[1], ", ") {
			m := regexp.MustCompile(`^(.+) \((\d+) hits?\)$`).FindStringSubmatch(part)
			if m == nil || counts[m[1]] != int(number(m[2])) {
				return false
			}
			delete(counts, m[1])
		}
		return len(counts) == 0 && (strings.Contains(g[1], "ports") == strings.Contains(g[2], "ip_local_port_range"))
	}},
	{`^Other programs, or the host of this machine, (used|took) (.+) of 2 cores(?: from generator and stack: on an idle machine the numbers may differ)?\.$`, func(w *troubled, g []string) bool {
		return math.Abs(number(g[2])-w.others) < 0.03 && (g[1] == "took") == (w.others > 0.2)
	}},
	{`^Hits were sent up to (.+) late \(p99\)(?:, and the generator may be the bottleneck: its CPU use is not known| (?:while |though CPU was free \()(.+) of all cores (?:were )?in use(?: \((.+) by other programs\))?.*)\.$`, func(w *troubled, g []string) bool {
		_, _, lag := w.waits()
		used := w.others
		for _, c := range w.cpu {
			used += c
		}
		return about(g[1], lag) && lag > 0.01 && (g[2] == "") == (len(w.points) == 0) && (g[2] == "" || math.Abs(number(g[2])-used/2) < 0.03 && strings.Contains(g[0], "CPU was free") == (used < 1.8)) &&
			(g[3] != "") == (w.others > 0.2 && used > 1.8)
	}},
	{`^(?:After (.+) of phase warm-up nothing drifted any more|Phase warm-up ended after (.+) without the system being steady for 15 s: what came after it may not be of a warm system; its "at most" is too short for that)\.$`, func(w *troubled, g []string) bool {
		return w.m.Phases[0].UntilSteady.Steady == (g[1] != "") && number(g[1]+g[2]) == 4
	}},
	{`^The cache was off: (\S+) reads bypassed it\.$`, func(w *troubled, g []string) bool {
		return w.trouble == "cache off" && math.Abs(number(g[1])-20*25) < 25
	}},
	{`^The cache answered nothing: (\S+) errors\.$`, func(w *troubled, g []string) bool {
		return w.trouble == "cache in error" && math.Abs(number(g[1])-20*25) < 25
	}},
	{`^The cache answered (.+ %) of its lookups(?:, about as many in the first third of the measured time as in the last)?; lowest for friends keys \((.+ %)\)(?:; (\d+) lookups ended in an error)?\.$`, func(w *troubled, g []string) bool {
		errors := slices.ContainsFunc(w.points, func(p samples.Point) bool { return strings.Contains(p.Series.Labels, "error") })
		return math.Abs(number(g[1])-0.6) < 0.01 && math.Abs(number(g[2])-0.3) < 0.01 && (g[3] != "") == errors && (g[3] == "" || math.Abs(number(g[3])-25) <= 2)
	}},
	{`^CPU was nearly used up at times: (.+) of 2 cores were in use on average \(.+\), but (.+) cores at (.+)\.$`, func(w *troubled, g []string) bool {
		total := 0.0
		for _, c := range w.cpu {
			total += c
		}
		return w.trouble == "a busy second" && math.Abs(number(g[1])-total) < 0.03 && number(g[2]) >= 1.8 && math.Abs(number(g[3])-11.5) <= 1
	}},
	{`^CPU was (not|nearly) used up: (.+) of 2 cores were in use \((.+)\)\.$`, func(w *troubled, g []string) bool {
		total := 0.0
		if w.others > 0.2 {
			total = w.others
		}
		for source, c := range w.cpu {
			if w.trouble != "unseen generator" || source != analysis.GeneratorSource {
				total += c
			}
		}
		return math.Abs(number(g[2])-total) < 0.03 && (g[1] == "nearly") == (total >= 1.8) && (strings.Contains(g[3], "other programs") == (w.others > 0.2))
	}},
	{`^(.+ %) of the stores' time is list_messages of sqlite: (\S+) calls, mean (.+), p99 (.+)\.$`, func(w *troubled, g []string) bool {
		return percent(g[1], 0.8) && math.Abs(number(g[2])-250) < 12 && about(g[3], 0.004) && number(g[4]) > 0.002 && number(g[4]) <= 0.008
	}},
	{`^The objective (goodput|throughput|mean|max) ([<>]) (.+?) (holds|is broken), but .+\.$`, func(w *troubled, g []string) bool {
		done, good := w.answered()
		value := map[string]float64{"goodput": good, "throughput": done, "mean": mean(times(w.hitsOf(anyHit), response))}[g[1]]
		o := w.objective(g[1] + " " + g[2] + " " + g[3])
		return near(Number(o.Measured), value, 0.02) && (g[4] == "holds") == (g[2] == ">" && o.Measured > o.Limit || g[2] == "<" && o.Measured < o.Limit) && !(o.Low > o.Limit) && !(o.High < o.Limit)
	}},
	{`^Too few seconds have hits to show a drift\.$`, func(w *troubled, _ []string) bool {
		return w.trouble == "few hits" || slices.Contains(damaging, w.trouble)
	}},
	{`^Half of the hits take at most .+; the slowest took 1\.5 s, (\S+) times the median\.$`, func(w *troubled, g []string) bool {
		t := times(w.hitsOf(anyHit), response)
		return number(g[1]) > 100 && near(g[1], t[len(t)-1]/t.quantile(0.5), 0.02)
	}},
	{`^Throughput and p99 show no warm-up at the beginning of phase steady \(MSER-5\); the trial has a fault, and at 12 s throughput fell to .+\.$`, is("a fault of an old record")},
	{`^Phase steady was not steady: (throughput and p99 were|throughput was|p99 was) still changing at its middle \(MSER-5\); make it longer\.$`, func(w *troubled, g []string) bool {
		slow, answered := w.seconds("steady")
		return w.trouble == "few hits" || slices.Contains(damaging, w.trouble) ||
			strings.Contains(g[1], "p99") == changesAtMiddle(slow, 0.15) && strings.Contains(g[1], "throughput") == changesAtMiddle(answered, 0.05)
	}},
}

// damaging are the troubles that make a record another than its hits, so that claims on hits are not those of its numbers.
var damaging = []string{"damaged", "twice", "lost", "twice and lost", "more than due", "no hits", "not measured", "failed at once", "failed", "cut off", "never scraped", "generator's limits", "other objectives", "a mean of waves"}

// troublesSaid draws trials in which something went wrong, and holds what is said of that, and of all else where hits are as they were.
func troublesSaid(t *testing.T, all tale) {
	j := newJudge(all, troubleClaims)
	others := newJudge(all, headlineClaims, claims, checkClaims)
	for seed := range uint64(2 * len(troubles)) {
		d, trouble := drawTrouble(seed)
		trial := analysis.AnalyzeRecord(d.m, d, analysis.Options{})
		result := analysis.Combine([]analysis.Trial{trial}, nil)
		w := &troubled{&truth{drawn: d, result: result, trial: &result.Trials[0]}, trouble}
		all.checks(result.Trials[0].Checks)
		for _, s := range sentencesOf(w.truth) {
			switch {
			case slices.ContainsFunc(j.patterns, func(p *regexp.Regexp) bool { return p.MatchString(s) }):
				j.hold(t, seed, w, s)
			case slices.Contains(damaging, trouble):
				all[s] = true
			default:
				others.hold(t, seed, w.truth, s)
			}
		}
		all[Slowest(result.Trials[0].Tail.Hits, max(1, result.Trials[0].All.Hits))] = true
	}
	j.unsaid(t)
	all[Headline(analysis.Combine(nil, nil))] = true
	for _, text := range Details(analysis.Combine(nil, nil).Checks) {
		all[text] = true
	}
}

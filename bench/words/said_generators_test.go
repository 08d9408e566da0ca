package words

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

// generatorClaims are what is said of several generators.
var generatorClaims = []claim[*truth]{
	{`^Each of (\d+) generators began at most 1 s after the start and sent its part\.$`, func(w *truth, g []string) bool {
		return int(number(g[1])) == len(w.m.Generators) && !slices.ContainsFunc(w.m.Generators, func(g samples.LoadGenerator) bool {
			return g.State != samples.Complete || g.Late.Seconds() > 1 || g.Twice
		})
	}},
	{`^(\d+ of \d+ generators .+): the load was not the scenario's\.$`, func(w *truth, g []string) bool {
		left := map[string][]string{}
		for i := range w.m.Generators {
			of := &w.m.Generators[i]
			if of.State != samples.Complete {
				left["lost"] = append(left["lost"], generatorSaid(of, strings.TrimSuffix(of.Reason, ".")))
			}
			if of.Late.Seconds() > 1 {
				left["late"] = append(left["late"], generatorSaid(of, "by "+Seconds(of.Late.Seconds())))
			}
			if of.Twice {
				left["twice"] = append(left["twice"], generatorSaid(of, "the second one sent nothing"))
			}
		}
		for _, part := range strings.Split(g[1], "; ") {
			m := regexp.MustCompile(`^(\d+) of (\d+) generators (was |were |began )(?:started )?(lost|late|twice): (.+?)(?: and (\d+) more)?$`).FindStringSubmatch(part)
			if m == nil {
				return false
			}
			all := left[m[4]]
			named := all[:min(10, len(all))]
			if int(number(m[1])) != len(all) || int(number(m[2])) != len(w.m.Generators) || m[3] == "was " && len(all) != 1 || m[3] == "were " && len(all) == 1 ||
				m[5] != strings.Join(named, ", ") || int(orZero(m[6])) != len(all)-len(named) {
				return false
			}
			delete(left, m[4])
		}
		return len(left) == 0
	}},
	{`^(\S+) of (\S+) hits were lost: the record is not that of this load\.$`, func(w *truth, g []string) bool {
		return number(g[1]) == float64(int(w.m.Load.Offered)-len(w.hits)) && number(g[2]) == float64(w.m.Load.Offered)
	}},
	{`^The clocks of any two generators agree to within (.+), as far as they can be compared\.$`, func(w *truth, g []string) bool {
		apart, _ := w.apartAtMost(knownTo)
		return about(g[1], apart) && apart <= 0.1001
	}},
	{`^The clock of generator (\d+) (can be compared to within|moved by) (.+?)(?: only| during the load): response times do not depend on it, but its hits may stand up to (.+) from those of the others, from points and from events\.$`, func(w *truth, g []string) bool {
		apart, worst := w.apartAtMost(knownTo)
		of := &w.m.Generators[worst]
		said := of.Before.Uncertainty.Seconds()
		if g[2] == "moved by" {
			said = math.Abs(moved(of))
		}
		return int(number(g[1])) == worst && (g[2] == "moved by") == (moved(of) != 0) && about(g[3], said) && about(g[4], apart) && apart > 0.0999
	}},
	{`^(?:A generator|(\d+) generators on one machine) used (.+) of (\d+) cores(, the largest share of a machine|, which the system under test could not use|: (?:it|they) may have been the bottleneck in place of the system under test)\.$`, func(w *truth, g []string) bool {
		all := w.usedByHost()
		most := 0.0
		for _, u := range all {
			most = math.Max(most, u.share())
		}
		return slices.ContainsFunc(all, func(u hostUse) bool {
			if u.generators != int(math.Max(1, orZero(g[1]))) || u.cores != number(g[3]) || math.Abs(u.used-number(g[2])) > 0.02 {
				return false
			}
			switch {
			case strings.HasPrefix(g[4], ":"):
				return u.share() > 0.85
			case strings.HasPrefix(g[4], ", which"):
				return u.host == "stack" && u.share() > 0.5 && most <= 0.85
			}
			return u.share() >= most-1e-9 && most <= 0.85 && (u.host != "stack" || u.share() <= 0.5)
		})
	}},
	{`^(?:A generator's CPU use|The CPU use of (\d+) generators on one machine) is not known, so (?:it|they) may have been the bottleneck\.$`, func(w *truth, g []string) bool {
		all := w.usedByHost()
		return !slices.ContainsFunc(all, func(u hostUse) bool { return u.share() > 0.85 }) && slices.ContainsFunc(all, func(u hostUse) bool {
			return math.IsNaN(u.used) && u.generators == int(math.Max(1, orZero(g[1])))
		})
	}},
	{`^Hits of (generator-\d+) were sent up to (.+) late \(p99\)(?:, and the generator may be the bottleneck: its CPU use is not known| (?:while|though) .+)\.$`, func(w *truth, g []string) bool {
		lag := func(wanted func(*samples.Hit) bool) float64 {
			return times(w.hitsOf(wanted), func(h *samples.Hit) float64 { return (h.Sent - h.Due).Seconds() }).quantile(0.99)
		}
		own := func(i int) float64 { return lag(func(h *samples.Hit) bool { return int(h.Generator) == i }) }
		mine := 0.0
		for i := range w.m.Generators {
			if samples.Source(i) == g[1] {
				mine = own(i)
			}
		}
		for i := range w.m.Generators {
			if own(i) > 1.01*mine {
				return false
			}
		}
		return about(g[2], mine) && mine > 0.0099 && lag(anyHit) < mine
	}},
	{`^All numbers are of all hits together: the records are merged, never percentiles\. Each hit of the schedule was sent by one generator, and its response time is by that generator's clock alone\.$`, func(w *truth, _ []string) bool {
		return w.trial.All.Hits == uint64(len(w.hitsOf(anyHit))) // and how percentiles come about is claimed of every trial
	}},
	{`^A generator knows its own writes only: .*$`, func(w *truth, _ []string) bool { return len(w.m.Generators) > 1 }},
	{`^All generators begin with what the setup had remembered\. What declared operations remember of later answers, each has for itself\.$`, func(w *truth, _ []string) bool {
		return len(w.m.Declared) > 0 && len(w.m.Generators) > 1
	}},
	{`^The (\d+) users of the closed loop were divided among (\d+) generators\.$`, func(w *truth, g []string) bool {
		return int(number(g[1])) == w.m.Load.Closed && w.m.Load.Closed > 0 && int(number(g[2])) == len(w.m.Generators)
	}},
	{`^Arrivals are constant, dealt out in turn: hits of different generators are as evenly spaced as their clocks agree \(± (.+)\)\.$`, func(w *truth, g []string) bool {
		apart, _ := w.apartAtMost(func(g *samples.LoadGenerator) float64 { return g.Before.Uncertainty.Seconds() })
		return about(g[1], apart) && w.m.Load.Closed == 0 && !slices.ContainsFunc(w.hits, func(h samples.Hit) bool { return int(h.Seq)%len(w.m.Generators) != int(h.Generator) })
	}},
	{`^Arrivals are Poisson, dealt out at random: each generator's are Poisson too, and so are all together, however far the clocks are apart\.$`, func(w *truth, _ []string) bool {
		return w.m.Load.Closed == 0 && slices.ContainsFunc(w.hits, func(h samples.Hit) bool { return int(h.Seq)%len(w.m.Generators) != int(h.Generator) })
	}},
}

// hostUse is what the generators on one machine use of it.
type hostUse struct {
	host        string
	used, cores float64
	generators  int
}

func (u hostUse) share() float64 { return u.used / u.cores }

// usedByHost are the machines that generators are on; the generators that did not say where they are, are taken to be on one.
func (w *truth) usedByHost() (list []hostUse) {
	for i := range w.m.Generators {
		of := &w.m.Generators[i]
		at := slices.IndexFunc(list, func(u hostUse) bool { return u.host == of.Host })
		if at < 0 {
			at = len(list)
			list = append(list, hostUse{host: of.Host, cores: float64(of.Cores)})
		}
		list[at].used += w.generators[i]
		list[at].generators++
	}
	return list
}

// generatorsSaid draws trials of several generators, and holds what is said of them, and of all else where no hits are lost.
func generatorsSaid(t *testing.T, all tale) {
	j := newJudge(all, generatorClaims)
	others := newJudge(all, headlineClaims, claims, checkClaims)
	for seed := range uint64(60) {
		d := drawSplit(seed)
		trial := analysis.AnalyzeRecord(d.m, d, analysis.Options{})
		result := analysis.Combine([]analysis.Trial{trial}, nil)
		w := &truth{drawn: d, result: result, trial: &result.Trials[0]}
		all.checks(w.trial.Checks)
		for _, s := range append(sentencesOf(w), SplitEffects(&d.m)...) {
			switch {
			case slices.ContainsFunc(j.patterns, func(p *regexp.Regexp) bool { return p.MatchString(s) }):
				j.hold(t, seed, w, s)
			case d.lostHits():
				all[s] = true
			default:
				others.hold(t, seed, w, s)
			}
		}
	}
	j.unsaid(t)
	all[GeneratorsTable().Caption], all[GeneratorsTable().Empty] = true, true
}

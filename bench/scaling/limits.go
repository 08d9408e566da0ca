package scaling

import (
	"fmt"
	"maps"
	"net"
	"net/url"
	"slices"
	"strings"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

// oneThread is how many cores a store uses whose one thread is busy all the time: between these two. The API has a thread a core.
const (
	oneThread     = 0.9
	oneThreadMost = 1.05
)

// pressing is from how many seconds of waiting for a connection in each second a pool is called short: one request always waits.
const pressing = 1

// limitSentences say what stands in the way at the heaviest load: of the first configuration, and of the one that does the most work.
func limitSentences(s *Result, r *analysis.Result) []Statement {
	var all []Statement
	for _, l := range s.mostTelling() {
		t := s.heaviest(l, r)
		if t == nil {
			continue
		}
		where := "at its heaviest load"
		if t.Manifest.Load.Closed == 0 {
			where = "at " + analysis.FormatRate(float64(t.Offered)/t.Measured) + " offered"
		}
		if l.Name != "" {
			where = "with " + l.Name + " " + where
		}
		if t.Tail.Store != "" {
			all = append(all, Statement{"limits", where + " " + analysis.TailSentence(t), ""})
		}
		all = append(all, Statement{"limits", where + ": " + saturation(t), ""})
	}
	return all
}

// mostTelling are the first curve and, where the volume was varied, that of its largest volume, else that of the rating with most work.
func (s *Result) mostTelling() []LoadCurve {
	other := 0
	for i, r := range s.Ratings {
		if r.Basis == s.Ratings[other].Basis && r.Work.Value > s.Ratings[other].Work.Value {
			other = i
		}
	}
	if len(s.Volumes) > 0 {
		largest := &s.Cells[s.Volumes[0].Cells[len(s.Volumes[0].Cells)-1]]
		other = slices.IndexFunc(s.Curves, func(l LoadCurve) bool { return l.Configuration == largest.Configuration && l.Volume == largest.Volume })
	}
	if other <= 0 {
		return s.Curves[:1]
	}
	return []LoadCurve{s.Curves[0], s.Curves[other]}
}

// heaviest is the first valid trial of the heaviest load of a curve, nil when none is valid.
func (s *Result) heaviest(l LoadCurve, r *analysis.Result) *analysis.Trial {
	cells := s.valid(l.Cells)
	if len(cells) == 0 {
		return nil
	}
	for i := range r.Trials {
		if r.Trials[i].Manifest.Trial == cells[len(cells)-1].Trials[0] {
			return &r.Trials[i]
		}
	}
	return nil
}

// saturation says which resource is used up: cores of the machine, one core by a single thread, connections of a pool.
func saturation(t *analysis.Trial) string {
	text := strings.TrimSuffix(analysis.CPUSentence(t), ".")
	var more []string
	for _, source := range slices.Sorted(maps.Keys(t.MeanCPU)) {
		if c := t.MeanCPU[source]; !strings.HasPrefix(source, "api") && source != analysis.GeneratorSource && c >= oneThread && c <= oneThreadMost {
			more = append(more, fmt.Sprintf("%s uses %s, about as much as one thread can", source, analysis.FormatCores(c)))
		}
	}
	for _, pool := range slices.Sorted(maps.Keys(t.PoolWaits)) {
		if w := t.PoolWaits[pool]; w >= pressing {
			more = append(more, fmt.Sprintf("requests wait for connections of %s, %s at any time", pool, analysis.FormatNumber(w)))
		}
	}
	if len(more) == 0 && len(t.PoolWaits) > 0 {
		more = append(more, "no pool of connections is short")
	}
	return strings.Join(append([]string{text}, more...), "; ") + "."
}

// unknownSentences say what a reader might want to conclude and cannot.
func unknownSentences(s *Result, r *analysis.Result) []string {
	m := &r.Trials[0].Manifest
	var texts []string
	if n := len(s.LeftOut); n > 0 {
		texts = append(texts, fmt.Sprintf("%s of %d %s not valid and left out of everything above.", counted(n, "trial"), len(r.Trials), isOrAre(n)))
	}
	if s.axis(analysis.RateAxis) == nil && m.Load.Closed == 0 {
		texts = append(texts, "the offered load was not varied: where the limit lies is not known.")
	}
	if s.axis(volumeAxis) == nil {
		texts = append(texts, fmt.Sprintf("the data volume was not varied (%s): what more rows would do is not known.", orWord(m.Dataset.Volume, "as seeded")))
	}
	if len(s.Ladders) == 0 && !slices.ContainsFunc(s.Axes, func(a Axis) bool { return resourceUnit(a) != "" }) {
		texts = append(texts, "no resource (replicas, nodes, connections) was varied: what more of it would gain is not known.")
	}
	texts = append(texts, s.Doubts...)
	if loopback(m) {
		texts = append(texts, fmt.Sprintf("generator and stack shared one machine%s: they take CPU from each other, replicas have no machine of their own, and there was no network between them.",
			ofCores(m.Machine.Cores)))
	}
	if r.Stack == "embedded" {
		texts = append(texts, "the embedded stack has stand-ins for the stores: how PostgreSQL, Cassandra, Neo4j, Redis and MinIO scale is not measured by it.")
	}
	if !slices.ContainsFunc(r.Trials, func(t analysis.Trial) bool {
		return slices.ContainsFunc(t.Events, func(e samples.Event) bool { return e.Kind == samples.FaultInjected })
	}) {
		texts = append(texts, "no fault was injected: nothing is said of resilience.")
	}
	return texts
}

func isOrAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func ofCores(n int) string {
	if n == 0 {
		return ""
	}
	return " of " + counted(n, "core")
}

// loopback reports whether the generator asked its own machine.
func loopback(m *samples.Manifest) bool {
	return slices.ContainsFunc(m.Targets, func(target string) bool {
		u, err := url.Parse(target)
		if err != nil {
			return false
		}
		ip := net.ParseIP(u.Hostname())
		return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	})
}

// enoughRepetitions is from how many trials a side two configurations can be compared with some confidence.
const enoughRepetitions = 6

// doubts say what limits the numbers: too few repetitions, too few points, trials left out of some cells.
func (s *Result) doubts() []string {
	var texts []string
	search := slices.ContainsFunc(s.Capacities, func(c analysis.Capacity) bool { return !c.Swept })
	switch least, most := s.Repetitions[0], s.Repetitions[1]; {
	case search:
	case most < enoughRepetitions && least == most:
		texts = append(texts, fmt.Sprintf("every point has %s: differences between points may be chance, %d repetitions tell more.", counted(most, "valid trial"), enoughRepetitions))
	case least != most:
		texts = append(texts, fmt.Sprintf("points have %d to %d valid trials: not all are equally sure.", least, most))
	}
	if empty := len(s.Cells) - len(s.valid(indices(len(s.Cells)))); empty > 0 {
		texts = append(texts, fmt.Sprintf("%s no valid trial and %s missing.", counted(empty, "point")+map[bool]string{true: " has", false: " have"}[empty == 1], isOrAre(empty)))
	}
	for _, c := range s.Capacities {
		if c.Swept && c.Rate > 0 && c.Refused > 1.25*c.Rate {
			texts = append(texts, fmt.Sprintf("the loads stand far apart: the capacity lies somewhere between %s and %s%s; a search would tell it closer.",
				analysis.FormatRate(c.Rate), analysis.FormatRate(c.Refused), s.knownAs(c.Configuration)))
			break
		}
	}
	return texts
}

func indices(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

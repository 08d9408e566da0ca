package scaling

import (
	"maps"
	"slices"
	"strings"

	"quintet/bench/analysis"
)

// How many cores a store uses whose one thread is busy all the time: between these two. The API has a thread a core.
const (
	minOneThread = 0.9
	maxOneThread = 1.05
)

// pressing is from how many seconds of waiting for a connection in each second a pool is called short: one request always waits.
const pressing = 1

// limits are what stands in the way at the heaviest load: of the first configuration, and of the one that does the most work.
func (s *Result) limits(r *analysis.Result) []Values {
	var list []Values
	for _, curve := range s.representative() {
		t := s.heaviest(curve, r)
		if t == nil {
			continue
		}
		at := HeaviestLoad{Label: curve.Label}
		if t.Manifest.Load.Closed == 0 {
			at.Offered = float64(t.Offered) / t.Measured
		}
		if tail := analysis.FindTail(t); tail.Unsaid == "" {
			list = append(list, TailAt{at, tail})
		}
		list = append(list, resourcesAt(at, t))
	}
	return list
}

// representative are the first curve and, where the volume was varied, that of its largest volume, else that of the rating with most work.
func (s *Result) representative() []LoadCurve {
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

// resourcesAt looks for what is used up at the heaviest load: CPU, a process other than the API that uses about one core, as a
// single-threaded one does, and pools that requests wait for.
func resourcesAt(at HeaviestLoad, t *analysis.Trial) ResourcesAt {
	r := ResourcesAt{At: at, CPU: analysis.FindCPUUse(t), PoolsObserved: len(t.PoolWaits) > 0}
	for _, source := range slices.Sorted(maps.Keys(t.MeanCPU)) {
		if c := t.MeanCPU[source]; !strings.HasPrefix(source, "api") && source != analysis.GeneratorSource && c >= minOneThread && c <= maxOneThread {
			r.Threads = append(r.Threads, Thread{source, c})
		}
	}
	for _, store := range slices.Sorted(maps.Keys(t.PoolWaits)) {
		if w := t.PoolWaits[store]; w >= pressing {
			r.Pools = append(r.Pools, PoolWait{store, w})
		}
	}
	return r
}

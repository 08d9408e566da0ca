package words

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/bracket"
	"quintet/bench/samples"
)

// truth is what can be said of a drawn run by looking at each hit, the slow and simple way.
type truth struct {
	*drawn
	result *analysis.Result
	trial  *analysis.Trial
	known  *known
}

// known is what was worked out of a trial once: it is asked for by many sentences.
type known struct {
	all        timesOf
	done, good float64
	outcome    bracket.Outcome
}

// once works it out.
func (w *truth) once() *known {
	if w.known == nil {
		w.known = &known{all: times(w.hitsOf(anyHit), response)}
		w.known.done, w.known.good = w.answered()
		w.known.outcome = outcomeOf(w)
	}
	return w.known
}

// timesOf are response times in seconds, sorted.
type timesOf []float64

func response(h *samples.Hit) float64 { return (h.End - h.Due).Seconds() }

// hitsOf are the hits due in measured phases that are wanted.
func (w *truth) hitsOf(wanted func(*samples.Hit) bool) []*samples.Hit {
	var list []*samples.Hit
	for i := range w.hits {
		h := &w.hits[i]
		for _, p := range w.m.Phases {
			if p.Measure && h.Due >= p.Start && h.Due < p.End && wanted(h) {
				list = append(list, h)
			}
		}
	}
	return list
}

func anyHit(*samples.Hit) bool { return true }

func times(hits []*samples.Hit, of func(*samples.Hit) float64) timesOf {
	var list timesOf
	for _, h := range hits {
		list = append(list, of(h))
	}
	slices.Sort(list)
	return list
}

// quantile is the smallest of the times that a share of them is no larger than.
func (t timesOf) quantile(q float64) float64 {
	if len(t) == 0 {
		return math.NaN()
	}
	return t[max(0, int(math.Ceil(q*float64(len(t))-1e-9))-1)]
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// between are the response times of hits due in a stretch of the load, whether measured or not.
func (w *truth) between(from, to float64, of func(*samples.Hit) bool) timesOf {
	var list []*samples.Hit
	for i := range w.hits {
		if h := &w.hits[i]; h.Due.Seconds() >= from && h.Due.Seconds() < to && of(h) {
			list = append(list, h)
		}
	}
	return times(list, response)
}

// phase is one of its phases and the one before.
func (w *truth) phase(name string) (before, phase *samples.Phase) {
	for i := range w.m.Phases {
		if p := &w.m.Phases[i]; p.Name == name {
			if i > 0 {
				before = &w.m.Phases[i-1]
			}
			return before, p
		}
	}
	return nil, nil
}

func (w *truth) p99Of(p *samples.Phase) float64 {
	return w.between(p.Start.Seconds(), p.End.Seconds(), anyHit).quantile(0.99)
}

// slots are the p99 of the measured seconds that have hits.
func (w *truth) slots() timesOf {
	var list timesOf
	for s := 0.0; s < w.m.Elapsed.Seconds(); s++ {
		for _, p := range w.m.Phases {
			if hits := w.between(s, s+1, anyHit); p.Measure && s >= p.Start.Seconds() && s < p.End.Seconds() && len(hits) > 0 {
				list = append(list, hits.quantile(0.99))
			}
		}
	}
	slices.Sort(list)
	return list
}

// where is where the response time of a hit went, in seconds by the words of places.
func (w *truth) where(h *samples.Hit) map[string]float64 {
	r := map[string]float64{}
	if h.Failure == samples.Unsent {
		r["waiting to be sent"] = response(h)
		return r
	}
	r["waiting to be sent"] = (h.Sent - h.Due).Seconds()
	service := (h.End - h.Sent).Seconds()
	rest := "between client and API"
	stores := h.Stores[:h.NStores]
	if slices.ContainsFunc(stores, func(s samples.StoreTime) bool { return s.Store == 1 && s.Time == 50*time.Second }) {
		stores = nil
	}
	if len(stores) == 0 {
		rest = "where answers do not say"
	}
	if h.Failure == samples.Timeout || h.Failure == samples.Connection {
		rest = "waiting for an answer that never came"
	}
	for _, s := range stores {
		if s.Store < 4 {
			r[[]string{"in the API itself", "in sqlite", "in miniredis", "in gofakes3"}[s.Store]] += s.Time.Seconds()
			service -= s.Time.Seconds()
		}
	}
	r[rest] += service
	return r
}

// means are the mean seconds of hits by place, and all together.
func (w *truth) means(hits []*samples.Hit) (byPlace map[string]float64, all float64) {
	byPlace = map[string]float64{}
	for _, h := range hits {
		for place, v := range w.where(h) {
			byPlace[place] += v / float64(len(hits))
			all += v / float64(len(hits))
		}
	}
	return byPlace, all
}

// slowest are so many of the slowest of hits.
func slowest(hits []*samples.Hit, n int) []*samples.Hit {
	hits = slices.Clone(hits)
	slices.SortFunc(hits, func(a, b *samples.Hit) int { return int((b.End - b.Due) - (a.End - a.Due)) })
	return hits[:min(n, len(hits))]
}

// largestOf is the place with the most time.
func largestOf(byPlace map[string]float64) string {
	name := ""
	for place, v := range byPlace {
		if name == "" || v > byPlace[name] {
			name = place
		}
	}
	return name
}

// shareError is the standard error of a place's share of the time of hits, by leaving out each of them in turn.
func (w *truth) shareError(hits []*samples.Hit, place string) float64 {
	var part, all float64
	type pair struct{ part, all float64 }
	var pairs []pair
	for _, h := range hits {
		p := pair{}
		for name, v := range w.where(h) {
			p.all += v
			if name == place {
				p.part += v
			}
		}
		pairs = append(pairs, p)
		part, all = part+p.part, all+p.all
	}
	n, squares := float64(len(hits)), 0.0
	for _, p := range pairs {
		d := (part-p.part)/(all-p.all) - part/all
		squares += d * d
	}
	return math.Sqrt(squares * (n - 1) / n)
}

// number reads what format wrote: seconds, bytes, rates, shares and counts in their base unit.
func number(text string) float64 {
	text = strings.TrimPrefix(strings.TrimPrefix(text, "< "), "> ")
	digits, unit, _ := strings.Cut(text, " ")
	digits, perSecond := strings.CutSuffix(digits, "/s")
	v, err := strconv.ParseFloat(strings.ReplaceAll(digits, ",", ""), 64)
	if err != nil {
		return math.NaN()
	}
	units := map[string]float64{"": 1, "ns": 1e-9, "µs": 1e-6, "ms": 1e-3, "s": 1, "min": 60, "%": 0.01, "B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9, "k/s": 1e3, "B/s": 1, "kB/s": 1e3, "MB/s": 1e6, "core": 1, "cores": 1, "times": 1}
	if factor, ok := units[unit]; ok && (!perSecond || unit == "") {
		return v * factor
	}
	return math.NaN()
}

// about reports whether a text is a number to within its three digits and those of a histogram.
func about(text string, v float64) bool { return near(text, v, 0.011) }

// near is as about, with a tolerance.
func near(text string, v, tolerance float64) bool {
	return math.Abs(number(text)-v) <= tolerance*math.Abs(v)+1e-9
}

// percent reports whether a text is a share to the whole per cent.
func percent(text string, share float64) bool {
	switch text {
	case "< 1 %":
		return share > 0 && share < 0.0051
	case "> 99 %":
		return share >= 0.9949 && share < 1
	case "100 %":
		return share > 1-1e-9
	case "0 %":
		return share < 1e-9
	}
	return math.Abs(number(text)-share) <= 0.0056
}

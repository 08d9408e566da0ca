package analysis

import (
	"slices"
	"time"

	"quintet/bench/samples"
	"quintet/telemetry"
)

// storeTimeSums counts what answers say of stores that cannot be believed.
type storeTimeSums struct {
	answers, longer uint64
	// worst is the store time that is longer than its request by most, request how long that request took.
	worst   samples.StoreTime
	request time.Duration
	// foreign are the indices of what is no store of the stack.
	foreign [256]bool
}

func (s *storeTimeSums) add(h *samples.Hit, where *hitPlaces, p *places) {
	if where.recorded || where.foreign {
		s.answers++
	}
	if where.longer.Time > 0 {
		s.longer++
		if where.longer.Time-h.Service() > s.worst.Time-s.request {
			s.worst, s.request = where.longer, h.Service()
		}
	}
	if where.foreign {
		for _, st := range h.Stores[:min(int(h.NStores), samples.MaxStores)] {
			s.foreign[st.Store] = s.foreign[st.Store] || !p.isKnown(st.Store)
		}
	}
}

// StoreTimes is what answers say of stores that cannot be believed: the check's Measured is how many of them have a store that took longer
// than the request.
type StoreTimes struct {
	// Answers is how many name where their time went.
	Answers uint64
	// Store took Time seconds of a request of Request seconds: the one that is longer by most; "" when none is.
	Store         string
	Time, Request float64
	// Foreign are the names in answers that are no store of the stack.
	Foreign []string
}

// checkStoreTimes: a store cannot take longer than the request that called it, and a time under another name ("total") is no store's. Both
// are left out of where the time goes, and what is left is a doubt.
func checkStoreTimes(f *facts) []Check {
	s := &f.first.storeTimes
	if s.answers == 0 {
		return nil
	}
	e := StoreTimes{Answers: s.answers}
	if s.longer > 0 {
		e.Store, e.Time, e.Request = (firstStore + place(s.worst.Store)).name(f.Manifest.Stores), s.worst.Time.Seconds(), s.request.Seconds()
	}
	for i, foreign := range s.foreign {
		if foreign {
			e.Foreign = append(e.Foreign, (firstStore + place(i)).name(f.Manifest.Stores))
		}
	}
	slices.Sort(e.Foreign)
	return []Check{{Kind: CheckStoreTimes, OK: true, Doubt: s.longer > 0 || len(e.Foreign) > 0,
		Measured: Quantity{float64(s.longer), telemetry.Number}, Limit: Quantity{0, telemetry.Number}, Evidence: e}}
}

func (StoreTimes) evidence() {}

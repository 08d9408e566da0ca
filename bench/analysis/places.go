package analysis

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"quintet/bench/samples"
	"quintet/telemetry"
)

// The places where a response time goes that are no store.
const (
	// PlaceWait is the wait from the due time until the hit was sent, or given up.
	PlaceWait = "wait"
	// PlaceAPI is the API itself, as it reports its own time.
	PlaceAPI = "app"
	// PlaceNetwork is what is left of the service time when the API and every store are taken off: connections, the kernel, the client.
	PlaceNetwork = "network"
	// PlaceNoAnswer is the service time of hits without a whole answer, as far as no store has it.
	PlaceNoAnswer = "no answer"
	// PlaceThink is the time that the user of a sequence thought.
	PlaceThink = samples.Think
	// PlaceUnknown is the service time of answers that do not say where it went, or say what cannot be.
	PlaceUnknown = "unknown"
)

// place is what a part of a response time is counted under: one of these, or firstStore and the index of a store.
type place int

const (
	placeWait place = iota
	placeNetwork
	placeNoAnswer
	placeUnknown
	firstStore
)

// name is the place's, by the names of the stores.
func (p place) name(stores []string) string {
	if p < firstStore {
		return [...]string{PlaceWait, PlaceNetwork, PlaceNoAnswer, PlaceUnknown}[p]
	}
	if i := int(p - firstStore); i < len(stores) && stores[i] != "" {
		return stores[i]
	}
	return fmt.Sprintf("store %d", p-firstStore+1)
}

// hitPlaces is where the response time of one hit went. The parts add up to it, unless stores worked at the same time.
type hitPlaces struct {
	parts [samples.MaxStores + int(firstStore)]placeTime
	n     int
	// recorded says that the answer named a place of the stack, foreign that it named one that is none. longer is the store that took
	// longer than the request, the one that did by most.
	recorded, foreign bool
	longer            samples.StoreTime
}

type placeTime struct {
	place place
	time  time.Duration
}

func (p *hitPlaces) put(where place, spent time.Duration) {
	if spent > 0 {
		p.parts[p.n] = placeTime{where, spent}
		p.n++
	}
}

// places splits response times by where they went.
type places struct {
	names []string
	// known says of each index whether it is a store of the stack, or the API.
	known []bool
}

func newPlaces(m *samples.Manifest) *places {
	p := &places{names: m.Stores, known: make([]bool, len(m.Stores))}
	for i, name := range m.Stores {
		p.known[i] = name == PlaceAPI || name == PlaceThink || telemetry.Find(m.Backends, name) != nil || isService(m, name)
	}
	return p
}

// isService reports whether a name is a service of the stack; any is when the manifest names neither services nor backends.
func isService(m *samples.Manifest, name string) bool {
	return len(m.Services)+len(m.Backends) == 0 || slices.ContainsFunc(m.Services, func(s samples.Service) bool { return s.Name == name })
}

// isKnown is true of an index without a name: a trial that was cut off may not have written the names it met last.
func (p *places) isKnown(store uint8) bool { return int(store) >= len(p.known) || p.known[store] }

func (p *places) isThink(store uint8) bool {
	return int(store) < len(p.names) && p.names[store] == PlaceThink
}

// clockTolerance is how much longer than its request a store may seem to have taken: the header's times are rounded to microseconds, and
// two machines' clocks do not run equally fast.
func clockTolerance(service time.Duration) time.Duration { return 2*time.Microsecond + service/1000 }

// of divides the response time of a hit among places: the wait before it was sent, each store that its answer names, and what is left, which
// is the network when the API accounted for itself. A store that took longer than the whole request makes all times of that answer unusable.
func (p *places) of(h *samples.Hit, response time.Duration) hitPlaces {
	var r hitPlaces
	if !wasSent(h) {
		r.put(placeWait, response)
		return r
	}
	service := h.Service()
	rest, api := service, false
	for _, s := range h.Stores[:min(int(h.NStores), samples.MaxStores)] {
		if !p.isKnown(s.Store) {
			r.foreign = true
			continue
		}
		if s.Time > service+clockTolerance(service) && s.Time > r.longer.Time {
			r.longer = s
		}
		r.recorded = r.recorded || !p.isThink(s.Store)
		api = api || int(s.Store) < len(p.names) && p.names[s.Store] == PlaceAPI
		r.put(firstStore+place(s.Store), s.Time)
		rest -= s.Time
	}
	// One time that cannot be leaves none of the answer's to be believed.
	possible := r.longer.Time == 0
	if !possible {
		r.n, rest = 0, service
	}
	r.put(placeWait, response-service)
	// Stores that answered a request at the same time may add up to more than it took: then nothing is left.
	switch {
	case !answered(h):
		r.put(placeNoAnswer, rest)
	case api && possible:
		r.put(placeNetwork, rest)
	default:
		r.put(placeUnknown, rest)
	}
	return r
}

// placeSums adds up where hits spent their response time.
type placeSums struct {
	hits  uint64
	times []time.Duration // by place
}

func (s *placeSums) add(p *hitPlaces) {
	s.hits++
	for _, part := range p.parts[:p.n] {
		s.times = grown(s.times, part.place)
		s.times[part.place] += part.time
	}
}

// grown makes room for a place.
func grown[T any](list []T, p place) []T {
	for int(p) >= len(list) {
		var zero T
		list = append(list, zero)
	}
	return list
}

// means are the mean seconds a hit spent in each place that took any; nil without hits.
func (s *placeSums) means(stores []string) map[string]float64 {
	if s.hits == 0 {
		return nil
	}
	means := map[string]float64{}
	for p, d := range s.times {
		if d > 0 {
			means[place(p).name(stores)] += d.Seconds() / float64(s.hits)
		}
	}
	return means
}

// largest is the place with the most time and its share of all time; "" and 0 when there is none. Of equal ones it takes the
// first by name.
func largest(means map[string]float64) (name string, share float64) {
	most := 0.0
	for n, v := range means {
		if v > most || v == most && v > 0 && n < name {
			name, most = n, v
		}
	}
	if name == "" {
		return "", 0
	}
	return name, most / sum(means)
}

// sum adds values up in the order of their names: in the random order of a map the last digit would differ from one analysis to the next.
func sum(values map[string]float64) float64 {
	total := 0.0
	for _, name := range slices.Sorted(maps.Keys(values)) {
		total += values[name]
	}
	return total
}

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

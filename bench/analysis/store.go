package analysis

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
)

// Store is everything known of one store: as the API saw it, as it tells of itself, and what its processes used.
type Store struct {
	// Name is what answers ("postgres", "miniredis"); Software and Role are empty when the manifest has no service of that name, as for
	// those that live inside the API's process.
	Name     string `json:"name"`
	Software string `json:"software"`
	Role     string `json:"role"`
	// Latency are the rows of Trial.StoreLatency that are this store's.
	Latency []StoreLatency `json:"-"`
	// Panels are its values over time, all phases: as the API sees it, as it tells of itself, its processes.
	Panels []StorePanel `json:"panels"`
	// Readings are all that it told of itself, over the measured phases, by metric and labels; Silent says that it told nothing.
	Readings []Reading `json:"told"`
	Silent   bool      `json:"silent"`
	// Processes are its own processes in the measured phases, by name.
	Processes []Process `json:"processes"`
	// Asked is how often it was asked for its figures, Missed how often it did not answer; both 0 when nobody asked.
	Asked  int `json:"asked"`
	Missed int `json:"missed"`
}

// StorePanel is one small chart: lines over time that share a unit.
type StorePanel struct {
	Title string   `json:"title"`
	Unit  Unit     `json:"unit"`
	Lines []Series `json:"lines"`
}

// Reading is what a store told of itself by one metric.
type Reading struct {
	Metric  string `json:"metric"`
	Labels  string `json:"labels"`
	Counter bool   `json:"counter"`
	// Help says what the metric means, empty when the record does not; Unit is its unit.
	Help string `json:"-"`
	Unit Unit   `json:"-"`
	// First and Last are a gauge's values where the measured phases begin and end, NaN where it was not told yet; of a counter First is 0
	// and Last its growth over them.
	First float64 `json:"first"`
	Last  float64 `json:"last"`
	// PerSecond is a counter's growth by the length of the measured phases, as far as the store had told of them by the end; NaN for a gauge.
	PerSecond float64 `json:"per_second"`
}

// Process is what a process used in the measured phases; what was not observed is NaN.
type Process struct {
	Name             string  `json:"name"`
	CPU              float64 `json:"cpu"`                // cores; bytes resident
	Memory           float64 `json:"memory"`             // cores; bytes resident
	ReadPerSecond    float64 `json:"read_per_second"`    // bytes from and to disk
	WrittenPerSecond float64 `json:"written_per_second"` // bytes from and to disk
}

// stores gathers what is known of each store, by name.
func (f *facts) stores() []Store {
	names := map[string]bool{}
	for _, l := range f.StoreLatency {
		names[l.Store] = true
	}
	for name, asked := range f.scraped.telemetry {
		// One that never answered and was never called is no store: all could not be opened, and that gap has a name.
		if len(asked.worked) > 0 {
			names[name] = true
		}
	}
	var stores []Store
	for _, name := range slices.Sorted(maps.Keys(names)) {
		st := Store{Name: name, Panels: f.scraped.storePanels(name, f.Scraped), Readings: f.scraped.readings(name), Processes: f.processes(name)}
		st.Silent = len(st.Readings) == 0
		for _, s := range f.Manifest.Services {
			if s.Name == name || isReplica(s.Name, name) && st.Software == "" {
				st.Software, st.Role = s.Software, s.Role
			}
		}
		for _, l := range f.StoreLatency {
			if l.Store == name {
				st.Latency = append(st.Latency, l)
			}
		}
		if asked := f.scraped.telemetry[name]; asked != nil {
			st.Asked, st.Missed = len(asked.worked)+len(asked.failed), len(asked.failed)
		}
		stores = append(stores, st)
	}
	return stores
}

// isReplica reports whether a process is one of several of a store: "cassandra-2" of "cassandra".
func isReplica(process, store string) bool {
	rest, ok := strings.CutPrefix(process, store+"-")
	return ok && rest != "" && strings.Trim(rest, "0123456789") == ""
}

// processes are a store's own processes.
func (f *facts) processes(store string) []Process {
	var list []Process
	for name, cpu := range f.MeanCPU {
		if name != store && !isReplica(name, store) {
			continue
		}
		p := Process{Name: name, CPU: cpu, Memory: math.NaN(), ReadPerSecond: math.NaN(), WrittenPerSecond: math.NaN()}
		if m, ok := f.MeanMemory[name]; ok {
			p.Memory = m
		}
		if rate, ok := f.DiskReads[name]; ok {
			p.ReadPerSecond = rate
		}
		if rate, ok := f.DiskWrites[name]; ok {
			p.WrittenPerSecond = rate
		}
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b Process) int { return cmp.Compare(a.Name, b.Name) })
	return list
}

// Calls are how many operations of the store the API counted in the measured phases, errors those that failed, seconds the time all of
// them took.
func (s *Store) Calls() (calls, errors, seconds float64) {
	for _, l := range s.Latency {
		calls, errors, seconds = calls+l.Count, errors+l.Errors, seconds+l.Count*l.Mean
	}
	return calls, errors, seconds
}

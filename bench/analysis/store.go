package analysis

import (
	"cmp"
	"maps"
	"slices"

	"quintet/bench/scraped"
	"quintet/telemetry"
)

// stores gathers what is known of each store, by name.
func (f *facts) stores() []Store {
	names := map[string]bool{}
	for _, l := range f.StoreLatency {
		names[l.Store] = true
	}
	for name, asked := range f.scraped.Telemetry {
		// One that never answered and was never called is no store: all could not be opened, and that gap has a name.
		if len(asked.Worked) > 0 {
			names[name] = true
		}
	}
	var stores []Store
	for _, name := range slices.Sorted(maps.Keys(names)) {
		st := Store{Name: name, Panels: f.scraped.StorePanels(name, f.Scraped), Readings: f.scraped.Readings(name), Processes: f.processes(name)}
		if b := telemetry.Find(f.Manifest.Backends, name); b != nil && b.Declared {
			st.Declared, st.Absent = true, absent(b, st.Readings)
		}
		st.Silent = len(st.Readings) == 0
		for _, s := range f.Manifest.Services {
			if s.Name == name || scraped.IsReplica(s.Name, name) && st.Software == "" {
				st.Software, st.Role = s.Software, s.Role
			}
		}
		for _, l := range f.StoreLatency {
			if l.Store == name {
				st.Latency = append(st.Latency, l)
			}
		}
		if asked := f.scraped.Telemetry[name]; asked != nil {
			st.Asked, st.Missed = len(asked.Worked)+len(asked.Failed), len(asked.Failed)
		}
		stores = append(stores, st)
	}
	return stores
}

// absent are the metrics of an endpoint that no reading is of.
func absent(b *telemetry.Backend, readings []scraped.Reading) []string {
	var names []string
	for _, m := range b.Metrics {
		if !slices.ContainsFunc(readings, func(r scraped.Reading) bool { return r.Metric == m.Name }) {
			names = append(names, m.Name)
		}
	}
	return names
}

// processes are a store's own processes.
func (f *facts) processes(store string) []Process {
	var list []Process
	for name, cpu := range f.MeanCPU {
		if name != store && !scraped.IsReplica(name, store) {
			continue
		}
		list = append(list, Process{name, cpu, observed(f.MeanMemory, name), observed(f.DiskReads, name), observed(f.DiskWrites, name)})
	}
	slices.SortFunc(list, func(a, b Process) int { return cmp.Compare(a.Name, b.Name) })
	return list
}

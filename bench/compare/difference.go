package compare

import (
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"time"

	"quintet/bench/samples"
)

// Difference is one thing in which two sides differ, or the trials within one side.
type Difference struct {
	Kind DifferenceKind
	// Name is that of the setting, the role of the software, or the path of the field of the scenario.
	Name string
	// Within is the side whose own trials differ; "" when it is the two sides.
	Within Which
	// Base and Head are what each has, of the type that the kind names.
	Base, Head any
}

// DifferenceKind names what differs.
type DifferenceKind string

// The kinds, with the type of their values.
const (
	DifferentConfigurations DifferenceKind = "configurations" // []map[string]string
	DifferentScenario       DifferenceKind = "scenario"       // string
	DifferentStack          DifferenceKind = "stack"          // string
	DifferentKindOfRun      DifferenceKind = "kind of run"    // RunKind
	DifferentObjectives     DifferenceKind = "objectives"     // []string
	DifferentDataset        DifferenceKind = "data set"       // Dataset
	DifferentOperations     DifferenceKind = "operations"     // Mix
	DifferentAsked          DifferenceKind = "asked"          // string, what the field Name of the scenario says
	DifferentLoad           DifferenceKind = "load"           // Load
	DifferentCPU            DifferenceKind = "CPU"            // string
	DifferentCores          DifferenceKind = "cores"          // int
	DifferentMemory         DifferenceKind = "memory"         // Bytes
	DifferentSearch         DifferenceKind = "search"         // samples.Search, nil for none
	DifferentBuild          DifferenceKind = "build"          // Build
	DifferentGo             DifferenceKind = "Go"             // string
	DifferentKernel         DifferenceKind = "kernel"         // string
	DifferentSystem         DifferenceKind = "system"         // string
	DifferentTimeout        DifferenceKind = "timeout"        // time.Duration
	DifferentSetting        DifferenceKind = "setting"        // string
	DifferentSoftware       DifferenceKind = "software"       // string
)

// RunKind is what the trials of a run are for.
type RunKind string

// The kinds of runs.
const (
	RunOfLoads  RunKind = "loads"
	RunOfSearch RunKind = "search"
)

// Bytes is a size.
type Bytes float64

// Mix is the share of each operation.
type Mix map[string]float64

// Dataset is a data set as far as two can be compared: with the same seed the same bytes, with another as many rows. Fingerprint is ""
// where it is not what differs.
type Dataset struct {
	Volume, Fingerprint string
	Rows                map[string]int64
}

// Load is a load as far as two can be compared. Closed is the number of users of a closed loop, 0 of an open one.
type Load struct {
	Closed   int
	Arrivals string
	Phases   []Phase
}

// Phase is one phase of a load. Offered is its number of hits where chance does not explain that it differs, else 0.
type Phase struct {
	Name, Shape string
	Length      time.Duration
	Measure     bool
	Offered     uint64
}

// Build is the program that ran: its revision, or its version where that is not known.
type Build struct {
	Name     string
	Modified bool
}

// differingAxes are the axes in which two configurations differ.
func differingAxes(a, b map[string]string) []string {
	var axes []string
	for _, axis := range slices.Sorted(maps.Keys(merged(a, b))) {
		if a[axis] != b[axis] {
			axes = append(axes, axis)
		}
	}
	return axes
}

func merged(a, b map[string]string) map[string]string {
	m := maps.Clone(a)
	if m == nil {
		m = map[string]string{}
	}
	maps.Copy(m, b)
	return m
}

// differences lists in what two trials differ. refused are those that make them not comparable: their numbers answer different
// questions. noted are the others: what the comparison may be about. What an axis of the matrix was asked to vary is never refused.
func differences(a, b *samples.Manifest, axes []string) (refused, noted []Difference) {
	// named sorts a difference by whether an axis that begins so was varied.
	named := func(prefixes ...string) *[]Difference {
		for _, axis := range axes {
			if slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(axis, p) }) {
				return &noted
			}
		}
		return &refused
	}
	add := func(list *[]Difference, kind DifferenceKind, name string, x, y any) {
		if !reflect.DeepEqual(x, y) {
			*list = append(*list, Difference{Kind: kind, Name: name, Base: x, Head: y})
		}
	}
	add(&refused, DifferentScenario, "", a.Scenario, b.Scenario)
	add(&refused, DifferentStack, "", a.Stack, b.Stack)
	add(&refused, DifferentKindOfRun, "", kindOfRun(a), kindOfRun(b))
	add(named("slo"), DifferentObjectives, "", expressions(a), expressions(b))
	x, y := datasets(a, b)
	add(named("dataset"), DifferentDataset, "", x, y)
	if !maps.EqualFunc(a.Mix, b.Mix, sameShare) {
		add(named("workload"), DifferentOperations, "", Mix(a.Mix), Mix(b.Mix))
	}
	for _, path := range slices.Sorted(maps.Keys(merged(a.Asks, b.Asks))) {
		if a.Asks != nil && b.Asks != nil {
			section, _, _ := strings.Cut(path, ".")
			add(named(section), DifferentAsked, path, a.Asks[path], b.Asks[path])
		}
	}
	add(named("rate", "duration", "load"), DifferentLoad, "", loadOf(a, b), loadOf(b, a))
	add(&refused, DifferentCPU, "", a.Machine.CPU, b.Machine.CPU)
	add(&refused, DifferentCores, "", a.Machine.Cores, b.Machine.Cores)
	if p, q := float64(a.Machine.Memory), float64(b.Machine.Memory); math.Abs(p-q) > 0.02*math.Max(p, q) {
		add(&refused, DifferentMemory, "", Bytes(p), Bytes(q))
	}

	add(&noted, DifferentSearch, "", searchOf(a), searchOf(b))
	add(&noted, DifferentBuild, "", buildOf(a), buildOf(b))
	add(&noted, DifferentGo, "", a.Build.Go, b.Build.Go)
	add(&noted, DifferentKernel, "", a.Machine.Kernel, b.Machine.Kernel)
	add(&noted, DifferentSystem, "", a.Machine.OS, b.Machine.OS)
	add(&noted, DifferentTimeout, "", a.Load.Timeout, b.Load.Timeout)
	for _, name := range slices.Sorted(maps.Keys(merged(a.Settings, b.Settings))) {
		add(&noted, DifferentSetting, name, a.Settings[name], b.Settings[name])
	}
	for _, role := range slices.Sorted(maps.Keys(merged(software(a), software(b)))) {
		add(&noted, DifferentSoftware, role, software(a)[role], software(b)[role])
	}
	return refused, noted
}

func kindOfRun(m *samples.Manifest) RunKind {
	if m.Search != nil {
		return RunOfSearch
	}
	return RunOfLoads
}

func expressions(m *samples.Manifest) []string {
	var list []string
	for _, o := range m.SLO {
		list = append(list, o.Expression)
	}
	return list
}

// sameShare allows for what dividing by a sum loses.
func sameShare(p, q float64) bool { return math.Abs(p-q) <= 5e-4*math.Max(p, q) }

// datasets have their fingerprints where these are all that differs though the seed is the same.
func datasets(a, b *samples.Manifest) (x, y Dataset) {
	x, y = Dataset{Volume: a.Dataset.Volume, Rows: a.Dataset.Rows}, Dataset{Volume: b.Dataset.Volume, Rows: b.Dataset.Rows}
	if reflect.DeepEqual(x, y) && a.Seed == b.Seed {
		x.Fingerprint, y.Fingerprint = a.Dataset.Fingerprint, b.Dataset.Fingerprint
	}
	return x, y
}

// loadOf is the load of a trial beside that of another. How many hits a Poisson schedule holds depends on the seed; counts that chance
// explains are the same. The trials of a search differ in nothing but their rates, which are what is looked for.
func loadOf(m, other *samples.Manifest) Load {
	l := Load{Closed: m.Load.Closed}
	counts := m.Load.Closed == 0 && (m.Search == nil || other.Search == nil)
	if m.Load.Closed == 0 {
		l.Arrivals = m.Load.Arrivals
	}
	for i, p := range m.Phases {
		phase := Phase{Name: p.Name, Shape: p.Shape, Length: (p.End - p.Start).Round(time.Millisecond), Measure: p.Measure}
		if p.UntilSteady != nil { // how long that took is what the system did, not what was asked of it
			phase.Length = p.UntilSteady.AtLeast
		} else if counts && i < len(other.Phases) {
			n, o := float64(p.Offered), float64(other.Phases[i].Offered)
			if math.Abs(n-o) > 5*math.Sqrt(n+o)+1 {
				phase.Offered = p.Offered
			}
		}
		l.Phases = append(l.Phases, phase)
	}
	return l
}

// searchOf is how a run searched, nil for one that did not.
func searchOf(m *samples.Manifest) any {
	if m.Search == nil {
		return nil
	}
	// What is asked again because it was uncertain is no property of what is found.
	return samples.Search{From: m.Search.From, To: m.Search.To, Resolution: m.Search.Resolution, Confirmations: m.Search.Confirmations}
}

func buildOf(m *samples.Manifest) Build {
	name := m.Build.Revision
	if name == "" {
		name = m.Build.Version
	}
	return Build{name[:min(12, len(name))], m.Build.Modified}
}

// software maps each role to what answered for it.
func software(m *samples.Manifest) map[string]string {
	all := map[string]string{}
	for _, s := range m.Services {
		all[s.Role] = s.Software
	}
	return all
}

// appendOnce leaves out what the list has already.
func appendOnce(list []Difference, more ...Difference) []Difference {
	for _, d := range more {
		if !slices.ContainsFunc(list, func(have Difference) bool { return reflect.DeepEqual(have, d) }) {
			list = append(list, d)
		}
	}
	return list
}

// within marks differences between trials of one side.
func within(side Which, list []Difference) []Difference {
	marked := slices.Clone(list)
	for i := range marked {
		marked[i].Within = side
	}
	return marked
}

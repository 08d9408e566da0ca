package compare

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

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
	meant := func(prefixes ...string) bool {
		return slices.ContainsFunc(axes, func(axis string) bool {
			return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(axis, p) })
		})
	}
	add := func(list *[]Difference, what, x, y string) {
		if x != y {
			*list = append(*list, Difference{what, x, y})
		}
	}
	sort := func(isMeant bool) *[]Difference {
		if isMeant {
			return &noted
		}
		return &refused
	}
	add(&refused, "scenario", a.Scenario, b.Scenario)
	add(&refused, "stack", a.Stack, b.Stack)
	add(&refused, "kind of run", kindOfRun(a), kindOfRun(b))
	add(sort(meant("slo")), "objectives", expressions(a), expressions(b))
	x, y := dataset(a, b)
	add(sort(meant("dataset")), "data set", x, y)
	add(sort(meant("workload")), "operations", mix(a), mix(b))
	x, y = loads(a, b)
	add(sort(meant("rate", "duration", "load")), "load", x, y)
	add(&refused, "CPU", a.Machine.CPU, b.Machine.CPU)
	add(&refused, "cores", strconv.Itoa(a.Machine.Cores), strconv.Itoa(b.Machine.Cores))
	if p, q := float64(a.Machine.Memory), float64(b.Machine.Memory); math.Abs(p-q) > 0.02*math.Max(p, q) {
		refused = append(refused, Difference{"memory", analysis.FormatBytes(p), analysis.FormatBytes(q)})
	}

	add(&noted, "search", searchWords(a), searchWords(b))
	add(&noted, "build", build(a), build(b))
	add(&noted, "Go", a.Build.Go, b.Build.Go)
	add(&noted, "kernel", a.Machine.Kernel, b.Machine.Kernel)
	add(&noted, "system", a.Machine.OS, b.Machine.OS)
	add(&noted, "timeout of a request", a.Load.Timeout.String(), b.Load.Timeout.String())
	for _, name := range slices.Sorted(maps.Keys(merged(a.Settings, b.Settings))) {
		add(&noted, "setting "+name, a.Settings[name], b.Settings[name])
	}
	for _, role := range slices.Sorted(maps.Keys(merged(software(a), software(b)))) {
		add(&noted, "software as "+role, software(a)[role], software(b)[role])
	}
	return refused, noted
}

func expressions(m *samples.Manifest) string {
	var list []string
	for _, o := range m.SLO {
		list = append(list, o.Expression)
	}
	return strings.Join(list, ", ")
}

// dataset describes two data sets as far as they can be compared: with the same seed the same bytes, with another as many rows.
func dataset(a, b *samples.Manifest) (x, y string) {
	describe := func(m *samples.Manifest) string {
		text := m.Dataset.Volume
		for _, kind := range slices.Sorted(maps.Keys(m.Dataset.Rows)) {
			text += fmt.Sprintf(", %s %s", analysis.FormatCount(float64(m.Dataset.Rows[kind])), kind)
		}
		return text
	}
	x, y = describe(a), describe(b)
	if x == y && a.Seed == b.Seed && a.Dataset.Fingerprint != b.Dataset.Fingerprint {
		return x + ", fingerprint " + a.Dataset.Fingerprint, y + ", fingerprint " + b.Dataset.Fingerprint
	}
	return x, y
}

func mix(m *samples.Manifest) string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(m.Mix)) {
		list = append(list, fmt.Sprintf("%s %s", name, analysis.FormatRatio(m.Mix[name])))
	}
	return strings.Join(list, ", ")
}

// loads describes two loads. How many hits a Poisson schedule holds depends on the seed; counts that chance explains are the same. The
// trials of a search differ in nothing but their rates, which are what is looked for.
func loads(a, b *samples.Manifest) (x, y string) {
	describe := func(m, other *samples.Manifest) string {
		if m.Load.Closed > 0 {
			return fmt.Sprintf("%d closed-loop users, %s", m.Load.Closed, phaseList(m, nil))
		}
		if a.Search != nil && b.Search != nil {
			other = nil
		}
		return m.Load.Arrivals + ", " + phaseList(m, other)
	}
	return describe(a, b), describe(b, a)
}

// phaseList describes phases, with the number of hits where it differs by more than chance from the other's.
func phaseList(m, other *samples.Manifest) string {
	var list []string
	for i, p := range m.Phases {
		text := fmt.Sprintf("%s %s %s", p.Name, p.Shape, (p.End - p.Start).Round(time.Millisecond))
		if !p.Measure {
			text += " not measured"
		}
		if other != nil && i < len(other.Phases) {
			n, o := float64(p.Offered), float64(other.Phases[i].Offered)
			if math.Abs(n-o) > 5*math.Sqrt(n+o)+1 {
				text += fmt.Sprintf(" of %s hits", analysis.FormatCount(n))
			}
		}
		list = append(list, text)
	}
	return strings.Join(list, "; ")
}

// build names a program by its revision, or its version where that is not known.
func build(m *samples.Manifest) string {
	name := m.Build.Revision
	if name == "" {
		name = m.Build.Version
	}
	if len(name) > 12 {
		name = name[:12]
	}
	if m.Build.Modified {
		name += ", modified"
	}
	return name
}

// software maps each role to what answered for it.
func software(m *samples.Manifest) map[string]string {
	all := map[string]string{}
	for _, s := range m.Services {
		all[s.Role] = s.Software
	}
	return all
}

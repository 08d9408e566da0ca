package scraped

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"quintet/telemetry"
)

// StorePanels are the panels of a store that have a line.
func (s *Tracks) StorePanels(store string, all Lines) []StorePanel {
	var found []StorePanel
	add := func(title string, unit telemetry.Unit, lines []Series) {
		if len(lines) > 0 {
			found = append(found, StorePanel{title, unit, lines})
		}
	}
	calls := s.only(store, "store_operation_duration_seconds_count")
	add("Calls of the API", telemetry.PerSecond, moving(s.series(calls, func(t *labelled) string { return t.labels["operation"] })))
	add("Time of a call, mean", telemetry.Seconds, chosen(all.StoreLatency, "mean", func(name string) bool { return name == store }))
	add("Connections in use", telemetry.Number, chosen(all.Pools, "", func(name string) bool { return strings.HasPrefix(name, store+" (") }))
	if b := telemetry.Find(s.backends, store); b != nil {
		// A panel of which no line was told is left out.
		for _, p := range b.Panels {
			var lines []Series
			for _, l := range p.Lines {
				lines = append(lines, s.panelLines(store, l)...)
			}
			add(p.Title, p.Unit, lines)
		}
	}
	own := func(name string) bool { return name == store || IsReplica(name, store) }
	add("CPU", telemetry.Cores, chosen(all.CPU, "", own))
	add("Resident memory", telemetry.Bytes, chosen(all.Memory, "", own))
	disk := func(metric, name string) []Series {
		return s.series(slices.DeleteFunc(s.of(named(metric)), func(t *labelled) bool { return !own(t.series.Source) }), func(*labelled) string { return name })
	}
	add("Disk", telemetry.BytesPerSecond, append(disk(processRead, "read"), disk(processWritten, "written")...))
	return found
}

// chosen are the lines whose name is wanted, under another name when there is one.
func chosen(lines []Series, name string, wanted func(string) bool) []Series {
	var list []Series
	for _, l := range lines {
		if wanted(l.Name) {
			if name != "" {
				l.Name = name
			}
			list = append(list, l)
		}
	}
	return list
}

// only are the tracks of a metric that are of one store: its own telemetry, and what the API measured of it.
func (s *Tracks) only(store, metric string) []*labelled {
	if s.isDeclared(store) {
		return slices.DeleteFunc(ordered(s.declared, named(metric)), func(t *labelled) bool { return t.series.Source != store })
	}
	return slices.DeleteFunc(s.of(named(metric)), func(t *labelled) bool {
		return t.labels["store"] != store && (t.labels["store"] != "" || t.series.Source != store)
	})
}

// panelLines are the lines of one row's line for a store.
func (s *Tracks) panelLines(store string, l telemetry.Line) []Series {
	tracks := s.only(store, l.Metric)
	if label, value, ok := strings.Cut(l.Where, "="); ok {
		tracks = slices.DeleteFunc(tracks, func(t *labelled) bool { return t.labels[label] != value })
	}
	var telling []string
	for i, label := range l.By {
		if i == 0 && l.Name == "" || differs(tracks, label) {
			telling = append(telling, label)
		}
	}
	named := func(t *labelled) string {
		name := []string{}
		if l.Name != "" {
			name = append(name, l.Name)
		}
		for _, label := range telling {
			name = append(name, t.labels[label])
		}
		return strings.Join(name, " ")
	}
	lines := s.series(tracks, named)
	if len(l.Of) > 0 {
		var whole []*labelled
		for _, metric := range l.Of {
			whole = append(whole, s.only(store, metric)...)
		}
		lines = shares(lines, s.series(whole, named))
	}
	if l.Name == "" {
		return moving(lines)
	}
	return lines
}

// moving are the lines that are not zero throughout; when all are, one that stands for them.
func moving(lines []Series) []Series {
	list := slices.DeleteFunc(slices.Clone(lines), func(l Series) bool {
		return !slices.ContainsFunc(l.V, func(v float64) bool { return v != 0 })
	})
	if len(list) == 0 && len(lines) > 1 {
		return []Series{{Name: fmt.Sprintf("each of %d", len(lines)), T: lines[0].T, V: lines[0].V}}
	}
	if len(list) == 0 {
		return lines
	}
	return list
}

// differs reports whether tracks differ in a label.
func differs(tracks []*labelled, label string) bool {
	return slices.ContainsFunc(tracks, func(t *labelled) bool { return t.labels[label] != tracks[0].labels[label] })
}

// shares are lines by the line of the same name among wholes; where that is nothing there is no share.
func shares(lines, wholes []Series) []Series {
	var list []Series
	for _, l := range lines {
		at := slices.IndexFunc(wholes, func(w Series) bool { return w.Name == l.Name })
		if at < 0 {
			continue
		}
		share, whole := Series{Name: l.Name}, wholes[at]
		for i, at := range l.T {
			if k := slices.Index(whole.T, at); k >= 0 && whole.V[k] > 0 && !math.IsNaN(l.V[i]) {
				share.T, share.V = append(share.T, at), append(share.V, l.V[i]/whole.V[k])
			}
		}
		if len(share.T) > 0 {
			list = append(list, share)
		}
	}
	return list
}

// IsReplica reports whether a process is one of several of a store: "cassandra-2" of "cassandra".
func IsReplica(process, store string) bool {
	rest, ok := strings.CutPrefix(process, store+"-")
	return ok && rest != "" && strings.Trim(rest, "0123456789") == ""
}

package telemetry

import (
	"fmt"
	"slices"
	"strings"
)

// Panel is one small chart: lines over time that share a unit.
type Panel struct {
	Title string `json:"title"`
	// Help states what it shows and what to look for, in a sentence or two.
	Help  string `json:"help,omitempty"`
	Unit  Unit   `json:"unit"`
	Lines []Line `json:"lines"`
	// Limits are what is usual, drawn as thresholds on dashboards; Watch draws them as lines, too.
	Limits Limits `json:"limits,omitzero"`
	Watch  bool   `json:"watch,omitempty"`
	// Log says that values span decades: the axis is logarithmic, and zero is not drawn.
	Log bool `json:"log,omitempty"`
	// Live says that it is shown on dashboards and not in reports, which have less room.
	Live bool `json:"-"`
}

// Limits are two values of a panel: from Warn on something is unusual, from Bad on it is wrong. Where Bad is below Warn, low values
// are the bad ones. Zero Limits mean that no value is good or bad; Bad alone may be left out.
type Limits struct {
	Warn float64 `json:"warn,omitempty"`
	Bad  float64 `json:"bad,omitempty"`
}

// Line makes one line, or one for each value of the labels By, of a metric: of a counter its growth per second, of a gauge its value.
type Line struct {
	// Name is the line's; with labels it begins the names. It may be empty when there are labels.
	Name   string   `json:"name,omitempty"`
	Metric string   `json:"metric"`
	By     []string `json:"by,omitempty"`
	// Where is a label that must have a value, "percentile=99"; "" for none.
	Where string `json:"where,omitempty"`
	// Of are counters: the line is Metric's growth by their growth together, a share or a mean. None: it is Metric itself.
	Of []string `json:"of,omitempty"`
	// Live is as Panel's.
	Live bool `json:"-"`
}

// Check returns what is wrong with a backend's panels: metrics that it does not tell, labels that they do not have, lines without a name.
func (b Backend) Check() []error {
	metrics := map[string]Metric{}
	for _, m := range b.Metrics {
		metrics[m.Name] = m
	}
	var errs []error
	for _, p := range b.Panels {
		wrong := func(format string, args ...any) {
			errs = append(errs, fmt.Errorf("%s: panel %q: %s", b.Name, p.Title, fmt.Sprintf(format, args...)))
		}
		for _, l := range p.Lines {
			if l.Name == "" && len(l.By) == 0 {
				wrong("a line of %s has neither a name nor labels", l.Metric)
			}
			for _, name := range append([]string{l.Metric}, l.Of...) {
				m, known := metrics[name]
				if !known {
					wrong("%s is no metric of it", name)
					continue
				}
				if len(l.Of) > 0 && !m.Counter {
					wrong("%s is no counter, of which a share could be made", name)
				}
				labels := l.By
				if label, _, ok := strings.Cut(l.Where, "="); ok {
					labels = append(slices.Clone(labels), label)
				}
				for _, label := range labels {
					if !slices.Contains(m.Labels, label) {
						wrong("%s has no label %s", name, label)
					}
				}
			}
		}
	}
	return errs
}

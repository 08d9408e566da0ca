package live

import (
	"cmp"
	"math"
	"slices"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/scraped"
	"quintet/bench/words"
)

// now is the present state of a run as the page shows it, in words.
type now struct {
	Title string `json:"title"`
	// Status is what the run does, in a line.
	Status string `json:"status"`
	Trial  string `json:"trial,omitempty"`
	Phase  string `json:"phase,omitempty"`
	Left   string `json:"left,omitempty"`
	// Part is how much of the schedule is over, from 0 to 1.
	Part   number         `json:"part"`
	Groups []group        `json:"groups,omitempty"`
	Failed []failureClass `json:"failed,omitempty"`
	// Width is the length of a slot and End where the schedule ends, in seconds; Phases and Marks are drawn in the figures.
	Width  number  `json:"width"`
	End    number  `json:"end"`
	Phases []phase `json:"phases,omitempty"`
	Marks  []event `json:"marks,omitempty"`
	// Report is where the report is, "" before it is there; Over says that there is nothing more to come.
	Report string `json:"report,omitempty"`
	Over   bool   `json:"over,omitempty"`
}

// group is a few numbers under a heading.
type group struct {
	Name   string  `json:"name"`
	Values []value `json:"values"`
}

// value is a number with its name. Bad marks what ought not to be.
type value struct {
	Name string `json:"name"`
	Text string `json:"text"`
	Bad  bool   `json:"bad,omitempty"`
}

// failureClass is a class of failures with an example.
type failureClass struct {
	Class   string `json:"class"`
	Count   string `json:"count"`
	Example string `json:"example,omitempty"`
}

type phase struct {
	Name    string `json:"name"`
	From    number `json:"from"`
	To      number `json:"to"`
	Measure bool   `json:"measure"`
}

type event struct {
	At   number `json:"at"`
	Text string `json:"text"`
}

// maxMarks bounds the events that are drawn; the last ones are.
const maxMarks = 50

// present puts what is known of a trial into words.
func (t *trial) present(in analysis.Instant) now {
	m := &t.manifest
	n := now{Title: words.LiveTitle(m.Scenario, m.Stack), Trial: words.LiveTrial(m), End: number(in.Planned), Width: number(in.Timeline.Width)}
	for i, p := range m.Phases {
		name := p.Name
		if !p.Measure {
			name = words.PhaseNotMeasured(name)
		}
		n.Phases = append(n.Phases, phase{name, number(m.Phases[i].Start.Seconds()), number(m.Phases[i].End.Seconds()), p.Measure})
	}
	for i := range t.events {
		if text := words.Event(&t.events[i]); text != "" {
			n.Marks = append(n.Marks, event{number(t.events[i].At.Seconds()), text})
		}
	}
	n.Marks = n.Marks[max(0, len(n.Marks)-maxMarks):]
	if in.Hits == 0 && in.Reached == 0 {
		n.Status = words.LiveStarting
		return n
	}
	if in.Planned > 0 {
		n.Part = number(min(1, in.Reached/in.Planned))
	}
	n.Phase, n.Left = words.LivePhase(m, in.Phase), words.LiveLeft(in.Reached, in.Planned)
	if m.Elapsed > 0 {
		n.Status, n.Phase, n.Left = words.LiveOver, "", ""
	}
	n.Groups = t.groups(in)
	for _, f := range in.Failed {
		class := failureClass{Class: f.Class, Count: words.Count(float64(f.Count))}
		if len(f.Examples) > 0 {
			class.Example = f.Examples[len(f.Examples)-1]
		}
		n.Failed = append(n.Failed, class)
	}
	return n
}

// groups are the numbers at the top of the page.
func (t *trial) groups(in analysis.Instant) []group {
	l := in.Timeline
	var list []group
	if i := wholeSlot(l, in.Reached); i >= 0 {
		list = append(list, group{words.LiveLastSeconds(l.Width), []value{
			{"due", words.Rate(math.Round(l.Due[i])), false}, {"sent", words.Rate(math.Round(l.Sent[i])), false}, {"done", words.Rate(math.Round(l.Done[i])), false},
			{"failed", words.Rate(math.Round(l.Failed[i])), l.Failed[i] > 0}, {words.KeyInFlight, t.flying(l.InFlight[i]), false},
			{"p50", words.Seconds(l.P50[i]), false}, {"p99", words.Seconds(l.P99[i]), false}, {words.LiveSendLag, words.Seconds(l.SendLagP99[i]), false},
		}})
	}
	if in.Phase < len(in.Phases) {
		p := &in.Phases[in.Phase]
		r := p.Response
		list = append(list, group{words.LivePhaseName, []value{
			{"hits", words.Count(float64(p.Hits)), false}, {"failures", words.Count(float64(p.Failures)), p.Failures > 0}, {"done", words.Rate(math.Round(p.Throughput)), false},
			{"p50", words.Seconds(r.P50), false}, {"p90", words.Seconds(r.P90), false}, {"p99", words.Seconds(r.P99), false}, {"p99.9", words.Seconds(r.P999), false}, {"max", words.Seconds(r.Max), false},
		}})
	}
	all := group{words.LiveAllOfIt, []value{{"hits", words.Count(float64(in.Hits)), false}, {"failures", words.Count(float64(in.Failures)), in.Failures > 0}}}
	for _, s := range t.latest.CacheHitRatio {
		if n := len(s.V); s.Name == "all" && n > 0 {
			all.Values = append(all.Values, value{words.CacheHit, words.Ratio(s.V[n-1]), false})
		}
	}
	for _, s := range t.latest.StorageIO {
		if n := len(s.V); n > 0 {
			all.Values = append(all.Values, value{words.LiveStorage(s.Name), words.ByteRate(s.V[n-1]), false})
		}
	}
	list = append(list, all)
	processes := group{Name: words.LiveProcesses}
	for _, s := range t.latest.CPU {
		if n := len(s.V); n > 0 {
			processes.Values = append(processes.Values, value{s.Name, words.Cores(math.Round(s.V[n-1]*100) / 100), false})
		}
	}
	if len(processes.Values) > 0 {
		list = append(list, processes)
	}
	return list
}

// flying is how many hits are in flight: as the generators say, or as far as the record shows it.
func (t *trial) flying(recorded float64) string {
	if len(t.inFlight) == 0 {
		return words.Count(recorded)
	}
	all := 0.0
	for _, n := range t.inFlight {
		all += n
	}
	return words.Count(all)
}

// wholeSlot is the last slot that was reached whole and has been written out, -1 when there is none.
func wholeSlot(l *analysis.Timeline, reached float64) int {
	written := reached - delay.Seconds()
	return min(len(l.Due)-1, int(written/l.Width)-1)
}

// delay is how long after it happened something is in the record.
const delay = 300 * time.Millisecond

// merge keeps the last line of each name that was ever seen, from lines of the latest slots.
func merge(known, latest []scraped.Series) []scraped.Series {
	for _, s := range latest {
		i := slices.IndexFunc(known, func(k scraped.Series) bool { return k.Name == s.Name })
		if i < 0 {
			known = append(known, s)
		} else {
			known[i] = s
		}
	}
	slices.SortFunc(known, func(a, b scraped.Series) int { return cmp.Compare(a.Name, b.Name) })
	return known
}

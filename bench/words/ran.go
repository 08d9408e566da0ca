package words

import (
	"fmt"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

// RunFacts say what measured where: the same for all trials of a run.
func RunFacts(r *analysis.Result, m *samples.Manifest) []Fact {
	b, c := &m.Build, &m.Machine
	build := OrAbsent(b.Version)
	if b.Revision != "" {
		build += ", revision " + b.Revision
	}
	if b.Modified {
		build += ", with changes that are not committed"
	}
	return []Fact{
		{"run", OrAbsent(r.RunID)}, {"began", Time(r.Began)}, {"stack", OrAbsent(r.Stack)}, {"seed", fmt.Sprint(m.Seed)},
		{"harness", build}, {"built with", OrAbsent(b.Go)},
		{"machine", OrAbsent(c.Hostname)}, {"processor", OrAbsent(c.CPU)}, {"cores", fmt.Sprint(c.Cores)},
		{"memory", Bytes(float64(c.Memory))}, {"system", OrAbsent(c.OS)}, {"kernel", OrAbsent(c.Kernel)},
	}
}

// TrialFacts say how a trial was loaded and observed.
func TrialFacts(t *analysis.Trial) []Fact {
	m := &t.Manifest
	load := fmt.Sprintf("open loop, %s arrivals, %s hits in all phases", OrAbsent(m.Load.Arrivals), Count(float64(m.Load.Offered)))
	if m.Load.Closed > 0 {
		load = fmt.Sprintf("closed loop of %s users, each as fast as it can", Count(float64(m.Load.Closed)))
	}
	return []Fact{
		{"began", Time(m.Began)}, {"state", trialState(m)}, {"load", load},
		{"timeout of a request", Seconds(m.Load.Timeout.Seconds())},
		{"measured time", Seconds(t.Measured)},
		{"steady from", Seconds(t.WarmupEnd)},
		{"send lag", fmt.Sprintf("p50 %s, p99 %s, max %s", Seconds(t.SendLag.P50), Seconds(t.SendLag.P99), Seconds(t.SendLag.Max))},
		{"metrics scraped", fmt.Sprintf("every %s, %s times", Seconds(m.ScrapeInterval.Seconds()), Count(float64(t.Scraped.Scrapes)))},
		{"load average before", fmt.Sprintf("%.2f", m.Machine.LoadAverage)},
	}
}

// trialState is how far a trial got, and why not further.
func trialState(m *samples.Manifest) string {
	text := map[samples.State]string{
		samples.Running: "cut off", samples.Complete: "complete", samples.Stopped: "interrupted by the user",
		samples.Cut: "ended early because an SLO was broken", samples.Failed: "failed",
	}[m.State]
	if text == "" {
		text = OrAbsent(string(m.State))
	}
	if m.Reason != "" {
		text += ": " + m.Reason
	}
	return text
}

// Dataset says which data set a trial ran on and how it came there; "" where that is not known.
func Dataset(d *samples.Dataset) string {
	if d.Volume == "" {
		return ""
	}
	text := fmt.Sprintf("Volume %s", d.Volume)
	took := ""
	if d.Took > 0 {
		took = " in " + Seconds(d.Took.Seconds())
	}
	switch {
	case d.Origin == samples.KeptCopy:
		text += fmt.Sprintf(", a copy of what was seeded%s at %s", took, Time(d.Made))
	case d.Origin == samples.SeededInPlace && d.NotKept != "":
		text += fmt.Sprintf(", seeded%s into the servers that then took the load (%s)", took, d.NotKept)
	case took != "":
		text += ", seeded" + took
	}
	if d.Fingerprint != "" {
		text += ", fingerprint " + d.Fingerprint
	}
	return text + "."
}

// Seeding is how far the seeding of rows of a kind is, with the time that is left, 0 where that is not known.
func Seeding(kind string, done, rows, rate float64, left time.Duration) string {
	text := fmt.Sprintf("seeding %s of %s rows (%s), %s", Count(done), Count(rows), kind, Rate(rate))
	if left > 0 {
		text += ", " + left.Round(time.Second).String() + " left"
	}
	return text
}

// What the rows of a kind are found to be when the stores count them.
const (
	AsSeeded   = "as seeded"
	NotCounted = "not counted"
	Differs    = "differs"
)

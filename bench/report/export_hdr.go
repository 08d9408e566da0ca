package report

import (
	"bytes"
	"fmt"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"quintet/bench/analysis"
	"quintet/bench/stats"
)

// histogramLog writes the response times of every valid trial, all hits without a tag and each operation with one
// ("trial-1/messages.list"), in nanoseconds as intervals of an HdrHistogram log with V2 compressed payload: from where measuring began to
// where it ended, by the wall clock. HdrHistogram's own HistogramLogProcessor (2.2.2) reads intervals without a tag unless it is given one, and
// ends with an exception where there are none (findings/hdrhistogram-log-all-tagged.sh), so all hits have none and come first.
func histogramLog(res *analysis.Result) ([]byte, error) {
	var b bytes.Buffer
	w := hdrhistogram.NewHistogramLogWriter(&b)
	head := []func() error{
		func() error {
			return w.OutputComment("[Response times in nanoseconds, from when a request was due to its answer]")
		},
		w.OutputLogFormatVersion,
		func() error { return w.OutputStartTime(res.Began.UnixMilli()) },
		w.OutputLegend,
	}
	for _, write := range head {
		if err := write(); err != nil {
			return nil, fmt.Errorf("write histograms: %w", err)
		}
	}
	for i := range res.Trials {
		t := &res.Trials[i]
		if !t.Valid {
			continue
		}
		from, to := measuredSpan(t)
		write := func(operation string, times stats.Distribution) error {
			h := hdrhistogram.New(1, int64(stats.Highest), 3)
			for j, v := range times.Values {
				if err := h.RecordValues(int64(min(v, stats.Highest)), int64(times.Counts[j])); err != nil {
					return fmt.Errorf("write the histogram of %q: %w", operation, err)
				}
			}
			if operation != "" {
				h.SetTag(fmt.Sprintf("trial-%d/%s", t.Manifest.Trial, oneWord(operation)))
			}
			h.SetStartTimeMs(from.UnixMilli())
			h.SetEndTimeMs(to.UnixMilli())
			if err := w.OutputIntervalHistogram(h); err != nil {
				return fmt.Errorf("write the histogram of %q: %w", operation, err)
			}
			return nil
		}
		if err := write("", t.All.Times); err != nil {
			return nil, err
		}
		for j := range t.Operations {
			if o := &t.Operations[j]; o.Hits > 0 {
				if err := write(o.Name, o.Times); err != nil {
					return nil, err
				}
			}
		}
	}
	return b.Bytes(), nil
}

// measuredSpan is from the first measured phase's beginning to the last one's end.
func measuredSpan(t *analysis.Trial) (from, to time.Time) {
	m := &t.Manifest
	from, to = m.Began, m.Began
	first := true
	for _, p := range m.Phases {
		if !p.Measure {
			continue
		}
		if first {
			from, first = m.Began.Add(p.Start), false
		}
		to = m.Began.Add(p.End)
	}
	return from, to
}

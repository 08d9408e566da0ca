package analysis

import (
	"errors"

	"quintet/bench/samples"
)

// Analyze works out the results of a run from its record. What of the record cannot be read makes the result invalid and says so
// in words; the error is for a run that is none. The record is streamed: memory does not grow with the number of hits.
func Analyze(run *samples.Run, opts Options) (*Result, error) {
	if run == nil {
		return nil, errors.New("analyse: no run given")
	}
	trials := make([]Trial, 0, len(run.Trials))
	for _, t := range run.Trials {
		trials = append(trials, AnalyzeTrial(t, opts))
	}
	return Combine(trials, run.Unread), nil
}

// AnalyzeTrial works out the results of one trial, as Analyze does; a search judges by it what to try next.
func AnalyzeTrial(t *samples.Trial, opts Options) Trial { return AnalyzeRecord(t.Manifest, t, opts) }

package analysis

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quintet/bench/samples"
)

func numbered(number, of int, m samples.Manifest, r *memory) Trial {
	m.Trial, m.Trials = number, of
	m.Configuration = map[string]string{"cache": map[bool]string{true: "on", false: "off"}[number%2 == 1]}
	return AnalyzeRecord(m, r, Options{})
}

func TestCombineTrials(t *testing.T) {
	slow := &memory{hits: slowBetween(35*sec, 5*sec, 35*sec, 40), points: cpuPoints(36*sec, map[string]float64{GeneratorSource: 0.1})}
	broken := manifest()
	broken.State, broken.Reason = samples.Failed, "port in use"
	t.Run("TheWorstDecides", func(t *testing.T) {
		res := Combine([]Trial{numbered(1, 3, manifest(), healthy()), numbered(2, 3, manifest(), slow), numbered(3, 3, manifest(), healthy())}, nil)
		if !res.Valid || res.Verdict != "fail" || res.SLO[0].Trial != 2 || res.SLO[0].OK || len(res.SLO) != 2 {
			t.Errorf("verdict %s valid %v slo %+v", res.Verdict, res.Valid, res.SLO)
		}
		if h := res.Headline; h.Kind != HeadlineBroken || h.Broken != 1 || h.Objective.Metric != "p99" || math.Abs(h.Objective.Measured-0.236) > 0.001 || res.Deciding != 2 {
			t.Errorf("headline %+v of trial %d", h, res.Deciding)
		}
		for _, f := range res.Findings {
			if f.Trial < 1 || f.Trial > 3 {
				t.Errorf("finding of trial %d: %+v", f.Trial, f)
			}
		}
		explained(t, res)
	})
	t.Run("TheWorstOfALimitOfZero", func(t *testing.T) {
		var trials []Trial
		for _, lost := range []float64{0, 1, 1567, 3} {
			o := SLOResult{SLO: samples.SLO{Expression: "lost = 0", Comparison: "="}, Measured: lost, Margin: margin(lost, "=", 0)}
			trials = append(trials, Trial{Valid: true, SLO: []SLOResult{o}})
		}
		if worst := worstObjectives(trials); len(worst) != 1 || worst[0].Measured != 1567 {
			t.Errorf("%+v", worst)
		}
	})
	t.Run("AnInvalidTrialMakesTheRunInvalid", func(t *testing.T) {
		res := Combine([]Trial{numbered(1, 2, manifest(), healthy()), numbered(2, 2, broken, slow)}, nil)
		if res.Valid || res.Verdict != "invalid" {
			t.Errorf("valid %v verdict %s", res.Valid, res.Verdict)
		}
		if len(res.InvalidReasons) != 1 || res.InvalidReasons[0].Trial != 2 || res.InvalidReasons[0].Evidence != (Reached{samples.Failed, "port in use", true}) {
			t.Errorf("reasons %+v", res.InvalidReasons)
		}
		if res.SLO[0].Trial != 1 {
			t.Errorf("the objective was taken from the invalid trial: %+v", res.SLO[0])
		}
		for _, c := range res.Checks {
			if c.Kind == CheckReached && (c.OK || c.Trial != 2) {
				t.Errorf("the worse of two checks must win: %+v", c)
			}
		}
	})
	t.Run("UnreadableParts", func(t *testing.T) {
		res := Combine([]Trial{numbered(1, 2, manifest(), healthy())}, []string{"trial-002 has no manifest."})
		if res.Valid || len(res.InvalidReasons) != 2 || res.InvalidReasons[0].Evidence != (Unread{"trial-002 has no manifest."}) {
			t.Errorf("valid %v: %+v", res.Valid, res.InvalidReasons)
		}
	})
	t.Run("NoTrials", func(t *testing.T) {
		res := Combine(nil, nil)
		if res.Valid || res.Verdict != "invalid" || len(res.InvalidReasons) != 1 {
			t.Errorf("%+v", res)
		}
		explained(t, res)
	})
}

// A run is what was planned: without all of its trials, each once, it has no verdict, and names those that are missing. What was measured stays.
func TestPlannedTrials(t *testing.T) {
	for name, c := range map[string]struct {
		trials []Trial
		want   *Planned
	}{
		"All":       {[]Trial{numbered(2, 2, manifest(), healthy()), numbered(1, 2, manifest(), healthy())}, nil},
		"KilledAt2": {[]Trial{numbered(1, 3, manifest(), healthy())}, &Planned{Missing: []int{2, 3}, Absent: 2}},
		"Removed":   {[]Trial{numbered(1, 3, manifest(), healthy()), numbered(3, 3, manifest(), healthy())}, &Planned{Missing: []int{2}, Absent: 1}},
		"Doubled":   {[]Trial{numbered(1, 2, manifest(), healthy()), numbered(1, 2, manifest(), healthy())}, &Planned{Missing: []int{2}, Absent: 1, Twice: []int{1}}},
		"Gap":       {[]Trial{numbered(1, 0, manifest(), healthy()), numbered(3, 0, manifest(), healthy())}, &Planned{Missing: []int{2}, Absent: 1}},
		"Unknown":   {[]Trial{numbered(1, 0, manifest(), healthy()), numbered(2, 0, manifest(), healthy())}, nil},
		"Hostile": {[]Trial{numbered(1, math.MaxInt, manifest(), healthy())},
			&Planned{Missing: []int{2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21}, Absent: math.MaxInt - 1}},
	} {
		t.Run(name, func(t *testing.T) {
			res := Combine(c.trials, nil)
			explained(t, res)
			if c.want == nil {
				if !res.Valid || res.Verdict != "pass" {
					t.Errorf("verdict %s: %+v", res.Verdict, res.InvalidReasons)
				}
				return
			}
			if res.Verdict != "invalid" || len(res.InvalidReasons) != 1 || len(res.Trials) != len(c.trials) || res.SLO[0].Measured == 0 {
				t.Fatalf("verdict %s of %d trials: %+v", res.Verdict, len(res.Trials), res.InvalidReasons)
			}
			if diff := cmp.Diff(*c.want, res.InvalidReasons[0].Evidence); diff != "" {
				t.Error(diff)
			}
		})
	}
}

package analysis

import (
	"strings"
	"testing"

	"quintet/bench/samples"
)

func numbered(number int, m samples.Manifest, r *memory) Trial {
	m.Trial, m.Trials = number, 3
	m.Configuration = map[string]string{"cache": map[bool]string{true: "on", false: "off"}[number%2 == 1]}
	return AnalyzeRecord(m, r, Options{})
}

func TestCombineTrials(t *testing.T) {
	slow := &memory{hits: slowBetween(35*sec, 5*sec, 35*sec, 40), points: cpuPoints(36*sec, map[string]float64{GeneratorSource: 0.1})}
	broken := manifest()
	broken.State, broken.Reason = samples.Failed, "port in use"
	t.Run("TheWorstDecides", func(t *testing.T) {
		res := Combine([]Trial{numbered(1, manifest(), healthy()), numbered(2, manifest(), slow), numbered(3, manifest(), healthy())}, nil)
		if !res.Valid || res.Verdict != "fail" || res.SLO[0].Trial != 2 || res.SLO[0].OK || len(res.SLO) != 2 {
			t.Errorf("verdict %s valid %v slo %+v", res.Verdict, res.Valid, res.SLO)
		}
		if !strings.HasPrefix(res.Headline, "chat breaks 1 of its 2 SLOs on embedded in 3 trials: p99 236 ms") {
			t.Errorf("headline %q", res.Headline)
		}
		for _, f := range res.Findings {
			if !strings.HasPrefix(f.Sentence, "Trial ") {
				t.Errorf("finding of trial %d does not say so: %q", f.Trial, f.Sentence)
			}
		}
		wellFormed(t, res)
	})
	t.Run("AnInvalidTrialMakesTheRunInvalid", func(t *testing.T) {
		res := Combine([]Trial{numbered(1, manifest(), healthy()), numbered(2, broken, slow)}, nil)
		if res.Valid || res.Verdict != "invalid" {
			t.Errorf("valid %v verdict %s", res.Valid, res.Verdict)
		}
		if want := "Trial 2 (cache off): The run failed after 35 s of 35 s (port in use)."; len(res.InvalidReasons) != 1 || res.InvalidReasons[0] != want {
			t.Errorf("reasons %q, want %q", res.InvalidReasons, want)
		}
		if res.SLO[0].Trial != 1 {
			t.Errorf("the objective was taken from the invalid trial: %+v", res.SLO[0])
		}
		for _, c := range res.Checks {
			if c.Name == "run to its end" && (c.OK || !strings.HasPrefix(c.Detail, "Trial 2")) {
				t.Errorf("the worse of two checks must win: %+v", c)
			}
		}
	})
	t.Run("UnreadableParts", func(t *testing.T) {
		res := Combine([]Trial{numbered(1, manifest(), healthy())}, []string{"trial-002 has no manifest."})
		if res.Valid || res.InvalidReasons[0] != "Trial-002 has no manifest." && res.InvalidReasons[0] != "trial-002 has no manifest." {
			t.Errorf("valid %v: %q", res.Valid, res.InvalidReasons)
		}
	})
	t.Run("NoTrials", func(t *testing.T) {
		res := Combine(nil, nil)
		if res.Valid || res.Verdict != "invalid" || len(res.InvalidReasons) != 1 {
			t.Errorf("%+v", res)
		}
		wellFormed(t, res)
	})
}

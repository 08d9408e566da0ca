package words

import (
	"testing"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

func TestOutlook(t *testing.T) {
	p99 := analysis.SLOResult{SLO: samples.SLO{Expression: "p99 < 100ms", Metric: "p99"}, OK: true}
	failures := analysis.SLOResult{SLO: samples.SLO{Expression: "failures < 1%", Metric: "failures"}}
	for _, test := range []struct {
		o    analysis.Outlook
		want string
	}{
		{analysis.Outlook{Objective: p99, ToCome: 2400, Spare: 31}, "p99 < 100ms holds so far, and in the end unless more than 31 of about 2,400 hits to come are slower."},
		{analysis.Outlook{Objective: failures, ToCome: 2400, Spare: 1}, "failures < 1% is broken so far, and holds in the end if at most 1 of about 2,400 hits to come are failing."},
		{analysis.Outlook{Objective: p99, ToCome: 12, Spare: 31}, "p99 < 100ms cannot be broken any more: it has room for 31 slower hits, more than the 12 hits to come."},
		{analysis.Outlook{Objective: failures, ToCome: 12, Spare: -1}, "failures < 1% cannot hold any more: 1 hit more is failing than it has room for among all that are due."},
		{analysis.Outlook{Objective: p99, ToCome: 12, Spare: -20}, "p99 < 100ms cannot hold any more: 20 hits more are slower than it has room for among all that are due."},
		{analysis.Outlook{Objective: p99, ToCome: 0, Spare: 2}, ""},
	} {
		if found := Outlook(&test.o); found != test.want {
			t.Errorf("found %q\nwant  %q", found, test.want)
		}
	}
	if found := NotYetMeasured([]samples.SLO{p99.SLO, failures.SLO}); found != "Nothing is measured yet of p99 < 100ms, failures < 1%." {
		t.Errorf("found %q", found)
	}
	if found := NotYetMeasured(nil); found != "" {
		t.Errorf("found %q", found)
	}
}

func TestLiveLabels(t *testing.T) {
	m := &samples.Manifest{Scenario: "chat", Stack: "native", Trial: 2, Trials: 4, Configuration: map[string]string{"cache": "off"},
		Phases: []samples.Phase{{Name: "warm-up"}, {Name: "steady", Measure: true}}}
	for found, want := range map[string]string{
		LiveTitle(m.Scenario, m.Stack): "chat on native, live", LiveTrial(m): "trial 2 of 4 (cache off)", LiveTrial(&samples.Manifest{Trial: 1, Trials: 1}): "",
		LiveTrial(&samples.Manifest{Trial: 3}): "trial 3", LivePhase(m, 0): "phase warm-up (not measured), 1 of 2", LivePhase(m, 1): "phase steady, 2 of 2", LivePhase(m, 2): "",
		LiveLeft(35.6, 60): "24s left of 1m0s", LiveLeft(61, 60): "0s left of 1m0s", LiveLastSeconds(1): "last second", LiveLastSeconds(5): "last 5 s", LiveAsOf(78): "As of 78 s into the load.",
	} {
		if found != want {
			t.Errorf("found %q, want %q", found, want)
		}
	}
}

package words

import (
	"strings"
	"testing"

	"quintet/bench/analysis"
	"quintet/bench/bracket"
	"quintet/bench/compare"
	"quintet/bench/scaling"
)

func TestScalingTableTexts(t *testing.T) {
	off := scaling.Label{Settings: map[string]string{"cache": "off"}}
	equal(t, []text{
		{TriedTable(&analysis.Capacity{Configuration: map[string]string{"cache": "off"}}).Caption, "Loads tried with cache off"}, {TriedTable(&analysis.Capacity{}).Caption, "Loads tried"},
		{Sureness(&analysis.Capacity{GeneratorBound: true}), "the generator could not offer enough"}, {Sureness(&analysis.Capacity{Unsure: true}), "unknown: the search did not end"},
		{Sureness(&analysis.Capacity{Refused: 100}), "no load was accepted"},
		{Sureness(&analysis.Capacity{NotShown: 100}), "no load was shown to hold"}, {Sureness(&analysis.Capacity{Rate: 238, NotShown: 260, Refused: 400}), "at least: a higher load was not shown to hold"},
		{Sureness(&analysis.Capacity{Rate: 100, Refused: 110, Swept: true, Mixed: []bracket.LoadTrials{{Rate: 100, Held: 2, NotShown: 1}}}), "held in 2 of 3 trials"}, {Sureness(&analysis.Capacity{Rate: 100, AtLeast: true, GeneratorBound: true}), "at least: generator-bound"},
		{Sureness(&analysis.Capacity{Rate: 100, AtLeast: true, Swept: true}), "at least: the largest load tried held"}, {Sureness(&analysis.Capacity{Rate: 100, AtLeast: true}), "at least: the search's upper end held"},
		{Sureness(&analysis.Capacity{Rate: 100, Unsure: true}), "about: not confirmed"}, {Sureness(&analysis.Capacity{Rate: 100, Refused: 110, Swept: true}), "held in every trial"},
		{Sureness(&analysis.Capacity{Rate: 100, Refused: 110}), "confirmed"},
		{Accepted(&analysis.Acceptance{Valid: true, Accepted: true}), "accepted"}, {Accepted(&analysis.Acceptance{}), "not judged"},
		{Accepted(&analysis.Acceptance{Valid: true, Uncertain: true}), "not shown"}, {Accepted(&analysis.Acceptance{Valid: true}), "refused"},
		{Basis(&scaling.Rating{Basis: scaling.ByCapacity}), "capacity under the SLOs"}, {Basis(&scaling.Rating{Basis: scaling.ByThroughput, AtLeast: true}), "maximum throughput, a lower bound"}, {Basis(&scaling.Rating{}), ""},
		{Series(&scaling.Series{Resource: scaling.Nodes, Others: off}), "nodes with cache off"}, {Series(&scaling.Series{Resource: scaling.Nodes}), "nodes"},
		{Resource(1, scaling.Replicas), "1 replica"}, {Resource(4, scaling.Replicas), "4 replicas"},
		{NotFitted(&scaling.Series{Resource: scaling.Users, NoFit: scaling.NoFitBounded}), "No law was fitted to the users: at some points nearly all of the offered load was answered, so the maximum throughput there is unknown."},
		{Demand(scaling.Demand{Load: 100}), "none of those measured"}, {Demand(scaling.Demand{Load: 100, N: 3}), "3"},
	})
	_, resources := declared(t, "../scaling", "", "Resource")
	for _, r := range resources {
		if got := Resource(2, scaling.Resource(r)); got != "2 "+r {
			t.Errorf("%s: got %q", r, got)
		}
	}
}

// A peak is among the coefficients only when it was measured near it.
func TestCoefficients(t *testing.T) {
	near, far := seriesOf(0.02, 0.02, 1, 2, 4, 6, 8, 10), seriesOf(0.05, 0, 1, 2, 3, 4, 6, 8)
	list := Coefficients(&near)
	for i, want := range []Coefficient{
		{"alpha", "2 %", "2 % – 2 %", "contention: the share of the work that cannot be done in parallel"},
		{"beta", "2 %", "2 % – 2 %", "coherency: the cost of keeping each pair consistent"},
		{"gamma", "100/s", "100/s – 100/s", "work of one"},
		{"fitted range", "1 to 10", "6 points", "nothing is predicted beyond twice this range"},
		{"leave-last-out", "0 %", "–", "how far a fit without the last point misses it"},
		{"roof", "5,000/s", "–", "Amdahl's limit gamma/alpha: the maximum for any number, if the law holds; none without contention"},
		{"peak", "7", "–", "the number beyond which more do less; named because it was measured near it"},
	} {
		if list[i] != want {
			t.Errorf("got  %q\nwant %q", list[i], want)
		}
	}
	list = Coefficients(&far)
	if last := list[len(list)-1]; last.Name != "roof" || list[1].Interval != "at its bound" {
		t.Errorf("coefficients %q", list)
	}
}

// The definitions name the margin and the chance of error that were asked for.
func TestComparisonDefinitions(t *testing.T) {
	c := &compare.Comparison{Options: compare.Options{Margin: 0.2, Alpha: 0.1}, Primary: 3, Secondary: 12}
	all := ComparisonNote(c)
	for _, d := range ComparisonDefinitions(c) {
		if d.Name == "" || !strings.HasSuffix(d.Value, ".") {
			t.Errorf("definition %+v", d)
		}
		all += d.Value
	}
	for _, want := range []string{"P below 0.1 after", "more than 20 %", "whole 80 % interval", "rows that decide: 3; others: 12", "Below 10 %", "tests at 10 %"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in %s", want, all)
		}
	}
}

package scenario

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// visits is the shop with a sequence in its mix.
func visits(steps string) string {
	text := strings.Replace(shop, "workload:\n", "sequences:\n  visit: "+steps+"\nworkload:\n", 1)
	text = strings.Replace(text, "orders.get: 9, orders.create: 1, orders.drop: 1", "visit: 1", 1)
	return strings.Replace(text, "slo: [", "slo: [p99(visit) < 5s, ", 1)
}

// A sequence is a name of the mix, its steps are asked as well, and objectives can be on both.
func TestSequences(t *testing.T) {
	s := must(t, visits("[orders.create, {think: 1s..3s}, orders.get, {think: 500ms}, orders.get]"))
	want := []Sequence{{Name: "visit", Line: 17, Steps: []Step{
		{Operation: "orders.create", Line: 17},
		{Operation: "orders.get", ThinkFrom: time.Second, ThinkTo: 3 * time.Second, Line: 17},
		{Operation: "orders.get", ThinkFrom: 500 * time.Millisecond, ThinkTo: 500 * time.Millisecond, Line: 17},
	}}}
	if diff := cmp.Diff(want, s.Workload.Sequences); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"orders.create", "orders.get"}, s.Workload.Asked()); diff != "" {
		t.Error(diff)
	}
	if !s.Workload.Foreign() || s.Dataset.Users != 0 || len(s.Workload.Unchecked()) != 0 {
		t.Errorf("foreign %v, data set %+v, unchecked %v", s.Workload.Foreign(), s.Dataset, s.Workload.Unchecked())
	}
	if s.SLO[0].Operation != "visit" || s.SLO[1].Operation != "orders.get" {
		t.Errorf("objectives are %+v", s.SLO)
	}
}

// A step that is shipped makes the scenario one of this repository's API.
func TestSequenceOfShippedOperations(t *testing.T) {
	s := must(t, visits("[orders.create, users.get]")[:strings.Index(visits("[orders.create, users.get]"), "slo:")])
	if s.Workload.Foreign() || s.Dataset.Users == 0 {
		t.Errorf("foreign %v, data set %+v", s.Workload.Foreign(), s.Dataset)
	}
}

func TestMistakesOfSequences(t *testing.T) {
	for name, c := range map[string]struct{ steps, want string }{
		"no list":       {"orders.get", "shop.yaml:17: sequences.visit: found `orders.get`, want operations in their order"},
		"empty":         {"[]", "shop.yaml:17: sequences.visit: found no step, want"},
		"unknown":       {"[orders.gett]", "shop.yaml:17: sequences.visit.0: found the unknown operation `orders.gett`, want `orders.get`, `orders.create` or `orders.drop`; did you mean `orders.get`?"},
		"not declared":  {"[usres.get]", "shop.yaml:17: sequences.visit.0: found the unknown operation `usres.get`, want an operation that the scenario declares: `orders.get`, `orders.create`, `orders.drop` or `files.put`; did you mean `users.get`?"},
		"itself":        {"[visit]", "shop.yaml:17: sequences.visit.0: found the unknown operation `visit`, want"},
		"first thinks":  {"[{think: 1s}, orders.get]", "shop.yaml:17: sequences.visit: found a time to think before the first step, want"},
		"last thinks":   {"[orders.get, {think: 1s}]", "shop.yaml:17: sequences.visit: found a time to think after the last step, want"},
		"thinks twice":  {"[orders.get, {think: 1s}, {think: 1s}, orders.get]", "shop.yaml:17: sequences.visit.2: found a second time to think before a step, want"},
		"no time":       {"[orders.get, {think: 0s}, orders.get]", "shop.yaml:17: sequences.visit.1.think: found `0s`, want a duration such as `2s`, or a range such as `1s..3s`, above 0 and at most 10m0s"},
		"backwards":     {"[orders.get, {think: 3s..1s}, orders.get]", "shop.yaml:17: sequences.visit.1.think: found `3s..1s`, want"},
		"unknown field": {"[orders.get, {pause: 3s}, orders.get]", "shop.yaml:17: sequences.visit.1"},
		"too long":      {"[" + strings.Repeat("orders.get, ", 101) + "]", "shop.yaml:17: sequences.visit: found 101 steps, want at most 100"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("shop.yaml", []byte(visits(c.steps)), nil, words())
			if err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("the error is\n%v\nwant\n%s", err, c.want)
			}
		})
	}
	_, err := Parse("shop.yaml", []byte(strings.Replace(visits("[orders.get]"), "  visit:", "  users.get:", 1)), nil, words())
	if err == nil || !strings.HasPrefix(err.Error(), "shop.yaml:17: sequences.users.get: found the name of an operation, want a name of its own") {
		t.Error(err)
	}
}

// A hit lasts as long as the longest sequence of the mix may, or its request.
func TestLongestHit(t *testing.T) {
	w := Workload{Mix: []Weight{{Operation: "o.get"}, {Operation: "short"}}, Sequences: []Sequence{
		{Name: "short", Steps: []Step{{Operation: "o.get"}, {Operation: "o.get", ThinkFrom: time.Second, ThinkTo: time.Minute}}},
		{Name: "unasked", Steps: make([]Step, 50)},
	}}
	if got := w.Longest(10 * time.Second); got != 80*time.Second {
		t.Errorf("%s", got)
	}
	w.Mix = w.Mix[:1]
	if got := w.Longest(10 * time.Second); got != 10*time.Second {
		t.Errorf("without a sequence: %s", got)
	}
}

// Steps of a sequence are hits of their operations, as many as there are; the sequence is one.
func TestHitsOf(t *testing.T) {
	s := must(t, strings.Replace(visits("[orders.create, orders.get, {think: 1s}, orders.get]"), "visit: 1}", "visit: 1, orders.get: 3}", 1))
	for name, want := range map[string]float64{"": 1, "visit": 0.25, "orders.create": 0.25, "orders.get": 1.25, "orders.drop": 0} {
		if got := s.Workload.HitsOf(name); got != want {
			t.Errorf("%q has %v hits a request, want %v", name, got, want)
		}
	}
}

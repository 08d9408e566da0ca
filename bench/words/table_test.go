package words

import (
	"testing"

	"quintet/bench/analysis"
)

// What a request was answered with is its status, what was wrong, or both.
func TestAnswer(t *testing.T) {
	for want, r := range map[string]analysis.SlowRequest{
		"200": {Status: 200, Failure: "ok"}, "500, wrong status": {Status: 500, Failure: "status"}, "timeouts": {Failure: "timeout"}, "200, wrong content": {Status: 200, Failure: "content"},
	} {
		if got := Answer(&r); got != want {
			t.Errorf("%+v: %q, want %q", r, got, want)
		}
	}
}

// Of an endpoint it is said how often it did not answer and what it never showed.
func TestEndpoint(t *testing.T) {
	for want, s := range map[string]analysis.Store{
		"An endpoint that the scenario has scraped.": {Declared: true, Asked: 40},
		"An endpoint that the scenario has scraped. It did not answer 3 of 40 scrapes. It never showed a_total, b_total.": {Declared: true, Asked: 40, Missed: 3, Absent: []string{"a_total", "b_total"}},
	} {
		if got := Store(&s, 10); got != want {
			t.Errorf("%+v: %q, want %q", s, got, want)
		}
	}
	if got := Steps(1); got != "1 as step" {
		t.Error(got)
	}
	if got := Steps(1200); got != "1,200 as steps" {
		t.Error(got)
	}
}

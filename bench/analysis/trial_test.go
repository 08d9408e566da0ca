package analysis

import (
	"testing"
)

func TestX(t *testing.T) {
	r := analyze(manifest(), healthy())
	t.Log(r.Headline, r.Verdict, r.InvalidReasons, r.Warnings)
	for _, c := range r.Checks {
		t.Logf("%+v", c)
	}
	for _, c := range r.Findings {
		t.Logf("%+v", c)
	}
	for k, c := range r.Trials[0].Captions {
		t.Logf("%s: %s", k, c)
	}
	t.Logf("%+v", r.SLO)
	t.Logf("%+v", r.Trials[0].All)
}

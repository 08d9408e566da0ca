package scenario

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseSLO(t *testing.T) {
	for text, want := range map[string]SLO{
		"p99 < 100ms":                  {Expression: "p99 < 100ms", Metric: "p99", Quantile: 0.99, Comparison: "<", Limit: 0.1},
		"  p99.9(messages.list)<=60ms": {Expression: "p99.9(messages.list)<=60ms", Metric: "p99.9", Quantile: 0.999, Operation: "messages.list", Comparison: "<=", Limit: 0.06},
		"p99.99 < 1s":                  {Expression: "p99.99 < 1s", Metric: "p99.99", Quantile: 0.9999, Comparison: "<", Limit: 1},
		"p5 < 1s":                      {Expression: "p5 < 1s", Metric: "p5", Quantile: 0.05, Comparison: "<", Limit: 1},
		"mean( users.get )  <  5ms":    {Expression: "mean( users.get ) < 5ms", Metric: "mean", Operation: "users.get", Comparison: "<", Limit: 0.005},
		"max <= 2s":                    {Expression: "max <= 2s", Metric: "max", Comparison: "<=", Limit: 2},
		"failures < 0.1%":              {Expression: "failures < 0.1%", Metric: "failures", Comparison: "<", Limit: 0.001},
		"failures <= 0":                {Expression: "failures <= 0", Metric: "failures", Comparison: "<="},
		"throughput > 500/s":           {Expression: "throughput > 500/s", Metric: "throughput", Comparison: ">", Limit: 500},
		"goodput >= 99.5/s":            {Expression: "goodput >= 99.5/s", Metric: "goodput", Comparison: ">=", Limit: 99.5},
	} {
		got, err := ParseSLO(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
	for _, text := range []string{"", "p99", "p99 100ms", "p99 < 100", "p99 = 3s", "< 3s", "p99() < 3s", "p99(a < 3s", "p0 < 3s", "p100 < 3s",
		"pp < 3s", "p99 << 3s", "p99 > 3s", "goodput < 3/s", "failures < 101%", "mean < -3s", "p99 < 0s", "p1e1 < 3s"} {
		if got, err := ParseSLO(text); err == nil {
			t.Errorf("%q is %+v, want an error", text, got)
		}
	}
}

func FuzzParseSLO(f *testing.F) {
	for _, text := range []string{"p99 < 100ms", "p99.9(messages.list) <= 60ms", "failures < 0.1%", "throughput > 500/s", "p(<", "p99999 < 1s"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseSLO(text)
		if err != nil {
			return
		}
		if s.Quantile < 0 || s.Quantile >= 1 || s.Limit < 0 {
			t.Errorf("%q is %+v", text, s)
		}
		again, err := ParseSLO(s.Expression)
		if err != nil || again != s {
			t.Errorf("%q is %+v, but its expression is %+v (%v)", text, s, again, err)
		}
	})
}

package engine_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"quintet/bench/distributed/engine"
)

func TestIndexes(t *testing.T) {
	for text, want := range map[string][]int{
		"": nil, "0": {0}, "1": {1}, "0-2": {0, 1, 2}, "0,2": {0, 2}, "0,2-3": {0, 2, 3}, "1,3-5,7": {1, 3, 4, 5, 7}, "8-99": {8, 9},
		"x": nil, "1-": nil, "5-3": nil, "x,1-y,-2": nil, "0-999999999999999999999": nil,
	} {
		if diff := cmp.Diff(want, engine.Indexes(text, 10)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

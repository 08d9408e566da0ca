package figure

import (
	"testing"

	"quintet/bench/analysis"
)

// BenchmarkDraw draws and writes all figures of one trial, which a reader waits for at the end of a run.
func BenchmarkDraw(b *testing.B) {
	res := &analysis.Result{Trials: []analysis.Trial{faults().trial()}}
	dir := b.TempDir()
	b.ResetTimer()
	for b.Loop() {
		if _, err := Draw(res, nil, dir, nil); err != nil {
			b.Fatal(err)
		}
	}
}

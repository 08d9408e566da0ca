package scrape

import (
	"runtime"
	"testing"
	"time"
)

// TestMachine is busy itself and must see at least that.
func TestMachine(t *testing.T) {
	m := newMachine("/proc")
	if m == nil {
		t.Skip("no figures of this machine under /proc")
	}
	of := func() (busy float64) {
		for _, v := range m.read() {
			if v.metric == "machine_cpu_busy_seconds_total" {
				busy = v.value
			}
		}
		return busy
	}
	before := of()
	for began := time.Now(); of() < before+0.1; runtime.Gosched() {
		if time.Since(began) > time.Minute {
			t.Fatalf("a minute of work did not show: %g s before, %g s after", before, of())
		}
	}
}

func TestNoMachine(t *testing.T) {
	if newMachine(t.TempDir()) != nil {
		t.Error("an empty folder is a machine")
	}
}

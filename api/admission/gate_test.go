package admission

import (
	"testing"
	"time"
)

func TestGate(t *testing.T) {
	g, err := Open(Config{MaxInFlight: 2})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if reason := g.Enter(); reason != Admitted {
			t.Fatalf("shed for reason %d", reason)
		}
	}
	for range 3 {
		if reason := g.Enter(); reason != InFlight {
			t.Errorf("a third request: reason %d", reason)
		}
	}
	g.Leave()
	if reason := g.Enter(); reason != Admitted {
		t.Errorf("after one has left: reason %d", reason)
	}
	if g.Shed(InFlight) != 3 || g.Shed(Queue) != 0 || g.Wait() != 0 {
		t.Errorf("shed %d and %d, waited %s", g.Shed(InFlight), g.Shed(Queue), g.Wait())
	}
	if err := g.Close(); err != nil {
		t.Error(err)
	}
}

// TestQueue sheds beyond BusyInFlight while the queue stands, and not otherwise.
func TestQueue(t *testing.T) {
	g := &Gate{probe: &probe{queue: queue{longest: 20 * time.Millisecond}}}
	enter := func(n int) (admitted int) {
		for range n {
			if g.Enter() == Admitted {
				admitted++
			}
		}
		return admitted
	}
	if n := enter(2 * BusyInFlight); n != 2*BusyInFlight {
		t.Errorf("%d admitted while nothing waits", n)
	}
	g.probe.stands.Store(true)
	if n := enter(10); n != 0 || g.Shed(Queue) != 10 {
		t.Errorf("%d admitted in a queue, %d shed", n, g.Shed(Queue))
	}
	for range BusyInFlight + 1 {
		g.Leave()
	}
	if n := enter(10); n != 1 {
		t.Errorf("%d admitted when one less than %d was served", n, BusyInFlight)
	}
	g.probe.stands.Store(false)
	if n := enter(10); n != 10 {
		t.Errorf("%d admitted after the queue", n)
	}
}

func TestStands(t *testing.T) {
	const ms = time.Millisecond
	for name, waits := range map[string]struct {
		of     []time.Duration // one every 20 ms
		stands bool
	}{
		"Short":      {[]time.Duration{1 * ms, 2 * ms, 19 * ms}, false},
		"Burst":      {[]time.Duration{1 * ms, 50 * ms, 40 * ms, 30 * ms, 25 * ms}, false},
		"Overload":   {[]time.Duration{1 * ms, 50 * ms, 40 * ms, 30 * ms, 25 * ms, 20 * ms}, true},
		"WorkedOff":  {[]time.Duration{1 * ms, 50 * ms, 40 * ms, 30 * ms, 25 * ms, 25 * ms, 10 * ms}, false},
		"OneIsShort": {[]time.Duration{1 * ms, 50 * ms, 40 * ms, 19 * ms, 25 * ms, 25 * ms}, false},
		"Again":      {[]time.Duration{1 * ms, 50 * ms, 50 * ms, 1 * ms, 50 * ms, 50 * ms, 50 * ms, 50 * ms, 50 * ms}, true},
	} {
		t.Run(name, func(t *testing.T) {
			q := queue{longest: 20 * ms}
			for i, waited := range waits.of {
				q.observe(time.Duration(i)*ProbeEvery, waited)
			}
			if q.stands.Load() != waits.stands {
				t.Errorf("stands: %v", q.stands.Load())
			}
			if last := waits.of[len(waits.of)-1]; time.Duration(q.last.Load()) != last {
				t.Errorf("the last wait is %s", time.Duration(q.last.Load()))
			}
		})
	}
}

// TestProbe sees the real thing once: a byte goes through, and both goroutines end.
func TestProbe(t *testing.T) {
	g, err := Open(Config{MaxQueue: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(time.Minute)
	for g.Wait() == 0 && time.Now().Before(deadline) {
		time.Sleep(time.Millisecond)
	}
	if g.Wait() == 0 {
		t.Error("nothing was measured within a minute")
	}
	if err := g.Close(); err != nil {
		t.Error(err)
	}
	if g.Enter() != Admitted {
		t.Error("a closed gate sheds")
	}
}

func TestNoGate(t *testing.T) {
	var g *Gate
	if g.Enter() != Admitted || g.Shed(Queue) != 0 || g.Wait() != 0 || g.Close() != nil {
		t.Error("a nil Gate does something")
	}
	g.Leave()
}

// BenchmarkGate is what the gate costs each request.
func BenchmarkGate(b *testing.B) {
	g, err := Open(Config{MaxInFlight: 1 << 20, MaxQueue: time.Hour})
	if err != nil {
		b.Fatal(err)
	}
	defer g.Close()
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			if g.Enter() == Admitted {
				g.Leave()
			}
		}
	})
}

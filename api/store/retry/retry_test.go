package retry

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"time"
)

// clock is a time that the test moves.
type clock struct{ time.Time }

func (c *clock) now() time.Time { return c.Time }

var errPassing = errors.New("passing")

// fails fails and asks for another attempt, so often.
func fails(times int) func(int) (bool, error) {
	return func(attempt int) (bool, error) {
		if attempt < times {
			return true, errPassing
		}
		return false, nil
	}
}

func TestRetriesAreAShareOfCalls(t *testing.T) {
	c := &clock{time.Unix(1000, 0)}
	b := newBudget(0.1, c.now)
	// Ten thousand calls in ten seconds, of which each would be tried again for ever.
	made := 0
	for i := range 10_000 {
		c.Time = time.Unix(1000, 0).Add(time.Duration(i) * time.Millisecond)
		b.call()
		if b.spend() {
			made++
		}
	}
	if made < 990 || made > 1000 {
		t.Errorf("%d retries of 10,000 calls, want one in ten", made)
	}
	if m, refused := b.Counts(); m != int64(made) || refused != int64(10_000-made) {
		t.Errorf("%d made, %d refused", m, refused)
	}
}

// TestWindow holds for any traffic: in every window of time there are at most the share of its calls, or the minimum.
func TestWindow(t *testing.T) {
	for seed := range uint64(50) {
		random := rand.New(rand.NewPCG(seed, 1))
		c := &clock{time.Unix(1000, 0)}
		b := newBudget(0.1, c.now)
		var calls, retries []int
		for range 60 {
			calls, retries = append(calls, 0), append(retries, 0)
			second := len(calls) - 1
			for range random.IntN(300) {
				b.call()
				calls[second]++
				if random.IntN(3) == 0 && b.spend() {
					retries[second]++
				}
			}
			from, asked, again := max(0, second+1-slots), 0, 0
			for i := from; i <= second; i++ {
				asked, again = asked+calls[i], again+retries[i]
			}
			// The calls that a retry was measured by may have left the window since, so the bound is that of the window when it was made: the
			// sum is at most that of two windows that overlap.
			older := 0
			for i := max(0, from-slots); i < from; i++ {
				older += calls[i]
			}
			if limit := max(Minimum, 0.1*float64(asked+older)); float64(again) > limit {
				t.Fatalf("seed %d, second %d: %d retries of %d calls", seed, second, again, asked)
			}
			c.Time = c.Add(time.Second)
		}
	}
}

func TestMinimum(t *testing.T) {
	c := &clock{time.Unix(1000, 0)}
	b := newBudget(0.1, c.now)
	spent := func() (n int) {
		for b.spend() {
			n++
		}
		return n
	}
	if n := spent(); n != Minimum {
		t.Errorf("%d retries without a call, want %d", n, Minimum)
	}
	c.Time = c.Add(Window - slot)
	if n := spent(); n != 0 {
		t.Errorf("%d more within the window", n)
	}
	c.Time = c.Add(slot)
	if n := spent(); n != Minimum {
		t.Errorf("%d retries after the window, want %d", n, Minimum)
	}
	c.Time = c.Add(-time.Hour)
	if n := spent(); n != 0 {
		t.Errorf("%d retries because the clock was set back", n)
	}
	c.Time = c.Add(24 * time.Hour)
	if n := spent(); n != Minimum {
		t.Errorf("%d retries a day later, want %d", n, Minimum)
	}
}

func TestDo(t *testing.T) {
	b := New(0.1)
	if err := b.Do(t.Context(), fails(2)); err != nil {
		t.Errorf("a call that succeeds the third time: %v", err)
	}
	if err := b.Do(t.Context(), func(int) (bool, error) { return false, errPassing }); !errors.Is(err, errPassing) {
		t.Errorf("a call that must not be tried again: %v", err)
	}
	if made, refused := b.Counts(); made != 2 || refused != 0 {
		t.Errorf("%d retries made, %d refused, want 2 and none", made, refused)
	}
	attempts := 0
	err := b.Do(t.Context(), func(int) (bool, error) { attempts++; return true, errPassing })
	if !errors.Is(err, errPassing) || attempts != 1+Minimum-2 {
		t.Errorf("a call that never succeeds: %v after %d attempts", err, attempts)
	}
	if made, refused := b.Counts(); made != Minimum || refused != 1 {
		t.Errorf("%d retries made, %d refused", made, refused)
	}
}

// TestNoBound tries again whatever the share: a nil Budget, and one of 0.
func TestNoBound(t *testing.T) {
	for _, b := range []*Budget{nil, New(0)} {
		for range 20 {
			if err := b.Do(t.Context(), fails(1)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if made, _ := (*Budget)(nil).Counts(); made != 0 {
		t.Error("nil counts")
	}
}

func TestEndOfContextEndsAttempts(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	attempts := 0
	err := New(0).Do(ctx, func(int) (bool, error) { attempts++; cancel(); return true, errPassing })
	if !errors.Is(err, errPassing) || attempts != 1 {
		t.Errorf("%v after %d attempts, want its own error after one", err, attempts)
	}
}

func TestConcurrentCalls(t *testing.T) {
	b := New(0.1)
	var running sync.WaitGroup
	for range 8 {
		running.Go(func() {
			for range 1000 {
				b.call()
				b.spend()
			}
		})
	}
	running.Wait()
	if made, refused := b.Counts(); made+refused != 8000 || made > 800 {
		t.Errorf("%d made, %d refused of 8,000", made, refused)
	}
}

// BenchmarkCall is what the budget costs each call.
func BenchmarkCall(b *testing.B) {
	budget := New(0.1)
	done := func(int) (bool, error) { return false, nil }
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			_ = budget.Do(b.Context(), done)
		}
	})
}

package clock

import (
	"context"
	"errors"
	"testing"
	"time"
)

// server is a reference whose clock is ahead of this machine's, and that takes some time to answer.
func server(ahead func(answers int) time.Duration, takes time.Duration) Ask {
	answers := 0
	return func(context.Context) (date, sent, received time.Time, err error) {
		sent = time.Now()
		time.Sleep(takes / 2)
		answers++
		date = time.Now().Add(ahead(answers)).Truncate(time.Second)
		time.Sleep(takes / 2)
		return date, sent, time.Now(), nil
	}
}

// The true offset lies within what is said of it, however slow and however far away the reference is, and however busy this machine.
func TestOffsetIsWithinItsUncertainty(t *testing.T) {
	for name, c := range map[string]struct{ ahead, takes time.Duration }{
		"Equal": {0, 0}, "Ahead": {50 * time.Millisecond, time.Millisecond}, "Behind": {-1234567 * time.Microsecond, 0}, "FarAndSlow": {time.Hour, 40 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ask := server(func(int) time.Duration { return c.ahead }, c.takes)
			first, err := Measure(t.Context(), ask, nil)
			if err != nil {
				t.Fatal(err)
			}
			again, err := Measure(t.Context(), ask, &first)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range []Reading{first, again} {
				if off := (r.Offset - c.ahead).Abs(); off > r.Uncertainty || r.Uncertainty > Resolution {
					t.Errorf("found %s ± %s, the truth is %s", r.Offset, r.Uncertainty, c.ahead)
				}
			}
		})
	}
}

// A clock that is set meanwhile has no offset.
func TestClockThatIsSet(t *testing.T) {
	_, err := Measure(t.Context(), server(func(answers int) time.Duration { return time.Duration(answers/4) * 10 * time.Second }, 0), nil)
	if !errors.Is(err, ErrJumped) {
		t.Errorf("error is %v, want %v", err, ErrJumped)
	}
}

// A reference that does not answer is an error, and so is the end of the context.
func TestReferenceThatDoesNotAnswer(t *testing.T) {
	silent := errors.New("silent")
	_, err := Measure(t.Context(), func(context.Context) (d, s, r time.Time, err error) { return d, s, r, silent }, nil)
	if !errors.Is(err, silent) {
		t.Errorf("error is %v", err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := Measure(ended, server(func(int) time.Duration { return 0 }, 0), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
}

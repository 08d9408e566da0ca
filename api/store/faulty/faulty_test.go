package faulty_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"quintet/api/store"
	"quintet/api/store/faulty"
)

func open(t *testing.T, faults map[string]faulty.Fault) (*faulty.Source, func(map[string]faulty.Fault)) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "faults.json")
	write := func(faults map[string]faulty.Fault) {
		t.Helper()
		if err := faulty.Write(path, faults); err != nil {
			t.Fatal(err)
		}
	}
	write(faults)
	s, err := faulty.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return s, write
}

// Every call that begins after the file was replaced is subject to what it says, and no call to another store is.
func TestCallsFollowTheFile(t *testing.T) {
	s, write := open(t, nil)
	for range 50 {
		write(map[string]faulty.Fault{"sqlite": {Errors: 1}})
		if err := s.Admit(t.Context(), "sqlite", "get_user"); !errors.Is(err, store.ErrUnavailable) {
			t.Fatalf("found %v, want %v", err, store.ErrUnavailable)
		}
		if err := s.Admit(t.Context(), "miniredis", "get_session"); err != nil {
			t.Fatal(err)
		}
		write(nil)
		if err := s.Admit(t.Context(), "sqlite", "get_user"); err != nil {
			t.Fatal(err)
		}
	}
}

// A share of calls fails. 1,000 of 4,000 calls are expected, and 200 more or less would be seven standard deviations.
func TestShareOfCallsFails(t *testing.T) {
	s, _ := open(t, map[string]faulty.Fault{"sqlite": {Errors: 0.25}})
	failed := 0
	for range 4000 {
		if s.Admit(t.Context(), "sqlite", "get_user") != nil {
			failed++
		}
	}
	if failed < 800 || failed > 1200 {
		t.Errorf("%d of 4000 calls failed, want about 1000", failed)
	}
}

// A call that hangs ends with its time, as a timeout, or goes on once the fault is over.
func TestHang(t *testing.T) {
	s, write := open(t, map[string]faulty.Fault{"sqlite": {Hang: 1}})
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if err := s.Admit(ctx, "sqlite", "get_user"); !errors.Is(err, store.ErrTimeout) {
		t.Errorf("found %v, want %v", err, store.ErrTimeout)
	}
	done := make(chan error)
	go func() { done <- s.Admit(t.Context(), "sqlite", "get_user") }()
	select {
	case err := <-done:
		t.Fatalf("the call did not hang: %v", err)
	case <-time.After(30 * time.Millisecond):
	}
	write(nil)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// A delayed call takes at least its delay.
func TestDelay(t *testing.T) {
	s, _ := open(t, map[string]faulty.Fault{"sqlite": {Delay: 20 * time.Millisecond, Jitter: 10 * time.Millisecond, Share: 1}})
	for range 5 {
		began := time.Now()
		if err := s.Admit(t.Context(), "sqlite", "get_user"); err != nil || time.Since(began) < 10*time.Millisecond {
			t.Errorf("a call took %s (%v), want at least 10ms", time.Since(began), err)
		}
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	path := filepath.Join(t.TempDir(), "faults.json")
	if _, err := faulty.Open(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("found %v, want %v", err, os.ErrNotExist)
	}
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := faulty.Open(path); err == nil {
		t.Error("half a file was read")
	}
}

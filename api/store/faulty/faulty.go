package faulty

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"time"

	"quintet/api/store"
)

// Fault is what happens to calls to one store; each call is drawn for itself. The zero value is none.
type Fault struct {
	// Errors and Hang are the shares of calls that fail at once, and that hang until their time is up or the fault is over.
	Errors float64 `json:"errors,omitempty"`
	Hang   float64 `json:"hang,omitempty"`
	// Delay, more or less Jitter, is added to a Share of the calls.
	Delay  time.Duration `json:"delay,omitempty"`
	Jitter time.Duration `json:"jitter,omitempty"`
	Share  float64       `json:"share,omitempty"`
}

// maxBytes bounds the file.
const maxBytes = 64 << 10

// Write replaces the file with faults by the name of what answers ("sqlite"). Whoever reads it sees the old ones or the new ones.
func Write(path string, faults map[string]Fault) error {
	text, err := json.Marshal(faults)
	if err == nil {
		err = os.WriteFile(path+".new", text, 0o600)
	}
	if err == nil {
		err = os.Rename(path+".new", path)
	}
	if err != nil {
		return fmt.Errorf("write the faults of stores: %w", err)
	}
	return nil
}

// Source are the faults of a file. Make it with Open. Its methods are safe for concurrent use.
type Source struct {
	path string

	mu     sync.Mutex
	seen   os.FileInfo
	faults map[string]Fault
}

// Open reads the file, which must be there.
func Open(path string) (*Source, error) {
	s := &Source{path: path}
	if _, err := s.of(""); err != nil {
		return nil, err
	}
	return s, nil
}

// of returns the fault of a store. The file is read again when it is another one than before.
func (s *Source) of(name string) (Fault, error) {
	info, err := os.Stat(s.path)
	if err != nil {
		return Fault{}, fmt.Errorf("read the faults of stores: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seen != nil && os.SameFile(s.seen, info) && s.seen.ModTime().Equal(info.ModTime()) {
		return s.faults[name], nil
	}
	if info.Size() > maxBytes {
		return Fault{}, fmt.Errorf("read the faults of stores: %s has %d bytes, want at most %d", s.path, info.Size(), maxBytes)
	}
	text, err := os.ReadFile(s.path)
	if err != nil {
		return Fault{}, fmt.Errorf("read the faults of stores: %w", err)
	}
	faults := map[string]Fault{}
	if err := json.Unmarshal(text, &faults); err != nil {
		return Fault{}, fmt.Errorf("read the faults of stores: %s: %w", s.path, err)
	}
	s.seen, s.faults = info, faults
	return faults[name], nil
}

// errSpoiled is the cause of errors that were made here.
var errSpoiled = errors.New("a fault was injected")

// look is how often a call that hangs looks whether the fault is over.
const look = 10 * time.Millisecond

// Admit returns when a call to a store may begin, after what delay it is due, or the error that it fails with: ErrUnavailable, or what
// store.Wrap makes of the end of ctx.
func (s *Source) Admit(ctx context.Context, name, operation string) error {
	f, err := s.of(name)
	if err != nil || f == (Fault{}) {
		return err
	}
	act := operation + " in " + name
	if rand.Float64() < f.Share {
		if err := wait(ctx, f.Delay+time.Duration((2*rand.Float64()-1)*float64(f.Jitter))); err != nil {
			return store.Wrap(act, err)
		}
	}
	if rand.Float64() < f.Hang {
		if err := s.hang(ctx, name); err != nil {
			return store.Wrap(act, err)
		}
	}
	if rand.Float64() < f.Errors {
		return store.Wrap(act, errSpoiled)
	}
	return nil
}

// hang returns when nothing hangs any more.
func (s *Source) hang(ctx context.Context, name string) error {
	for {
		f, err := s.of(name)
		if err != nil || f.Hang == 0 {
			return err
		}
		if err := wait(ctx, look); err != nil {
			return err
		}
	}
}

func wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

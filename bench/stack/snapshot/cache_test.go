package snapshot_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quintet/bench/stack"
	"quintet/bench/stack/snapshot"
)

// filler fills one folder with one file, and counts how often.
type filler struct {
	fills atomic.Int64
	// found is what lay there when it was called last.
	found []string
	err   error
}

func (f *filler) filling(key snapshot.Key) snapshot.Build {
	return snapshot.Build{Key: key, Rows: map[string]int64{"users": 3}, Needs: 1000, Fill: func(_ context.Context, dir string) (snapshot.Built, error) {
		f.fills.Add(1)
		f.found = nil
		entries, err := os.ReadDir(dir)
		for _, e := range entries {
			f.found = append(f.found, e.Name())
		}
		if err == nil {
			err = os.MkdirAll(filepath.Join(dir, "db"), 0o755)
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, "db", "rows"), []byte("three rows"), 0o600)
		}
		if err == nil {
			err = f.err
		}
		return snapshot.Built{Took: time.Second, Bytes: map[string]int64{"db": 4096}}, err
	}}
}

func cache(t *testing.T) *snapshot.Cache {
	return &snapshot.Cache{Dir: filepath.Join(t.TempDir(), "data"), Free: func(string) (int64, error) { return 1e12, nil }}
}

// hold holds the key's copy, copies it to a folder of the test's own and lets it go.
func hold(t *testing.T, c *snapshot.Cache, f snapshot.Build) (stack.Origin, string) {
	t.Helper()
	acquired, origin, err := c.Acquire(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "copy")
	if err := errors.Join(acquired.CopyTo(t.Context(), "db", dir), acquired.Release(), acquired.Release()); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(filepath.Join(dir, "rows")); err != nil || string(b) != "three rows" {
		t.Errorf("the copy holds %q, %v", b, err)
	}
	return origin, dir
}

// key is that of the tests; kept is its copy's folder.
var key = snapshot.Key{"stack": "test", "data": "1"}

func kept(t *testing.T, c *snapshot.Cache) string {
	t.Helper()
	list, err := c.List()
	if err != nil || len(list) != 1 || !list[0].Whole {
		t.Fatalf("kept is %+v, %v; want one whole copy", list, err)
	}
	return filepath.Join(c.Dir, list[0].Name)
}

// What was filled once is found afterwards, whatever is done to a copy of it, until somebody wants it fresh.
func TestHold(t *testing.T) {
	c, f := cache(t), &filler{}
	first, dir := hold(t, c, f.filling(key))
	if !first.Kept || first.Found || first.Took != time.Second || first.Bytes["db"] != 4096 {
		t.Errorf("the first is %+v", first)
	}
	if err := os.WriteFile(filepath.Join(dir, "rows"), []byte("what a run wrote"), 0o600); err != nil {
		t.Fatal(err)
	}
	second, _ := hold(t, c, f.filling(key))
	if want := first; f.fills.Load() != 1 || !second.Found || !second.Made.Equal(want.Made) || second.Took != want.Took {
		t.Errorf("the second is %+v after %d fillings, want it found", second, f.fills.Load())
	}
	fresh := *c
	fresh.NotBefore = time.Now()
	third, _ := hold(t, &fresh, f.filling(key))
	if f.fills.Load() != 2 || third.Found {
		t.Errorf("the fresh one is %+v after %d fillings", third, f.fills.Load())
	}
	// The others of the run that asked for it fresh have what the first of them made.
	if fourth, _ := hold(t, &fresh, f.filling(key)); f.fills.Load() != 2 || !fourth.Found {
		t.Errorf("the next fresh one is %+v after %d fillings", fourth, f.fills.Load())
	}
	if _, _ = hold(t, c, f.filling(snapshot.Key{"stack": "test", "data": "2"})); f.fills.Load() != 3 {
		t.Errorf("%d fillings with another key, want one more", f.fills.Load())
	}
}

// A copy that was tampered with is not used.
func TestHoldNotWhole(t *testing.T) {
	for name, spoil := range map[string]func(dir string) error{
		"Cut":       func(dir string) error { return os.Truncate(filepath.Join(dir, "db", "rows"), 4) },
		"Missing":   func(dir string) error { return os.Remove(filepath.Join(dir, "db", "rows")) },
		"Added":     func(dir string) error { return os.WriteFile(filepath.Join(dir, "db", "more"), nil, 0o600) },
		"Mode":      func(dir string) error { return os.Chmod(filepath.Join(dir, "db", "rows"), 0o400) },
		"NoRecord":  func(dir string) error { return os.Remove(filepath.Join(dir, "record.json")) },
		"BadRecord": func(dir string) error { return os.WriteFile(filepath.Join(dir, "record.json"), []byte("{"), 0o600) },
		"Emptied":   func(dir string) error { return os.RemoveAll(filepath.Join(dir, "db")) },
	} {
		t.Run(name, func(t *testing.T) {
			c, f := cache(t), &filler{}
			hold(t, c, f.filling(key))
			if err := spoil(kept(t, c)); err != nil {
				t.Fatal(err)
			}
			if again, _ := hold(t, c, f.filling(key)); again.Found || f.fills.Load() != 2 {
				t.Errorf("%+v after %d fillings, want it filled again", again, f.fills.Load())
			}
			if next, _ := hold(t, c, f.filling(key)); !next.Found {
				t.Error("the new copy is not found")
			}
		})
	}
}

// A filling that is cut off leaves nothing that is used as a copy, and is gone on with.
func TestHoldCutOff(t *testing.T) {
	c, f := cache(t), &filler{}
	ctx, cancel := context.WithCancel(t.Context())
	cut := f.filling(key)
	whole := cut.Fill
	cut.Fill = func(ctx context.Context, dir string) (snapshot.Built, error) {
		done, err := whole(ctx, dir)
		cancel()
		return done, errors.Join(err, ctx.Err())
	}
	if _, _, err := c.Acquire(ctx, cut); !errors.Is(err, context.Canceled) {
		t.Fatalf("found %v, want it cut off", err)
	}
	list, err := c.List()
	if err != nil || len(list) != 1 || list[0].Whole {
		t.Errorf("kept is %+v, %v; want one that is half made", list, err)
	}
	origin, _ := hold(t, c, f.filling(key))
	if diff := cmp.Diff([]string{"db"}, f.found); origin.Found || diff != "" {
		t.Errorf("%+v; of what was left was found:\n%s", origin, diff)
	}
	kept(t, c)
}

// What is left of a filling may be of no use. Then it begins anew; an error with nothing left is the filling's own.
func TestHoldFailing(t *testing.T) {
	c, f := cache(t), &filler{err: errors.New("broken")}
	if _, _, err := c.Acquire(t.Context(), f.filling(key)); !errors.Is(err, f.err) || f.fills.Load() != 1 {
		t.Errorf("found %v after %d fillings, want %v after one", err, f.fills.Load(), f.err)
	}
	if _, _, err := c.Acquire(t.Context(), f.filling(key)); !errors.Is(err, f.err) || f.fills.Load() != 3 || len(f.found) != 0 {
		t.Errorf("found %v after %d fillings, the last on %q; want one on what was left and one on nothing", err, f.fills.Load(), f.found)
	}
	f.err = nil
	hold(t, c, f.filling(key))
}

// A disk that would not hold it is a reason not to begin.
func TestHoldNoRoom(t *testing.T) {
	for _, c := range []struct {
		name        string
		free, needs int64
		twice, full bool
	}{
		{"Enough", 3000, 1000, false, false},
		{"TooLittle", 2999, 1000, false, true},
		{"EnoughForTwo", 4000, 1000, true, false},
		{"TooLittleForTwo", 3999, 1000, true, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			store, f := cache(t), &filler{}
			store.Spare, store.Free = 2000, func(string) (int64, error) { return c.free, nil }
			filling := f.filling(key)
			filling.Needs, filling.Twice = c.needs, c.twice
			acquired, _, err := store.Acquire(t.Context(), filling)
			var full *stack.NoRoomError
			if errors.As(err, &full) != c.full || errors.Is(err, stack.ErrNotKept) != c.full || (f.fills.Load() == 0) != c.full {
				t.Errorf("found %v after %d fillings", err, f.fills.Load())
			}
			if c.full && (full.Has != c.free || full.Needs+full.Spare <= c.free || full.Spare != 2000 || full.Where != store.Dir) {
				t.Errorf("it says %+v", full)
			}
			if err := acquired.Release(); err != nil {
				t.Error(err)
			}
			if list, err := store.List(); err != nil || c.full && len(list) > 0 {
				t.Errorf("left %+v, %v", list, err)
			}
		})
	}
}

// Of several that want the same at once one fills, and the others use that.
func TestHoldAtOnce(t *testing.T) {
	c, f := cache(t), &filler{}
	var holding sync.WaitGroup
	var inside, found atomic.Int64
	for range 8 {
		holding.Go(func() {
			acquired, origin, err := c.Acquire(t.Context(), f.filling(key))
			if err != nil {
				t.Error(err)
				return
			}
			if n := inside.Add(1); n != 1 {
				t.Errorf("%d hold it at once", n)
			}
			if origin.Found {
				found.Add(1)
			}
			inside.Add(-1)
			if err := acquired.Release(); err != nil {
				t.Error(err)
			}
		})
	}
	holding.Wait()
	if f.fills.Load() != 1 || found.Load() != 7 {
		t.Errorf("filled %d times and found %d times, want 1 and 7", f.fills.Load(), found.Load())
	}
	// Who waits may be told to stop.
	acquired, _, err := c.Acquire(t.Context(), f.filling(key))
	if err != nil {
		t.Fatal(err)
	}
	defer acquired.Release()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := c.Acquire(ctx, f.filling(key)); !errors.Is(err, context.Canceled) {
		t.Errorf("found %v, want the wait cut off", err)
	}
}

// What was used longest ago goes first; what is in use and what was made last stay.
func TestPrune(t *testing.T) {
	c, f := cache(t), &filler{}
	keys := []snapshot.Key{{"data": "1"}, {"data": "2"}, {"data": "3"}}
	for i, k := range keys {
		hold(t, c, f.filling(k))
		list, err := c.List()
		if err != nil || len(list) != i+1 {
			t.Fatal(list, err)
		}
		at := time.Now().Add(time.Duration(i-10) * time.Hour)
		lock := filepath.Join(c.Dir, list[0].Name+".lock")
		if err := os.Chtimes(lock, at, at); err != nil {
			t.Fatal(err)
		}
	}
	list, err := c.List()
	if err != nil || list[0].Record.Of["data"] != "3" || list[2].Record.Of["data"] != "1" || list[0].Bytes <= 0 {
		t.Fatalf("%+v, %v", list, err)
	}
	gone, err := c.Prune(list[0].Bytes + list[1].Bytes)
	if err != nil || len(gone) != 1 || gone[0].Record.Of["data"] != "1" {
		t.Errorf("threw away %+v, %v; want the first", gone, err)
	}
	acquired, origin, err := c.Acquire(t.Context(), f.filling(keys[1]))
	if err != nil || !origin.Found {
		t.Fatal(origin, err)
	}
	gone, err = c.Prune(0)
	if err != nil || len(gone) != 1 || gone[0].Record.Of["data"] != "3" {
		t.Errorf("threw away %+v, %v; want the third, since the second is in use", gone, err)
	}
	if err := acquired.Release(); err != nil {
		t.Fatal(err)
	}
	// Another one displaces it when there is no room for two.
	c.MaxBytes = 1
	hold(t, c, f.filling(keys[0]))
	if list, err := c.List(); err != nil || len(list) != 1 || list[0].Record.Of["data"] != "1" {
		t.Errorf("kept is %+v, %v; want what was made last", list, err)
	}
}

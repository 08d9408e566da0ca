package native

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"quintet/bench/stack/lockfile"
)

// Provision gets what the named servers (none named: all) lack on this machine: Debian packages when root, jars with Maven and
// programs with Go into the cache directory. progress is told what is being done, a line at a time. What is there already is left
// alone, what was begun before an interruption is not fetched again, and a part that cannot be had does not keep the others
// from being got. The error is a *MissingError joined with the reasons when some could not be.
func Provision(ctx context.Context, progress func(string), names ...string) error {
	cache, err := DefaultCache()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return fmt.Errorf("make the cache directory: %w", err)
	}
	lock, err := lockCache(ctx, cache, progress)
	if err != nil {
		return err
	}
	defer lock.Close()
	var errs []error
	tried := map[string]bool{}
	for _, s := range servers() {
		if len(names) > 0 && !slices.Contains(names, s.name) {
			continue
		}
		for _, p := range s.needs {
			if path, err := p.find(cache); err == nil {
				progress(fmt.Sprintf("%s: has %s: %s", s.name, p.what, path))
				continue
			}
			// Two servers may need one thing.
			if tried[p.what] {
				continue
			}
			tried[p.what] = true
			progress(fmt.Sprintf("%s: getting %s: %s", s.name, p.what, p.command(cache)))
			tell := func(line string) { progress(s.name + ": " + line) }
			if err := p.obtain(ctx, cache, tell); err != nil {
				errs = append(errs, fmt.Errorf("get %s: %w", p.what, err))
			}
			if ctx.Err() != nil {
				return errors.Join(append(errs, context.Cause(ctx))...)
			}
		}
	}
	missing, err := Missing(names...)
	if err != nil {
		return err
	}
	if len(missing) > 0 {
		return errors.Join(append([]error{&MissingError{missing}}, errs...)...)
	}
	return nil
}

// lockCache keeps two processes from getting the same things at once: the second waits and then finds them there.
func lockCache(ctx context.Context, cache string, progress func(string)) (io.Closer, error) {
	path := filepath.Join(cache, "lock")
	lock, err := lockfile.TryLock(path)
	if lock == nil && err == nil {
		progress("waiting for another process that is getting the same things")
		lock, err = lockfile.Lock(ctx, path)
	}
	if err != nil {
		return nil, fmt.Errorf("lock the cache directory: %w", err)
	}
	return lock, nil
}

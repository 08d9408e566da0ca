package lockfile

import (
	"os"

	"github.com/gofrs/flock"
)

// Hold marks a folder as in use for as long as the process lives or until the File is closed. Nothing is written into the folder. It waits for
// another holder, so it is for folders that the caller has just made.
func Hold(dir string) (*File, error) {
	f := flock.New(dir, flock.SetFlag(os.O_RDONLY))
	if err := f.Lock(); err != nil {
		return nil, err
	}
	return f, nil
}

// Held reports whether a process holds a folder. One that cannot be looked at, or lies on a file system without locks, is not held.
func Held(dir string) bool {
	// Shared, so that several may look at a time.
	f := flock.New(dir, flock.SetFlag(os.O_RDONLY))
	free, err := f.TryRLock()
	if err != nil {
		return false
	}
	_ = f.Close() // a lock that is not given back here ends with the process
	return !free
}

//go:build unix

package samples

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// What is no regular file is refused without being read: a FIFO would wait for a writer, a device may have no end.
func TestOnlyRegularFiles(t *testing.T) {
	for what, put := range map[string]func(path string) error{
		"a FIFO":   func(path string) error { return syscall.Mkfifo(path, 0o600) },
		"a device": func(path string) error { return os.Symlink("/dev/zero", path) },
		"a folder": func(path string) error { return os.Mkdir(path, 0o700) },
	} {
		for _, name := range []string{manifestName, firstHits, pointsName, eventsName} {
			dir := recorded(t)
			path := filepath.Join(dir, name)
			if err := errors.Join(os.Remove(path), put(path)); err != nil {
				t.Fatal(err)
			}
			if err := wrong(dir); err == nil || !strings.Contains(err.Error(), name+" is no regular file but "+what) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s in place of %s: %v", what, name, err)
			}
		}
	}
}

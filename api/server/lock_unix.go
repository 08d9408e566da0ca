//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package server

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// lock takes an open folder for this process. The folder itself is locked, so no file is left behind, and the kernel gives the
// lock up with the process, however that ends. File systems that know no locks are used without.
func lock(dir *os.File) error {
	if err := syscall.Flock(int(dir.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); errors.Is(err, syscall.EWOULDBLOCK) {
		return fmt.Errorf("%s: %w", dir.Name(), errOwned)
	}
	return nil
}

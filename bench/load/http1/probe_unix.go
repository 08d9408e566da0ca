//go:build unix

package http1

import (
	"io"
	"syscall"
)

// readNow reads what has come in, and does not wait.
func (s *socket) readNow(b []byte) (n int, err error) {
	waiting := s.raw.Read(func(fd uintptr) bool {
		n, err = syscall.Read(int(fd), b)
		return true
	})
	switch {
	case waiting != nil:
		return 0, waiting
	case err == syscall.EAGAIN || err == syscall.EINTR:
		return 0, errQuiet
	case err != nil:
		return 0, err
	case n == 0:
		return 0, io.EOF
	}
	return n, nil
}

//go:build unix

package postgres

import "syscall"

// disturbed reports whether an idle connection has anything to read: its end, or what the server said before it. It looks
// without reading or waiting.
func disturbed(raw syscall.RawConn) bool {
	var b [1]byte
	quiet := false
	// Not raw.Read: it would wait for the driver's reader in the background, which is there after a slow write and may wait for ever.
	err := raw.Control(func(fd uintptr) {
		_, _, err := syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		quiet = err == syscall.EAGAIN || err == syscall.EWOULDBLOCK
	})
	return err != nil || !quiet
}

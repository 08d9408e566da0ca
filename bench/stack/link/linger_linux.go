package link

import (
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// resetOnClose has every connection that this process accepted at a port end with a reset when it is closed. toxiproxy keeps its
// connections to itself, so they are found among the open files.
func resetOnClose(port int) error {
	files, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return err
	}
	for _, f := range files {
		fd, err := strconv.Atoi(f.Name())
		if err != nil {
			continue
		}
		// What is no socket, or is closed by now, is none of the port's.
		address, err := unix.Getsockname(fd)
		if err != nil {
			continue
		}
		if at, ok := address.(*unix.SockaddrInet4); ok && at.Port == port {
			_ = unix.SetsockoptLinger(fd, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1})
		}
	}
	return nil
}

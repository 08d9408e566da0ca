package load

import (
	"syscall"
	"time"
)

// sleep sleeps to within some 0.1 ms. Signals, of which the runtime sends itself many, interrupt it; it goes on with what is left.
func sleep(d time.Duration) {
	left := syscall.NsecToTimespec(int64(d))
	for syscall.Nanosleep(&left, &left) == syscall.EINTR {
	}
}

package stack

import (
	"syscall"

	"golang.org/x/sys/unix"

	"quintet/bench/host"
)

// childAttributes make a child lead its own process group and die with the harness.
func childAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// stepBack lowers the calling thread's priority, which its children inherit. Anyone may step back, so it does not fail.
func stepBack() {
	// The kernel tells 20 less the niceness, so that no answer looks like an error.
	if nice20, err := unix.Getpriority(unix.PRIO_PROCESS, 0); err == nil {
		_ = unix.Setpriority(unix.PRIO_PROCESS, 0, min(19, 20-nice20+Niceness))
	}
}

// family are all processes below one, held by descriptors, which never come to mean a later process with the same number.
type family []member

type member struct{ pid, fd int }

// hold finds the processes below pid. One that ends meanwhile is left out.
func hold(pid int) family {
	var f family
	for _, below := range host.Descendants(pid) {
		if fd, err := unix.PidfdOpen(below, 0); err == nil {
			f = append(f, member{below, fd})
		}
	}
	return f
}

// signal sends sig to each; one that is gone is none the worse.
func (f family) signal(sig syscall.Signal) {
	for _, m := range f {
		_ = unix.PidfdSendSignal(m.fd, sig, nil, 0)
	}
}

// pids are the numbers of the processes.
func (f family) pids() []int {
	var list []int
	for _, m := range f {
		list = append(list, m.pid)
	}
	return list
}

// wait returns when all are gone.
func (f family) wait() {
	for _, m := range f {
		for {
			// A descriptor of a process becomes readable when the process ends.
			_, err := unix.Poll([]unix.PollFd{{Fd: int32(m.fd), Events: unix.POLLIN}}, -1)
			if err != unix.EINTR {
				break
			}
		}
	}
}

// release gives the descriptors back.
func (f family) release() {
	for _, m := range f {
		_ = unix.Close(m.fd)
	}
}

package stack

import (
	"bytes"
	"os"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// childAttributes make a child lead its own process group and die with the harness.
func childAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// stepBack lowers the calling thread's priority, which its children inherit. Anyone may step back, so it does not fail.
func stepBack() {
	// The kernel tells 20 less the niceness, so that no answer looks like an error.
	if told, err := unix.Getpriority(unix.PRIO_PROCESS, 0); err == nil {
		_ = unix.Setpriority(unix.PRIO_PROCESS, 0, min(19, 20-told+Niceness))
	}
}

// family are all processes below one, held by descriptors, which never come to mean a later process with the same number.
type family []int

// hold finds the processes below pid. One that ends meanwhile is left out.
func hold(pid int) family {
	below := map[int][]int{}
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil
	}
	for _, e := range entries {
		if child, err := strconv.Atoi(e.Name()); err == nil {
			parent := parentOf(child)
			below[parent] = append(below[parent], child)
		}
	}
	var f family
	for queue := below[pid]; len(queue) > 0; queue = queue[1:] {
		if fd, err := unix.PidfdOpen(queue[0], 0); err == nil {
			f = append(f, fd)
		}
		queue = append(queue, below[queue[0]]...)
	}
	return f
}

// parentOf reads who started a process; 0 when it is gone.
func parentOf(pid int) int {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0
	}
	// The command's name stands in brackets and may itself hold any character; state and parent follow the last bracket.
	fields := bytes.Fields(b[bytes.LastIndexByte(b, ')')+1:])
	if len(fields) < 2 {
		return 0
	}
	parent, _ := strconv.Atoi(string(fields[1]))
	return parent
}

// signal sends sig to each; one that is gone is none the worse.
func (f family) signal(sig syscall.Signal) {
	for _, fd := range f {
		_ = unix.PidfdSendSignal(fd, sig, nil, 0)
	}
}

// wait returns when all are gone.
func (f family) wait() {
	for _, fd := range f {
		for {
			// A descriptor of a process becomes readable when the process ends.
			_, err := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, -1)
			if err != unix.EINTR {
				break
			}
		}
	}
}

// release gives the descriptors back.
func (f family) release() {
	for _, fd := range f {
		_ = unix.Close(fd)
	}
}

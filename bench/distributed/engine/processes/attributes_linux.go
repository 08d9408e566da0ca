package processes

import (
	"runtime"
	"syscall"
)

// attributes make a generator lead a process group of its own, so that an interrupt typed at a terminal reaches the coordinator alone, and
// have the kernel kill it when the coordinator dies, however that happens.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// lockThread keeps the thread that starts a process for as long as the process lives: the parent-death signal fires when that thread ends.
func lockThread() (unlock func()) {
	runtime.LockOSThread()
	return runtime.UnlockOSThread
}

package serve

import (
	"runtime"
	"syscall"
)

// attributes make a run lead a process group of its own, and have the kernel interrupt it, as Ctrl-C does, when the server is killed.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGINT}
}

// lockThread keeps the thread that starts a process for as long as the process lives: the parent-death signal fires when that thread ends.
func lockThread() (unlock func()) {
	runtime.LockOSThread()
	return runtime.UnlockOSThread
}

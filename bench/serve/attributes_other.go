//go:build !linux

package serve

import "syscall"

// attributes make a run lead a process group of its own. Only Linux can tie its life to the server's.
func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

func lockThread() (unlock func()) { return func() {} }

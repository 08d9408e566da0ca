//go:build !linux

package processes

import "syscall"

// attributes make a generator lead a process group of its own. Only Linux can tie its life to the coordinator's.
func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

func lockThread() (unlock func()) { return func() {} }

//go:build !linux

package stack

import (
	"errors"
	"syscall"
)

// childAttributes make a child lead its own process group. Only Linux can tie a child's life to the harness's: elsewhere
// children outlive a harness that was killed with SIGKILL.
func childAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}

// stepBack does nothing: elsewhere priorities belong to processes, and the harness would step back too.
func stepBack() {}

// family would be all processes below one; elsewhere than on Linux only the group is reached.
type family struct{}

func hold(int) family { return family{} }

func (family) signal(syscall.Signal) {}

func (family) pids() []int { return nil }

func (family) wait() {}

func (family) release() {}

// outliveFullDisk does nothing: elsewhere no disk is made full.
func outliveFullDisk() {}

// Fill implements Filler, which needs a limit that only Linux sets on other processes.
func (p *Process) Fill() (string, error) {
	return "", errors.New("fill the disk of " + p.cmd.Name + ": only Linux limits the files of another process")
}

// Free implements Filler.
func (p *Process) Free() error { return nil }

package stack

import (
	"errors"
	"fmt"
	"os/signal"

	"golang.org/x/sys/unix"
)

// outliveFullDisk has a child ignore the signal that comes with a write beyond its limit, which otherwise ends it: what is started inherits
// that. The error of the write is what it has to live with.
func outliveFullDisk() { signal.Ignore(unix.SIGXFSZ) }

// Fill implements Filler: the process and its children may make no file larger than it is, and write none, by the kernel's limit of 0 bytes.
// A write fails with "file too large" where a full disk says "no space left on device"; nothing else on the machine is short of space.
func (p *Process) Fill() (how string, err error) {
	p.expect()
	if err := p.limit(func(l *unix.Rlimit) { l.Cur = 0 }); err != nil {
		return "", err
	}
	return "every write to a file is refused (RLIMIT_FSIZE is 0)", nil
}

// Free implements Filler.
func (p *Process) Free() error {
	if p.ended() {
		return nil
	}
	return p.limit(func(l *unix.Rlimit) { l.Cur = l.Max })
}

// limit changes the limit of the process and of all below it, and looks that it holds. Those that are started later inherit it.
func (p *Process) limit(change func(l *unix.Rlimit)) error {
	children := hold(p.PID())
	defer children.release()
	for i, pid := range append([]int{p.PID()}, children.pids()...) {
		var have, holds unix.Rlimit
		err := unix.Prlimit(pid, unix.RLIMIT_FSIZE, nil, &have)
		want := have
		change(&want)
		if err == nil {
			err = errors.Join(unix.Prlimit(pid, unix.RLIMIT_FSIZE, &want, nil), unix.Prlimit(pid, unix.RLIMIT_FSIZE, nil, &holds))
		}
		switch {
		case errors.Is(err, unix.ESRCH) && (i > 0 || p.ended()):
			// It ended meanwhile.
		case err != nil:
			return fmt.Errorf("limit the files of %s: %w", p.cmd.Name, err)
		case holds.Cur != want.Cur:
			return fmt.Errorf("limit the files of %s: the limit is %d, want %d", p.cmd.Name, holds.Cur, want.Cur)
		}
	}
	return nil
}

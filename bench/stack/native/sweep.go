package native

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
)

// sweepScript reads the names of folders, a line each, until its input ends, which is when the harness closes the pipe or dies,
// and then removes them, but for those after the word "stay". A server that dies with the harness may still be writing for a moment, hence the repetition. PostgreSQL, killed,
// leaves a few bytes of System V shared memory behind, whose number stands in the seventh line of its lock file.
const sweepScript = `while IFS= read -r line; do set -- "$@" "$line"; done
for dir in "$@"; do
	stays=
	case $dir in "stay "*) dir=${dir#stay } stays=1 ;; esac
	find "$dir" -name postmaster.pid -type f 2>/dev/null | while read -r lock; do
		set -- $(sed -n 7p "$lock")
		[ -n "$2" ] && ipcrm -m "$2" 2>/dev/null
	done
	[ -z "$stays" ] || continue
	tries=0
	until rm -rf -- "$dir" 2>/dev/null || [ $tries -ge 100 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
	[ ! -e "$dir" ] || echo "cannot remove $dir" >&2
done`

// sweeper removes a server's folders when it is told to, or when the harness dies in whatever way: it is a shell in a session of
// its own that outlives the harness by the moment the removal takes. Rejected: removing what dead runs left at the next start,
// which leaves the files for as long as there is no next start.
type sweeper struct {
	input io.WriteCloser
	shell *exec.Cmd
	said  bytes.Buffer

	once sync.Once
	err  error
}

func startSweeper() (*sweeper, error) {
	s := &sweeper{shell: exec.Command("/bin/sh", "-c", sweepScript, "sweeper")}
	s.shell.Env = []string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir()}
	s.shell.Dir = "/"
	s.shell.Stderr = &s.said
	s.shell.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	input, err := s.shell.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start the sweeper: %w", err)
	}
	s.input = input
	if err := s.shell.Start(); err != nil {
		return nil, fmt.Errorf("start the sweeper: %w", err)
	}
	return s, nil
}

// folder makes a folder that is going to be removed, with a name that begins with prefix; parent is as in os.MkdirTemp.
func (s *sweeper) folder(parent, prefix string) (string, error) {
	dir, err := os.MkdirTemp(parent, prefix)
	if err != nil {
		return "", fmt.Errorf("make a folder for data: %w", err)
	}
	// The sweeper works from the root folder.
	if dir, err = filepath.Abs(dir); err != nil {
		return "", fmt.Errorf("make a folder for data: %w", err)
	}
	if err := s.add(dir); err != nil {
		return "", errors.Join(err, os.Remove(dir))
	}
	return dir, nil
}

// add has a folder removed, which need not exist. The path must be absolute.
func (s *sweeper) add(dir string) error {
	if _, err := fmt.Fprintln(s.input, dir); err != nil {
		return fmt.Errorf("tell the sweeper of %s: %w", dir, err)
	}
	return nil
}

// tidy has what a killed server leaves outside its folder removed, and the folder stay. The path must be absolute.
func (s *sweeper) tidy(dir string) error { return s.add("stay " + dir) }

// sweep removes the folders and returns when they are gone. Idempotent.
func (s *sweeper) sweep() error {
	s.once.Do(func() {
		_ = s.input.Close()
		if err := s.shell.Wait(); err != nil {
			s.err = fmt.Errorf("remove data: %w: %s", err, bytes.TrimSpace(s.said.Bytes()))
		} else if s.said.Len() > 0 {
			s.err = fmt.Errorf("remove data: %s", bytes.TrimSpace(s.said.Bytes()))
		}
	})
	return s.err
}

package stack_test

import (
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"quintet/bench/stack"
)

// niceness of this program; the kernel tells 20 less it.
func niceness(t *testing.T) int {
	t.Helper()
	nice20, err := unix.Getpriority(unix.PRIO_PROCESS, 0)
	if err != nil {
		t.Fatal(err)
	}
	return 20 - nice20
}

// A child steps back from the processor, with all that it starts, and the harness does not.
func TestProcessStepsBack(t *testing.T) {
	before := niceness(t)
	p, err := stack.Start(t.Context(), stack.Command{
		Name: "child", Path: "/bin/sh", LogDir: t.TempDir(), Env: []string{"PATH=/usr/bin:/bin"},
		Args: []string{"-c", `echo "listening $(nice) $(sh -c nice)"; exec sleep 60`},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.Kill(); err != nil {
			t.Error(err)
		}
	}()
	want := min(19, before+stack.Niceness)
	if got := strings.Fields(p.Addr()); len(got) != 2 || got[0] != got[1] || got[0] != strconv.Itoa(want) {
		t.Errorf("the child and its child run at %v, want %d", got, want)
	}
	if after := niceness(t); after != before {
		t.Errorf("the harness runs at %d, before it was %d", after, before)
	}
}

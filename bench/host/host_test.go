package host

import (
	"os"
	"os/exec"
	"runtime"
	"slices"
	"testing"
)

func TestMachine(t *testing.T) {
	m := Machine()
	if m.Cores < 1 || m.OS == "" {
		t.Errorf("found %+v, want cores and system", m)
	}
	if runtime.GOOS == "linux" && (m.Kernel == "" || m.Memory < 1<<20 || m.Hostname == "") {
		t.Errorf("found %+v, want kernel, memory and name too", m)
	}
}

func TestDistribution(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"Quoted": {"NAME=x\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n", "Debian GNU/Linux 12 (bookworm)"},
		"Bare":   {"PRETTY_NAME=Alpine", "Alpine"},
		"Absent": {"NAME=\"no PRETTY_NAME=\"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if found := distribution([]byte(test.text)); found != test.want {
				t.Errorf("found %q, want %q", found, test.want)
			}
		})
	}
}

// TestDescendants has a child start a child, which says so, and expects both, the parent first.
func TestDescendants(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux has /proc")
	}
	child := exec.Command("/bin/sh", "-c", `sh -c 'echo; read line'; exit 0`)
	stdin, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := stdout.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	below := Descendants(os.Getpid())
	at := slices.Index(below, child.Process.Pid)
	grandchildren := Descendants(child.Process.Pid)
	if at < 0 || len(grandchildren) != 1 || slices.Index(below, grandchildren[0]) < at {
		t.Errorf("found %v below this process and %v below its child %d", below, grandchildren, child.Process.Pid)
	}
	if err := stdin.Close(); err != nil {
		t.Error(err)
	}
	if err := child.Wait(); err != nil {
		t.Error(err)
	}
}

func TestInControlGroup(t *testing.T) {
	if InControlGroup(os.Getpid(), "no-such-container") || InControlGroup(-1, "") {
		t.Error("found a group that is not there")
	}
}

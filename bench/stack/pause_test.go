package stack_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"quintet/bench/host"
	"quintet/bench/stack"
)

// TestMain lets the test binary be a harness that pauses a process and is killed.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == "harness" {
		p, err := family(os.Args[2])
		if err == nil {
			err = p.Pause()
		}
		fmt.Println(p.Addr(), err)
		time.Sleep(time.Hour)
	}
	os.Exit(m.Run())
}

// family starts a process with a child that has left its group, as PostgreSQL's do; it says the numbers of both.
func family(logs string) (*stack.Process, error) {
	return stack.Start(context.Background(), stack.Command{
		Name: "family", Path: "/bin/sh", LogDir: logs, Env: []string{"PATH=" + os.Getenv("PATH")},
		Args: []string{"-c", `setsid sh -c 'echo "listening $1 $$"; while :; do sleep 0.05; done' child $$ & wait`},
	})
}

// pids are the two numbers that a family says.
func pids(t *testing.T, text string) (parent, child int) {
	t.Helper()
	if _, err := fmt.Sscan(text, &parent, &child); err != nil {
		t.Fatalf("found %q: %v", text, err)
	}
	return parent, child
}

func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

func linuxOnly(t *testing.T) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux has /proc")
	}
}

// A paused process stands still, with the children that left its group, when Pause returns; resumed it goes on.
func TestPauseStandsStill(t *testing.T) {
	linuxOnly(t)
	p, err := family(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer p.Kill()
	parent, child := pids(t, p.Addr())
	for range 3 {
		for range 2 {
			if err := p.Pause(); err != nil {
				t.Fatal(err)
			}
		}
		if host.Runs(parent) || host.Runs(child) {
			t.Errorf("paused, it runs: %v, %v", host.Runs(parent), host.Runs(child))
		}
		for range 2 {
			if err := p.Resume(); err != nil {
				t.Fatal(err)
			}
		}
		await(t, "both to run", func() bool { return host.Runs(parent) && host.Runs(child) })
	}
}

// Killed while it stands still a process is gone, with its children, and nothing guards it any more.
func TestKillWhilePaused(t *testing.T) {
	linuxOnly(t)
	p, err := family(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	parent, child := pids(t, p.Addr())
	if err := p.Pause(); err != nil {
		t.Fatal(err)
	}
	if err := p.Kill(); err != nil {
		t.Fatal(err)
	}
	if syscall.Kill(parent, 0) == nil || host.Runs(child) {
		t.Error("it is still there")
	}
	if err := p.Pause(); err != nil {
		t.Errorf("pausing what has ended: %v", err)
	}
	if below := guards(t); below != 0 {
		t.Errorf("%d guards are left", below)
	}
}

// guards are how many guards are below this process.
func guards(t *testing.T) int {
	t.Helper()
	n := 0
	for _, pid := range host.Descendants(os.Getpid()) {
		text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/cmdline")
		if err == nil && strings.Contains(string(text), "kill -CONT") {
			n++
		}
	}
	return n
}

// A throttled process stands still some of the time and runs some of the time, and afterwards all of it.
func TestThrottle(t *testing.T) {
	linuxOnly(t)
	p, err := family(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer p.Kill()
	parent, child := pids(t, p.Addr())
	restore, err := p.Throttle(0.5)
	if err != nil {
		t.Fatal(err)
	}
	for _, pid := range []int{parent, child} {
		await(t, "it to stand still", func() bool { return !host.Runs(pid) })
		await(t, "it to run", func() bool { return host.Runs(pid) })
	}
	if err := restore(); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		await(t, "both to run", func() bool { return host.Runs(parent) && host.Runs(child) })
	}
	if n := guards(t); n != 0 {
		t.Errorf("%d guards are left", n)
	}
}

// The death of the harness, which ends the process, has those of its children go on that stood still, so that they can notice.
func TestPausedChildrenOfAKilledHarnessGoOn(t *testing.T) {
	linuxOnly(t)
	c := exec.Command(os.Args[0], "harness", t.TempDir())
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.HasSuffix(line, "<nil>\n") {
		t.Fatalf("%q, %v", line, err)
	}
	parent, child := pids(t, line)
	defer syscall.Kill(child, syscall.SIGKILL)
	if host.Runs(child) {
		t.Error("the child runs while it is paused")
	}
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	await(t, "the process to end", func() bool { return syscall.Kill(parent, 0) != nil })
	await(t, "its child to go on", func() bool { return host.Runs(child) })
}

// What a full disk refuses is refused, the process lives, and what was refused is taken again afterwards.
func TestFill(t *testing.T) {
	linuxOnly(t)
	dir := t.TempDir()
	p, err := stack.Start(context.Background(), stack.Command{
		Name: "writer", Path: "/bin/sh", LogDir: t.TempDir(), Env: []string{"PATH=" + os.Getenv("PATH")}, Dir: dir,
		Args: []string{"-c", `echo listening x; while :; do if echo word >new 2>/dev/null; then mv new taken; else : >refused; fi; sleep 0.01; done`},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Kill()
	exists := func(name string) func() bool {
		return func() bool { _, err := os.Stat(dir + "/" + name); return err == nil }
	}
	await(t, "a file", exists("taken"))
	if how, err := p.Fill(); err != nil || how == "" {
		t.Fatalf("%q, %v", how, err)
	}
	await(t, "a write to be refused", exists("refused"))
	if err := p.Free(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(dir + "/taken"); err != nil {
		t.Fatal(err)
	}
	await(t, "a file again", exists("taken"))
}

// A guard that is dismissed does nothing, one that is tripped runs its command, and each does so once.
func TestGuard(t *testing.T) {
	path := t.TempDir() + "/done"
	for _, c := range []struct {
		end  func(*stack.Guard) error
		ran  bool
		name string
	}{{(*stack.Guard).Dismiss, false, "dismissed"}, {(*stack.Guard).Trip, true, "tripped"}} {
		g, err := stack.StartGuard("a test", []string{"PATH=" + os.Getenv("PATH")}, "/", "touch", path)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := c.end(g); err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		if _, err := os.Stat(path); (err == nil) != c.ran {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if err := (*stack.Guard)(nil).Dismiss(); err != nil {
		t.Error(err)
	}
}

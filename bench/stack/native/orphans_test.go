package native_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
)

// TestNoOrphans ends a harness in every way it can end and then looks for processes, ports, files and shared memory.
func TestNoOrphans(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux ties the life of a child to its parent's")
	}
	light := []string{"postgres", "redis", "minio", "prometheus"}
	ways := []struct {
		name    string
		servers []string
		end     func(h *exec.Cmd, input io.Writer) error
	}{
		{"Interrupt", light, func(h *exec.Cmd, _ io.Writer) error { return h.Process.Signal(syscall.SIGINT) }},
		{"Terminate", light, func(h *exec.Cmd, _ io.Writer) error { return h.Process.Signal(syscall.SIGTERM) }},
		{"Panic", light, func(_ *exec.Cmd, input io.Writer) error { _, err := fmt.Fprintln(input, "panic"); return err }},
		{"Kill", light, func(h *exec.Cmd, _ io.Writer) error { return h.Process.Kill() }},
		{"KillWithJava", []string{"cassandra", "neo4j"}, func(h *exec.Cmd, _ io.Writer) error { return h.Process.Kill() }},
	}
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			if testing.Short() && slices.Contains(way.servers, "cassandra") {
				t.Skip("two Java servers")
			}
			nativetest.Require(t, way.servers...)
			dir := folder(t)
			h := exec.Command(os.Args[0], append([]string{"harness", dir}, way.servers...)...)
			// What a server writes to the folder of temporary files must be gone, too.
			tmp := filepath.Join(dir, "tmp")
			if err := os.Mkdir(tmp, 0o777|os.ModeSticky); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(tmp, 0o777|os.ModeSticky); err != nil {
				t.Fatal(err)
			}
			h.Env = append(os.Environ(), "TMPDIR="+tmp)
			if cache, err := native.DefaultCache(); err == nil {
				h.Env = append(h.Env, "QUINTET_CACHE="+cache)
			}
			var complaints bytes.Buffer
			h.Stderr = &complaints
			input, err := h.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			output, err := h.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := h.Start(); err != nil {
				t.Fatal(err)
			}
			defer h.Process.Kill()
			pids, addresses := readHarness(t, output)
			if len(pids) != len(way.servers) {
				t.Fatalf("the harness started %d servers, want %d: %s", len(pids), len(way.servers), complaints.String())
			}
			before := processesOf(t, dir)
			// The harness, and for each server its process and its sweeper.
			if want := 1 + 2*len(pids); len(before) < want {
				t.Fatalf("the search finds %d processes, want %d or more: it would not find all orphans", len(before), want)
			}
			if err := way.end(h, input); err != nil {
				t.Fatal(err)
			}
			// How it ended is the way's affair.
			_ = h.Wait()
			lookForRemains(t, dir, pids, addresses)
		})
	}
}

// readHarness reads what a harness says until it is ready or has ended.
func readHarness(t *testing.T, r io.Reader) (pids []int, addresses []string) {
	t.Helper()
	lines := bufio.NewScanner(r)
	for lines.Scan() && lines.Text() != "ready" {
		var pid int
		var address string
		if _, err := fmt.Sscanf(lines.Text(), "started %d %s", &pid, &address); err != nil {
			t.Fatalf("found %q: %v", lines.Text(), err)
		}
		pids, addresses = append(pids, pid), append(addresses, address)
	}
	return pids, addresses
}

// lookForRemains waits for everything to be gone.
func lookForRemains(t *testing.T, dir string, pids []int, addresses []string) {
	t.Helper()
	eventually(t, func(context.Context) error {
		if left := processesOf(t, dir); len(left) > 0 {
			return fmt.Errorf("processes %q run", left)
		}
		for _, at := range addresses {
			if conn, err := net.Dial("tcp", at); err == nil {
				conn.Close()
				return fmt.Errorf("something listens at %s", at)
			}
		}
		for _, sub := range []string{"data", "tmp"} {
			entries, err := os.ReadDir(filepath.Join(dir, sub))
			if err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			if len(entries) > 0 {
				return fmt.Errorf("%s is in %s", entries[0].Name(), sub)
			}
		}
		return sharedMemoryOf(pids)
	})
}

// processesOf finds the processes whose command line, working directory or environment names the folder, but for those that only
// wait to be reaped.
func processesOf(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir("/proc")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, e := range entries {
		proc := filepath.Join("/proc", e.Name())
		line, err := os.ReadFile(filepath.Join(proc, "cmdline"))
		if err != nil || len(line) == 0 {
			continue
		}
		at, _ := os.Readlink(filepath.Join(proc, "cwd"))
		env, _ := os.ReadFile(filepath.Join(proc, "environ"))
		if strings.Contains(string(line), dir) || strings.Contains(at, dir) || strings.Contains(string(env), dir) {
			found = append(found, e.Name()+" "+strings.ReplaceAll(string(line), "\x00", " "))
		}
	}
	return found
}

// sharedMemoryOf is an error when a segment of System V shared memory remains that one of the processes made.
func sharedMemoryOf(pids []int) error {
	b, err := os.ReadFile("/proc/sysvipc/shm")
	if err != nil {
		return nil // a kernel without it has none
	}
	for line := range strings.Lines(string(b)) {
		var key, id, size, maker int
		var mode string
		if _, err := fmt.Sscan(line, &key, &id, &mode, &size, &maker); err == nil && slices.Contains(pids, maker) {
			return fmt.Errorf("the shared memory %d of process %d remains", id, maker)
		}
	}
	return nil
}

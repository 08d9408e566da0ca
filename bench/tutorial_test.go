package main

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// block is a piece of the tutorial that a reader types or saves.
var block = regexp.MustCompile("(?s)```(sh|yaml)\n(.*?)```")

// Every command of the tutorial runs in an empty folder, in its order, and ends in the page of a run without failures. The port is a free
// one in place of 8080.
func TestTutorial(t *testing.T) {
	if os.Getenv("REQUIRE_STACK") != "native" {
		t.Skip("set REQUIRE_STACK=native to have json-server downloaded")
	}
	text, err := os.ReadFile("../docs/tutorial.md")
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	dir, bin := t.TempDir(), t.TempDir()
	last := ""
	for _, m := range block.FindAllStringSubmatch(strings.ReplaceAll(string(text), "8080", port), -1) {
		if m[1] == "yaml" {
			name, _, _ := strings.Cut(strings.TrimPrefix(m[2], "name: "), "\n")
			if err := os.WriteFile(filepath.Join(dir, name+".yaml"), []byte(m[2]), 0o600); err != nil {
				t.Fatal(err)
			}
			continue
		}
		c := exec.Command("bash", "-e", "-c", m[2])
		c.Dir = dir
		if strings.HasPrefix(m[2], "go install") {
			c.Dir = ".."
		}
		c.Env = append(os.Environ(), "GOBIN="+bin, "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "NO_COLOR=1", "QUINTET_DATA="+t.TempDir())
		// What a command leaves running ends with the test.
		c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		out, err := c.CombinedOutput()
		t.Cleanup(func() { syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }) // fails when nothing runs
		// A run on a busy machine is invalid, and its page is looked at below.
		if err != nil && !strings.HasPrefix(m[2], "bench run") {
			t.Fatalf("%s: %v\n%s", m[2], err, out)
		}
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		last = lines[len(lines)-1]
	}
	page := filepath.Join(dir, last)
	if filepath.Base(page) != "index.html" {
		t.Fatalf("the last line is %q", last)
	}
	if r := jsonReport(t, filepath.Dir(page)); !r.Valid && !onBusyMachine(r.InvalidReasons) || r.Trials[0].Failures != 0 || r.Trials[0].Completed == 0 {
		t.Errorf("%+v", r)
	}
}

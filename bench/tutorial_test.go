package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
)

// block is a piece of the tutorial that a reader types or saves.
var block = regexp.MustCompile("(?s)```(sh|yaml)\n(.*?)```")

// tutorialPorts are those of the servers that the tutorial starts.
var tutorialPorts = []string{"8080", "8081", "9000"}

// Every command of the tutorial runs in an empty folder, in its order, and each run ends in a page without failures. Ports are free ones in
// place of those that it names.
func TestTutorial(t *testing.T) {
	if os.Getenv("REQUIRE_STACK") != "native" {
		t.Skip("set REQUIRE_STACK=native to have its servers downloaded")
	}
	text, err := os.ReadFile("../docs/tutorial.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	for _, port := range tutorialPorts {
		page = regexp.MustCompile(`\b`+port+`\b`).ReplaceAllString(page, freePort(t))
	}
	page = built(t, page)
	dir, bin, data, runs := t.TempDir(), t.TempDir(), t.TempDir(), 0
	for _, m := range block.FindAllStringSubmatch(page, -1) {
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
		c.Env = append(os.Environ(), "GOBIN="+bin, "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "NO_COLOR=1", "QUINTET_DATA="+data)
		// What a command leaves running ends with the test.
		c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		out, err := said(c)
		t.Cleanup(func() { syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }) // fails when nothing runs
		if !strings.HasPrefix(m[2], "bench run") {
			if err != nil {
				t.Fatalf("%s: %v\n%s", m[2], err, out)
			}
			continue
		}
		runs++
		lines := strings.Split(strings.TrimSpace(out), "\n")
		page := filepath.Join(dir, lines[len(lines)-1])
		if filepath.Base(page) != "index.html" {
			t.Fatalf("%s: %v\n%s", m[2], err, out)
		}
		// A run on a busy machine is invalid.
		r := jsonReport(t, filepath.Dir(page))
		if !r.sound() || r.Trials[0].Failures != 0 || r.Trials[0].Completed == 0 {
			t.Errorf("%s: %+v", m[2], r)
		}
	}
	if runs != len(tutorialPorts) {
		t.Errorf("%d runs against %d servers", runs, len(tutorialPorts))
	}
}

// minioBuild is the command that builds the MinIO of the tutorial.
var minioBuild = regexp.MustCompile(`(?m)^GOBIN="\$PWD" go install github\.com/minio/minio@(\S+)$`)

// built has the tutorial take the MinIO that the native stack has built of the same version: building it again takes minutes.
func built(t *testing.T, page string) string {
	t.Helper()
	nativetest.Require(t, "minio")
	cache, err := native.DefaultCache()
	if err != nil {
		t.Fatal(err)
	}
	version := minioBuild.FindStringSubmatch(page)
	if version == nil {
		t.Fatal("the tutorial builds no MinIO")
	}
	return minioBuild.ReplaceAllLiteralString(page, "cp '"+filepath.Join(cache, "minio-"+version[1], "minio")+"' minio")
}

// said runs a command and returns what it said, to a file: a server that it leaves running has no pipe that somebody waits for.
func said(c *exec.Cmd) (string, error) {
	f, err := os.CreateTemp("", "said")
	if err != nil {
		return "", err
	}
	defer os.Remove(f.Name())
	c.Stdout, c.Stderr = f, f
	ran := c.Run()
	text, err := os.ReadFile(f.Name())
	return string(text), errors.Join(ran, err, f.Close())
}

// freePort is one without a listener, which will have none by chance.
func freePort(t *testing.T) string {
	t.Helper()
	ports, err := native.FreePorts(1, "127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	return strconv.Itoa(ports[0])
}

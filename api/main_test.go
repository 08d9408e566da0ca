package main

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// asProgram makes the test binary be the program.
const asProgram = "QUINTET_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// TestProgram starts the program as a process with no environment but a free port and folders of its own, asks it something, and
// ends it by a signal.
func TestProgram(t *testing.T) {
	for _, signal := range []os.Signal{syscall.SIGTERM, os.Interrupt} {
		t.Run(signal.String(), func(t *testing.T) {
			dir, temp := t.TempDir(), t.TempDir()
			program := exec.CommandContext(t.Context(), os.Args[0])
			program.Dir = dir
			program.Env = []string{asProgram + "=1", "PORT=0", "TMPDIR=" + temp, "HOME=" + temp}
			stderr, err := program.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := program.Start(); err != nil {
				t.Fatal(err)
			}
			ask(t, bufio.NewScanner(stderr), func() {
				if err := program.Process.Signal(signal); err != nil {
					t.Error(err)
				}
			})
			if err := program.Wait(); err != nil {
				t.Errorf("program ended with %v", err)
			}
			for folder, want := range map[string][]string{temp: nil, filepath.Join(dir, "data"): {"quintet.db", "s3"}} {
				entries, err := os.ReadDir(folder)
				if err != nil {
					t.Fatal(err)
				}
				var left []string
				for _, e := range entries {
					left = append(left, e.Name())
				}
				if strings.Join(left, " ") != strings.Join(want, " ") {
					t.Errorf("left in %s: %v, want %v", folder, left, want)
				}
			}
		})
	}
}

// ask reads the log until the program listens, asks it something and calls end; then it reads on to the log's end.
func ask(t *testing.T, log *bufio.Scanner, end func()) {
	var lines []string
	for log.Scan() {
		lines = append(lines, log.Text())
		_, addr, ok := strings.Cut(log.Text(), "msg=listening addr=")
		if !ok {
			continue
		}
		for path, want := range map[string]int{"/users": http.StatusOK, "/readyz": http.StatusOK, "/users/1": http.StatusNotFound} {
			answer, err := http.Get("http://" + addr + path)
			if err != nil {
				t.Error(err)
				continue
			}
			if err := answer.Body.Close(); err != nil || answer.StatusCode != want {
				t.Errorf("%s: status %d, want %d (%v)", path, answer.StatusCode, want, err)
			}
		}
		end()
		end = func() {}
	}
	text := strings.Join(lines, "\n")
	for _, role := range []string{"records", "messages", "notifications", "graph", "sessions", "cache", "objects"} {
		if strings.Count(text, "role="+role+" backend=") != 1 {
			t.Errorf("the log does not name %s once:\n%s", role, text)
		}
	}
}

func TestExitCodes(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, port, err := net.SplitHostPort(taken.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		env  map[string]string
		code int
		want string
	}{
		"Config":     {map[string]string{"PORT": "x", "CACHE": "maybe"}, exitConfig, "api: environment:\nPORT: found \"x\""},
		"PortTaken":  {map[string]string{"PORT": port}, exitFailed, "api: listen at 127.0.0.1:" + port},
		"StoresDown": {map[string]string{"PORT": "0", "EMBEDDED_REDIS_ADDR": "127.0.0.1:1", "EMBEDDED_S3_ADDR": "127.0.0.1:1"}, exitFailed, "api: open redis at 127.0.0.1:1"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			var stderr bytes.Buffer
			code := run(t.Context(), nil, func(name string) string {
				if name == "DATA_DIR" {
					return dir
				}
				return test.env[name]
			}, &stderr)
			if code != test.code || !strings.HasPrefix(stderr.String(), test.want) {
				t.Errorf("exit code %d, want %d, and %q", code, test.code, &stderr)
			}
			if code == exitFailed && strings.Count(stderr.String(), "\n") != 1 {
				t.Errorf("want one line, found %q", &stderr)
			}
		})
	}
}

// TestHealth checks servers in every state, among them the program's own answer when a store is down.
func TestHealth(t *testing.T) {
	status, body := http.StatusOK, `{"status":"ready"}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}))
	defer server.Close()
	check := func(args ...string) (int, string) {
		var stderr bytes.Buffer
		code := run(t.Context(), args, func(string) string { t.Error("the environment was read"); return "" }, &stderr)
		return code, stderr.String()
	}
	if code, said := check("-health", server.URL); code != exitOK || said != "" {
		t.Errorf("healthy: exit code %d, %q", code, said)
	}
	status, body = http.StatusServiceUnavailable, `{"stores":[{"name":"redis","up":false}]}`
	if code, said := check("-health", server.URL); code != exitFailed || !strings.Contains(said, "503") || !strings.Contains(said, "redis") {
		t.Errorf("a store down: exit code %d, %q", code, said)
	}
	server.Close()
	if code, said := check("-health", server.URL); code != exitFailed || !strings.HasPrefix(said, "api: check health: ") {
		t.Errorf("nobody there: exit code %d, %q", code, said)
	}
	for want, args := range map[string][]string{"found \"serve\"": {"serve"}, "not defined: -port": {"-port", "1"}} {
		if code, said := check(args...); code != exitConfig || !strings.Contains(said, want) {
			t.Errorf("%v: exit code %d, %q", args, code, said)
		}
	}
	if code, said := check("-h"); code != exitOK || !strings.Contains(said, "-health URL") {
		t.Errorf("help: exit code %d, %q", code, said)
	}
}

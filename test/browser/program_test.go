package browser

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long something may take that must happen. No test depends on how long it does.
const patience = 5 * time.Minute

// program is bench while it runs.
type program struct {
	// dir is where it runs, address what it printed.
	dir, address string

	cmd    *exec.Cmd
	mu     sync.Mutex
	output bytes.Buffer
	ended  chan struct{}
}

// printed is the address that is printed, on a line of its own.
var printed = regexp.MustCompile(`^(http://127\.0\.0\.1:\d+/)\?token=([a-z2-7]{26})$`)

// start runs bench in a folder until the test ends, and waits for the address that it prints.
func start(t testing.TB, dir string, args ...string) *program {
	t.Helper()
	scenarios, err := filepath.Abs(filepath.Join("..", "..", "scenarios"))
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range args {
		if strings.HasPrefix(a, "scenarios/") {
			args[i] = filepath.Join(filepath.Dir(scenarios), a)
		}
	}
	p := &program{dir: dir, cmd: exec.Command(bench, args...), ended: make(chan struct{})}
	p.cmd.Dir = dir
	p.cmd.Env = append(os.Environ(), "QUINTET_DATA="+cache(t))
	pipe, err := p.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.cmd.Stdout = p.cmd.Stderr // the address is printed on either
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	address := make(chan string, 1)
	go func() {
		defer close(p.ended)
		p.read(pipe, address)
		_ = p.cmd.Wait() // its exit code says more
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Signal(os.Interrupt) // fails when it has ended
		select {
		case <-p.ended:
		case <-time.After(patience):
			_ = p.cmd.Process.Kill()
			t.Errorf("bench does not end: %s", p.said())
		}
	})
	select {
	case p.address = <-address:
	case <-p.ended:
		t.Fatalf("bench ended without an address: %s", p.said())
	case <-time.After(patience):
		t.Fatalf("bench prints no address: %s", p.said())
	}
	return p
}

// read keeps what is written and finds the address in it.
func (p *program) read(pipe io.Reader, address chan<- string) {
	for lines := bufio.NewScanner(pipe); lines.Scan(); {
		p.mu.Lock()
		p.output.WriteString(lines.Text() + "\n")
		p.mu.Unlock()
		if found := printed.FindStringSubmatch(lines.Text()); found != nil {
			select {
			case address <- found[1] + found[2] + "/": // where it leads
			default: // one is enough
			}
		}
	}
}

// said is what it wrote so far.
func (p *program) said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.output.String()
}

// wait waits for its end and returns its exit code.
func (p *program) wait(t testing.TB) int {
	t.Helper()
	select {
	case <-p.ended:
	case <-time.After(patience):
		t.Fatalf("bench does not end: %s", p.said())
	}
	return p.cmd.ProcessState.ExitCode()
}

// cache is where the data of all tests are kept, so that they are seeded once.
func cache(t testing.TB) string {
	t.Helper()
	return filepath.Join(filepath.Dir(bench), "cache")
}

// listen fails the test for what a page must not do: an error of a script, something that its policy refused, a dialogue.
func listen(t testing.TB, ctx context.Context) {
	t.Helper()
	err := chromedp.Listen(ctx, func(event any) {
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			t.Errorf("a script failed: %s %s", e.ExceptionDetails.Text, thrown(e))
		case *log.EventEntryAdded:
			if e.Entry.Source == log.EntrySourceSecurity || strings.Contains(e.Entry.Text, "Content Security Policy") {
				t.Errorf("the policy refused: %s", e.Entry.Text)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// thrown is what a script threw.
func thrown(e *runtime.EventExceptionThrown) string {
	if e.ExceptionDetails.Exception == nil {
		return ""
	}
	return e.ExceptionDetails.Exception.Description
}

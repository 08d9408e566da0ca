package link_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"quintet/bench/stack"
	"quintet/bench/stack/link"
)

func TestMain(m *testing.M) {
	if slices.Contains(os.Args, link.Program) {
		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
		defer stop()
		if err := link.Serve(ctx, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// echo is a server that answers each line with the same line, and counts the connections that are open.
func echo(t *testing.T) (addr string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			serving.Go(func() {
				defer c.Close()
				lines := bufio.NewReader(c)
				for {
					line, err := lines.ReadString('\n')
					if err != nil {
						return
					}
					if _, err := c.Write([]byte(line)); err != nil {
						return
					}
				}
			})
		}
	})
	t.Cleanup(func() { l.Close(); serving.Wait() })
	return l.Addr().String()
}

// client is a connection on which lines are asked.
type client struct {
	net.Conn
	lines *bufio.Reader
}

func dial(t *testing.T, addr string) *client {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return &client{c, bufio.NewReader(c)}
}

// ask sends a line and reads the answer.
func (c *client) ask(line string, within time.Duration) error {
	if _, err := c.Write([]byte(line + "\n")); err != nil {
		return err
	}
	return c.hear(line, within)
}

func (c *client) hear(line string, within time.Duration) error {
	if err := c.SetReadDeadline(time.Now().Add(within)); err != nil {
		return err
	}
	answer, err := c.lines.ReadString('\n')
	if err == nil && answer != line+"\n" {
		err = fmt.Errorf("heard %q, want %q", answer, line)
	}
	return err
}

const (
	patience = time.Minute
	moment   = 100 * time.Millisecond
)

func start(t *testing.T) (*link.Links, stack.Linker) {
	t.Helper()
	probe := func(ctx context.Context, addr string) error {
		c, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
		if err != nil {
			return err
		}
		defer c.Close()
		deadline, _ := ctx.Deadline()
		return (&client{c, bufio.NewReader(c)}).ask("probe", time.Until(deadline))
	}
	links, err := link.Start(t.Context(), link.Config{Executable: os.Args[0], LogDir: t.TempDir(), Upstreams: map[string]string{"echo": echo(t)}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := links.Stop(); err != nil {
			t.Error(err)
		}
	})
	if links.Link("other", probe) != nil || links.Address("other") != "" {
		t.Error("there is a link that nobody asked for")
	}
	return links, links.Link("echo", probe)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Answers are delayed, on connections that stand and on new ones, and no more afterwards.
func TestLatency(t *testing.T) {
	links, l := start(t)
	c := dial(t, links.Address("echo"))
	must(t, c.ask("before", patience))
	must(t, l.Disturb(t.Context(), stack.Disturbance{Kind: stack.Latency, Delay: moment, Share: 1}))
	for _, c := range []*client{c, dial(t, links.Address("echo"))} {
		began := time.Now()
		must(t, c.ask("during", patience))
		if took := time.Since(began); took < moment {
			t.Errorf("an answer took %s, want at least %s", took, moment)
		}
	}
	must(t, l.Restore(t.Context(), stack.Latency))
	must(t, l.Restore(t.Context(), stack.Latency))
	// Some of these would take 100 ms if they were still delayed, and then none could be quicker.
	quick := false
	for range 20 {
		began := time.Now()
		must(t, c.ask("after", patience))
		quick = quick || time.Since(began) < moment
	}
	if !quick {
		t.Error("answers are still delayed")
	}
}

// Nothing passes while connections stand, and what was sent arrives afterwards, once.
func TestBlackhole(t *testing.T) {
	links, l := start(t)
	c := dial(t, links.Address("echo"))
	must(t, c.ask("before", patience))
	must(t, l.Disturb(t.Context(), stack.Disturbance{Kind: stack.Blackhole}))
	if err := c.ask("during", moment); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("found %v, want no answer and no end", err)
	}
	fresh := dial(t, links.Address("echo"))
	if err := fresh.ask("fresh", moment); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("found %v of a new connection, want no answer and no end", err)
	}
	must(t, l.Restore(t.Context(), stack.Blackhole))
	must(t, c.hear("during", patience))
	must(t, fresh.hear("fresh", patience))
	must(t, c.ask("after", patience))
}

// Every connection is reset, idle ones too, new ones are refused, and afterwards there are new ones at the same address.
func TestReset(t *testing.T) {
	links, l := start(t)
	addr := links.Address("echo")
	idle, busy := dial(t, addr), dial(t, addr)
	must(t, idle.ask("before", patience))
	must(t, busy.ask("before", patience))
	must(t, l.Disturb(t.Context(), stack.Disturbance{Kind: stack.Reset}))
	for _, c := range []*client{idle, busy} {
		if err := c.hear("nothing", patience); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("found %v, want %v", err, syscall.ECONNRESET)
		}
	}
	if c, err := net.Dial("tcp", addr); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("found %v, want %v", err, syscall.ECONNREFUSED)
		if c != nil {
			c.Close()
		}
	}
	must(t, l.Restore(t.Context(), stack.Reset))
	must(t, l.Restore(t.Context(), stack.Reset))
	must(t, dial(t, addr).ask("after", patience))
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	must(t, l.Through(ctx))
}

// 20 kB at 100 kB/s take at least a tenth of a second there, whatever the burst at the beginning.
func TestBandwidth(t *testing.T) {
	links, l := start(t)
	c := dial(t, links.Address("echo"))
	must(t, l.Disturb(t.Context(), stack.Disturbance{Kind: stack.Bandwidth, Rate: 100_000}))
	began := time.Now()
	must(t, c.ask(strings.Repeat("x", 20_000), patience))
	if took := time.Since(began); took < moment {
		t.Errorf("20 kB took %s", took)
	}
}

// Commands without the token, of unknown links and of unknown kinds are refused.
func TestCommandsAreRefused(t *testing.T) {
	links, l := start(t)
	if err := l.Disturb(t.Context(), stack.Disturbance{Kind: "fire"}); err == nil || !strings.Contains(err.Error(), "unknown kind") {
		t.Errorf("found %v", err)
	}
	response, err := http.Get("http://" + links.Info().Address + "/links")
	must(t, err)
	response.Body.Close()
	if response.StatusCode != http.StatusUnauthorized {
		t.Errorf("without the token: %s", response.Status)
	}
}

// The links' process is watched, and one that was killed is an error of Stop.
func TestLinksThatEnd(t *testing.T) {
	links, err := link.Start(t.Context(), link.Config{Executable: os.Args[0], LogDir: t.TempDir(), Upstreams: map[string]string{"echo": echo(t)}})
	must(t, err)
	must(t, syscall.Kill(links.Info().PID, syscall.SIGKILL))
	<-links.Exited()
	if err := links.Stop(); err == nil || !strings.Contains(err.Error(), "ended by itself") {
		t.Errorf("found %v", err)
	}
}

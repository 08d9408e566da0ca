package link

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"quintet/bench/stack"
)

// Config states which links there are.
type Config struct {
	// Executable is the harness's own binary, which must answer to the hidden subcommand Program.
	Executable string
	LogDir     string
	// Upstreams are the addresses of what the links lead to, by name.
	Upstreams map[string]string
}

// Links are the running links. Make it with Start. It is a service of its stack.
type Links struct {
	process *stack.Process
	client  *http.Client
	token   string
	// addresses are where the links listen, by name.
	addresses map[string]string
}

var (
	_ stack.Service = (*Links)(nil)
	_ stack.Watched = (*Links)(nil)
)

// Start starts the links and returns when they listen.
func Start(ctx context.Context, cfg Config) (*Links, error) {
	upstreams, err := json.Marshal(cfg.Upstreams)
	if err != nil {
		return nil, fmt.Errorf("start the links: %w", err)
	}
	l := &Links{token: rand.Text(), client: &http.Client{Timeout: commandTime + time.Second}}
	l.process, err = stack.Start(ctx, stack.Command{
		Name: Program, Path: cfg.Executable, Args: []string{Program}, LogDir: cfg.LogDir,
		Env: []string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir(), tokenVariable + "=" + l.token, linksVariable + "=" + string(upstreams)},
	})
	if err != nil {
		return nil, err
	}
	if err := l.ask(ctx, http.MethodGet, "/links", nil, &l.addresses); err != nil {
		return nil, errors.Join(fmt.Errorf("start the links: %w", err), l.Stop())
	}
	return l, nil
}

// Info implements stack.Service.
func (l *Links) Info() stack.Info {
	software := "toxiproxy"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == "github.com/Shopify/toxiproxy/v2" {
				software += " " + strings.TrimPrefix(m.Version, "v")
			}
		}
	}
	return stack.Info{Name: Program, Role: "links to stores", Software: software, Address: l.process.Addr(), PID: l.process.PID()}
}

// Exited implements stack.Watched.
func (l *Links) Exited() <-chan struct{} { return l.process.Done() }

// Stop ends the links with all their connections. Idempotent; that they had ended by themselves is an error.
func (l *Links) Stop() error {
	if l == nil {
		return nil
	}
	l.client.CloseIdleConnections()
	return errors.Join(l.process.Unexpected(), l.process.Stop())
}

// Address is where the link of a name listens, "" when there is none.
func (l *Links) Address(name string) string {
	if l == nil {
		return ""
	}
	return l.addresses[name]
}

// Link is the link of a name; probe asks what it leads to by an address. It is nil when there is none.
func (l *Links) Link(name string, probe func(ctx context.Context, addr string) error) stack.Linker {
	if l.Address(name) == "" {
		return nil
	}
	return &link{links: l, name: name, probe: probe}
}

type link struct {
	links *Links
	name  string
	probe func(ctx context.Context, addr string) error
}

// Disturb implements stack.Linker.
func (l *link) Disturb(ctx context.Context, d stack.Disturbance) error {
	return l.links.ask(ctx, http.MethodPost, "/links/"+l.name, command{Disturbance: d}, nil)
}

// Restore implements stack.Linker.
func (l *link) Restore(ctx context.Context, kind string) error {
	return l.links.ask(ctx, http.MethodPost, "/links/"+l.name, command{End: true, Disturbance: stack.Disturbance{Kind: kind}}, nil)
}

// Through implements stack.Linker.
func (l *link) Through(ctx context.Context) error { return l.probe(ctx, l.links.Address(l.name)) }

// ask sends a command and reads its answer into one, unless that is nil.
func (l *Links) ask(ctx context.Context, method, path string, body, answer any) error {
	var text bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&text).Encode(body); err != nil {
			return fmt.Errorf("ask the links: %w", err)
		}
	}
	r, err := http.NewRequestWithContext(ctx, method, "http://"+l.process.Addr()+path, &text)
	if err != nil {
		return fmt.Errorf("ask the links: %w", err)
	}
	r.Header.Set("Authorization", "Bearer "+l.token)
	response, err := l.client.Do(r)
	if err != nil {
		return fmt.Errorf("ask the links: %w", err)
	}
	defer response.Body.Close()
	said, err := io.ReadAll(io.LimitReader(response.Body, 64<<10))
	switch {
	case err != nil:
		return fmt.Errorf("ask the links: %w", err)
	case response.StatusCode/100 != 2:
		return fmt.Errorf("ask the links: %s: %s", response.Status, bytes.TrimSpace(said))
	case answer == nil:
		return nil
	}
	return json.Unmarshal(said, answer)
}

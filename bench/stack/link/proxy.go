package link

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net"
	"sync"

	"github.com/Shopify/toxiproxy/v2"

	"quintet/bench/stack"
)

// proxy is one link in the process that serves it.
type proxy struct {
	tox *toxiproxy.Proxy
	mu  sync.Mutex
}

// toxic is a disturbance as toxiproxy reads it.
type toxic struct {
	Name       string         `json:"name"`
	Type       string         `json:"type"`
	Stream     string         `json:"stream"`
	Toxicity   float64        `json:"toxicity"`
	Attributes map[string]any `json:"attributes"`
}

// toxics are what a disturbance is made of.
func toxics(d stack.Disturbance) ([]toxic, error) {
	both := func(kind string, attributes map[string]any) []toxic {
		return []toxic{
			{d.Kind + "-up", kind, "upstream", 1, attributes}, {d.Kind + "-down", kind, "downstream", 1, attributes},
		}
	}
	switch d.Kind {
	case stack.Latency:
		// Answers are delayed, so that a round trip takes that much longer, once.
		return []toxic{{d.Kind + "-down", "latency", "downstream", d.Share,
			map[string]any{"latency": d.Delay.Milliseconds(), "jitter": d.Jitter.Milliseconds()}}}, nil
	case stack.Bandwidth:
		// In thousands of bytes per second; 0 would be a black hole.
		return both("bandwidth", map[string]any{"rate": max(1, int64(math.Round(d.Rate/1000)))}), nil
	case stack.Blackhole:
		return both("bandwidth", map[string]any{"rate": 0}), nil
	}
	return nil, fmt.Errorf("%w: %q", errUnknown, d.Kind)
}

// do does a command.
func (p *proxy) do(ctx context.Context, c command) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c.Kind == stack.Reset {
		return p.reset(c.End)
	}
	list, err := toxics(c.Disturbance)
	if err != nil {
		return err
	}
	for _, one := range list {
		if c.End {
			if err := p.tox.Toxics.RemoveToxic(ctx, one.Name); err != nil && !errors.Is(err, toxiproxy.ErrToxicNotFound) {
				return err
			}
			continue
		}
		text, err := json.Marshal(one)
		if err != nil {
			return err
		}
		if _, err := p.tox.Toxics.AddToxicJson(bytes.NewReader(text)); err != nil {
			return fmt.Errorf("begin %s: %w", one.Name, err)
		}
	}
	return nil
}

// reset ends all connections with a reset and refuses new ones, or accepts them again.
func (p *proxy) reset(end bool) error {
	if end {
		if err := p.tox.Start(); err != nil && !errors.Is(err, toxiproxy.ErrProxyAlreadyStarted) {
			return err
		}
		return nil
	}
	own, err := net.ResolveTCPAddr("tcp", p.tox.Listen)
	if err != nil {
		return err
	}
	if err := resetOnClose(own.Port); err != nil {
		return err
	}
	p.tox.Stop()
	return nil
}

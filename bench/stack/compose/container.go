package compose

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"

	"quintet/bench/host"
	"quintet/bench/stack"
)

// container is one service of the stack.
type container struct {
	id     string
	part   part
	number int
	// place is where it stands in the list of services.
	place int
	// nodes is how many nodes its cluster has; 0 or 1 when it is none.
	nodes int
	// watching ends when the stack goes down.
	watching context.Context
	watchers *sync.WaitGroup

	mu   sync.Mutex
	info stack.Info
	// version is what the store said it is.
	version string
	// exited is closed when the container that runs now has ended; ended states how, unless it was expected.
	exited   chan struct{}
	ended    error
	expected bool
}

var (
	_ stack.Service = (*container)(nil)
	_ stack.Killer  = (*container)(nil)
	_ stack.Pauser  = (*container)(nil)
	_ stack.Stopper = (*container)(nil)
	_ stack.Prober  = (*container)(nil)
	_ stack.Watched = (*container)(nil)
)

// commandTime bounds a command that acts on one container.
const commandTime = 30 * time.Second

// Info implements stack.Service.
func (c *container) Info() stack.Info {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.info
}

// Kill implements stack.Killer. One that is dead already is no error.
func (c *container) Kill() error {
	c.mu.Lock()
	c.expected = true
	c.mu.Unlock()
	if err := c.act("is not running", "kill", c.id); err != nil {
		return err
	}
	// The engine answers when it has sent the signal.
	return c.act("", "wait", c.id)
}

// Restart implements stack.Killer: the same container comes back, with its data and its address, and is awaited healthy.
func (c *container) Restart(ctx context.Context) error {
	if _, err := docker(ctx, engineEnvironment(), nil, "start", c.id); err != nil {
		return err
	}
	if err := c.healthy(ctx); err != nil {
		return err
	}
	if err := c.look(ctx, ""); err != nil {
		return err
	}
	c.watch()
	return nil
}

// Pause implements stack.Pauser.
func (c *container) Pause() error { return c.act("is already paused", "pause", c.id) }

// Resume implements stack.Pauser.
func (c *container) Resume() error { return c.act("is not paused", "unpause", c.id) }

// Exited implements stack.Watched.
func (c *container) Exited() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.exited
}

// act runs a command; that things are so already, which the engine says in these words, is no error.
func (c *container) act(already string, args ...string) error {
	ctx, cancel := context.WithTimeout(context.Background(), commandTime)
	defer cancel()
	_, err := docker(ctx, engineEnvironment(), nil, args...)
	if err != nil && already != "" && strings.Contains(err.Error(), already) {
		return nil
	}
	return err
}

// watch notices the end of the container that runs now. The command that waits for it ends with the stack.
func (c *container) watch() {
	exited := make(chan struct{})
	c.mu.Lock()
	c.exited, c.ended, c.expected = exited, nil, false
	c.mu.Unlock()
	c.watchers.Go(func() {
		code, err := docker(c.watching, engineEnvironment(), nil, "wait", c.id)
		if err != nil {
			// The stack goes down, or the engine is gone: whether the container has ended is not known.
			return
		}
		c.mu.Lock()
		if !c.expected {
			c.ended = fmt.Errorf("%s ended by itself: exit status %s", c.info.Name, code)
		}
		c.mu.Unlock()
		close(exited)
	})
}

// unexpected returns how the container ended when it was not stopped on purpose, otherwise nil.
func (c *container) unexpected() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ended
}

// inspected is what the engine tells of one container.
type inspected struct {
	ID    string `json:"Id"`
	Image string
	State struct {
		Pid    int
		Health struct{ Status string }
	}
	Config          struct{ Image string }
	NetworkSettings struct {
		Ports map[string][]struct{ HostIP, HostPort string }
	}
}

func (c *container) inspect(ctx context.Context) (inspected, error) {
	out, err := docker(ctx, engineEnvironment(), nil, "inspect", "--type", "container", c.id)
	if err != nil {
		return inspected{}, err
	}
	var list []inspected
	if err := json.Unmarshal([]byte(out), &list); err != nil || len(list) != 1 {
		return inspected{}, fmt.Errorf("inspect %s: the engine's answer is not one container (%w)", c.part.service, err)
	}
	return list[0], nil
}

// look finds out what the container is and where; an empty version keeps the one that is known.
func (c *container) look(ctx context.Context, version string) error {
	found, err := c.inspect(ctx)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if version != "" {
		c.version = version
	}
	c.info = stack.Info{
		Name: c.name(), Role: c.part.role, Software: c.software(found),
		Address: net.JoinHostPort(c.part.service, strconv.Itoa(c.part.port)) + " (in the project's network)", PID: localPID(found),
	}
	for _, at := range found.NetworkSettings.Ports[strconv.Itoa(c.part.port)+"/tcp"] {
		c.info.Address = net.JoinHostPort(at.HostIP, at.HostPort)
		if c.part.metrics != "" {
			c.info.Metrics = "http://" + c.info.Address + c.part.metrics
		}
	}
	if c.part.role == "api" && c.info.Metrics == "" {
		return errors.New("find " + c.info.Name + ": it has no port on this machine")
	}
	return nil
}

// name is as in the other stacks: replicas are numbered always, nodes of a cluster when there are several.
func (c *container) name() string {
	switch {
	case c.part.role == "api":
		return "api-" + strconv.Itoa(c.number)
	case c.part.service == c.part.software && c.nodes > 1:
		return c.part.service + "-1"
	}
	return c.part.service
}

// software is what the store said it is, or else what the image is called, and which container it is.
func (c *container) software(found inspected) string {
	text := c.version
	switch {
	case c.part.role == "api":
		// The image is built here, so only its id tells one version from another.
		text = "quintet api (image " + short(found.Image) + ")"
	case text == "":
		text = found.Config.Image
	}
	return text + ", container " + short(found.ID)
}

// short is as much of an id as the engine itself shows.
func short(id string) string {
	id = strings.TrimPrefix(id, "sha256:")
	return id[:min(12, len(id))]
}

// localPID is the container's process on this machine, or 0 where the engine runs on another one, real or virtual: the number
// would be some other process's here.
func localPID(found inspected) int {
	if found.State.Pid == 0 || found.ID == "" {
		return 0
	}
	if !host.InControlGroup(found.State.Pid, found.ID) {
		return 0
	}
	return found.State.Pid
}

// healthy waits until the engine calls the container healthy. It can only be asked: its stream of events begins too late for one that
// was quick.
func (c *container) healthy(ctx context.Context) error {
	for pause := 50 * time.Millisecond; ; pause = min(pause*3/2, time.Second) {
		found, err := c.inspect(ctx)
		switch {
		case err != nil:
			return err
		case found.State.Health.Status == "healthy":
			return nil
		case found.State.Pid == 0:
			return fmt.Errorf("restart %s: it ended before it was healthy", c.part.service)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("restart %s: %w (it is %s)", c.part.service, context.Cause(ctx), found.State.Health.Status)
		case <-time.After(pause):
		}
	}
}

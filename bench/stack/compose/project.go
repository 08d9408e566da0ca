package compose

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"quintet/bench/stack"
)

// project is one composition, known to the engine by its name.
type project struct {
	name string
	// files are the compose file and what is laid over it, by absolute path.
	files   []string
	cluster bool
	env     []string
	// log receives what the commands say.
	log string
}

// arguments make a command of the project. No file .env is read: what it says is for people's own project.
func (p *project) arguments(args ...string) []string {
	all := []string{"compose", "--ansi", "never", "--project-name", p.name, "--env-file", os.DevNull}
	for _, f := range p.files {
		all = append(all, "--file", f)
	}
	if p.cluster {
		all = append(all, "--profile", "cluster")
	}
	return append(all, args...)
}

// downArguments end a project and remove everything of it. Nothing is left to be finished, so patience is short.
func downArguments() []string {
	return []string{"down", "--volumes", "--remove-orphans", "--timeout", "10"}
}

// run runs one command of the project.
func (p *project) run(ctx context.Context, args ...string) (err error) {
	log, err := os.OpenFile(p.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("log docker: %w", err)
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	_, err = docker(ctx, p.env, log, p.arguments(args...)...)
	return err
}

// listed is what "docker compose ps" tells of a container.
type listed struct {
	ID, Name, Service, State, Health string
	ExitCode                         int
	Publishers                       []published
}

// published is a port of a container on this machine.
type published struct {
	URL                       string
	TargetPort, PublishedPort int
	Protocol                  string
}

// number is the replica's, from 1, by which the engine ends its name.
func (l listed) number() int {
	n, _ := strconv.Atoi(l.Name[strings.LastIndexByte(l.Name, '-')+1:])
	return n
}

// containers lists those of the project, also those that have ended.
func (p *project) containers(ctx context.Context) ([]listed, error) {
	out, err := docker(ctx, p.env, nil, p.arguments("ps", "--all", "--no-trunc", "--format", "json")...)
	if err != nil {
		return nil, err
	}
	return parseList([]byte(out))
}

// parseList reads the answer of "docker compose ps --format json": one object a line, or one array of them before Compose 2.21.
func parseList(text []byte) ([]listed, error) {
	var list []listed
	decoder := json.NewDecoder(bytes.NewReader(text))
	for {
		var one json.RawMessage
		if err := decoder.Decode(&one); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("read the list of containers: %w", err)
		}
		var some []listed
		var err error
		if one[0] == '[' {
			err = json.Unmarshal(one, &some)
		} else {
			some = make([]listed, 1)
			err = json.Unmarshal(one, &some[0])
		}
		if err != nil {
			return nil, fmt.Errorf("read the list of containers: %w", err)
		}
		list = append(list, some...)
	}
	for _, l := range list {
		if l.ID == "" || l.Service == "" {
			return nil, errors.New("read the list of containers: one has no id or no service")
		}
	}
	return list, nil
}

// keepLogs writes what each container said into a file of its own in dir.
func (p *project) keepLogs(ctx context.Context, dir string) error {
	list, err := p.containers(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, l := range list {
		name := strings.TrimPrefix(l.Name, p.name+"-")
		f, err := os.Create(filepath.Join(dir, filepath.Base(name)+".log"))
		if err != nil {
			errs = append(errs, fmt.Errorf("keep the log of %s: %w", name, err))
			continue
		}
		_, err = docker(ctx, p.env, f, "logs", "--timestamps", l.ID)
		errs = append(errs, err, f.Close())
	}
	return errors.Join(errs...)
}

// startGuard starts what removes the project should the harness die: containers are the engine's children, not the harness's, and would
// stay.
func (p *project) startGuard() (*stack.Guard, error) {
	return stack.StartGuard("the containers", p.env, "", append([]string{"docker"}, p.arguments(downArguments()...)...)...)
}

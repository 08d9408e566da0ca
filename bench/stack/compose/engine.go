package compose

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	"quintet/bench/stack"
)

// The oldest versions that know what the compose file says: start_interval of health checks.
const (
	oldestEngine  = 25
	oldestCompose = "2.24"
)

// Inventory lists what the stack needs and whether it is there: what is too old is not.
func Inventory(ctx context.Context) []stack.Part {
	engine := stack.Part{Of: "docker", What: fmt.Sprintf("Docker Engine %d or newer, running", oldestEngine)}
	plugin := stack.Part{Of: "docker", What: fmt.Sprintf("Docker's plugin compose %s or newer", oldestCompose)}
	if version, err := findEngine(ctx); err == nil {
		engine.Found = "version " + version
	} else {
		engine.Command = "see https://docs.docker.com/engine/install, then systemctl start docker"
	}
	if version, err := findPlugin(ctx); err == nil {
		plugin.Found = "version " + version
	} else {
		plugin.Command = plugged
	}
	return []stack.Part{engine, plugin}
}

// plugged is what gets the plugin, where Docker's own packages are used.
const plugged = "apt-get install docker-compose-plugin"

// checkEngine says in one line what is missing.
func checkEngine(ctx context.Context) error {
	_, err := findEngine(ctx)
	if err == nil {
		_, err = findPlugin(ctx)
	}
	if err != nil {
		return fmt.Errorf("%w; -stack native needs no engine", err)
	}
	return nil
}

// asking bounds a question to the engine.
const asking = 20 * time.Second

// findEngine returns the engine's version.
func findEngine(ctx context.Context) (string, error) {
	if _, err := exec.LookPath("docker"); err != nil {
		return "", fmt.Errorf("the compose stack needs Docker Engine %d and Compose %s or newer: there is no program docker on the PATH",
			oldestEngine, oldestCompose)
	}
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	version, err := docker(ctx, engineEnvironment(), nil, "version", "--format", "{{.Server.Version}}")
	switch {
	case err != nil:
		return "", fmt.Errorf("the compose stack needs a running Docker Engine, and it does not answer: %w", err)
	case older(version, strconv.Itoa(oldestEngine)):
		return "", fmt.Errorf("the compose stack needs Docker Engine %d or newer, this is %s", oldestEngine, version)
	}
	return version, nil
}

// findPlugin returns the version of Compose.
func findPlugin(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	version, err := docker(ctx, engineEnvironment(), nil, "compose", "version", "--short")
	switch {
	case err != nil:
		return "", fmt.Errorf("the compose stack needs Docker's plugin compose %s or newer (with Docker's packages: %s): %w", oldestCompose, plugged, err)
	case older(version, oldestCompose):
		return "", fmt.Errorf("the compose stack needs Docker's plugin compose %s or newer, this is %s", oldestCompose, version)
	}
	return version, nil
}

// older compares the leading numbers of two versions. What is no version is not older: the engine will say what it cannot do.
func older(version, than string) bool {
	have, want := strings.Split(strings.TrimPrefix(version, "v"), "."), strings.Split(than, ".")
	for i := range min(len(have), len(want)) {
		a, err := strconv.Atoi(have[i])
		b, _ := strconv.Atoi(want[i])
		if err != nil || a != b {
			return err == nil && a < b
		}
	}
	return false
}

// engineEnvironment is what docker gets of the harness's environment: how to reach the engine, and nothing the compose file could
// take for one of its variables.
func engineEnvironment() []string {
	var env []string
	for _, name := range []string{
		"PATH", "HOME", "TMPDIR", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "SSH_AUTH_SOCK", "DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG",
		"DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
	} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// docker runs one command and returns its standard output without the blanks around it. Both outputs also go to log, which may be
// nil. The error has what the command said last.
func docker(ctx context.Context, env []string, log io.Writer, args ...string) (string, error) {
	if log == nil {
		log = io.Discard
	}
	var out, said bytes.Buffer
	cmd := exec.CommandContext(ctx, "docker", args...)
	cmd.Env = env
	cmd.Stdout, cmd.Stderr = io.MultiWriter(&out, log), io.MultiWriter(&said, log)
	// An interrupt typed at a terminal reaches the harness alone, which then ends things in order; the command is asked to end
	// before it is killed, for it may have begun something at the engine.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGINT) }
	cmd.WaitDelay = 10 * time.Second
	err := cmd.Run()
	text := strings.TrimSpace(out.String())
	if err == nil {
		return text, nil
	}
	if ctx.Err() != nil {
		err = errors.Join(context.Cause(ctx), err)
	}
	return "", fmt.Errorf("docker %s: %w%s", act(args), err, lastLines(said.String()))
}

// act is what a command does, without its arguments: they may be long, and the words tell enough.
func act(args []string) string {
	const verbs = "build up run down ps logs version"
	if args[0] != "compose" {
		return args[0]
	}
	for _, a := range args[1:] {
		if strings.Contains(" "+verbs+" ", " "+a+" ") {
			return "compose " + a
		}
	}
	return "compose"
}

// lastLines is the end of what a command said, on one line.
func lastLines(text string) string {
	const maxBytes = 600
	text = strings.TrimSpace(strings.ToValidUTF8(text, ""))
	if text == "" {
		return ""
	}
	if len(text) > maxBytes {
		text = "..." + text[len(text)-maxBytes:]
	}
	return ": " + strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }), " | ")
}

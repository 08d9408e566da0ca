package cluster

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Cluster is a running cluster. Make it with Start.
type Cluster struct {
	dir   string
	ports ports

	node  *exec.Cmd
	input io.WriteCloser

	mu sync.Mutex
	// ended says which part ended, "" while all run.
	ended string
	once  sync.Once
	err   error
}

// ports are those that the servers listen on at 127.0.0.1.
type ports struct{ EtcdClients, EtcdPeers, API, Kubelet int }

// prefix begins the names of clusters' folders.
const prefix = "quintet-kube-"

// startTimeout bounds a start, also on a machine that is busy with other things.
const startTimeout = 5 * time.Minute

// Start starts a cluster with the images of some files (of "docker save", or OCI archives) and returns when its node is ready, after some
// five seconds. Stop must be called.
func Start(ctx context.Context, program string, images ...string) (c *Cluster, err error) {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	dir, err := os.MkdirTemp("", prefix)
	if err != nil {
		return nil, err
	}
	c = &Cluster{dir: dir}
	defer func() {
		if err != nil {
			err = errors.Join(err, c.Stop())
		}
	}()
	if err := c.write(program); err != nil {
		return nil, err
	}
	if err := c.startNode(); err != nil {
		return nil, err
	}
	for _, step := range c.steps(append([]string{pauseFile(program)}, images...)) {
		if step.name != "" {
			if err := json.NewEncoder(c.input).Encode(command{step.name, step.args}); err != nil {
				return nil, fmt.Errorf("start %s: %w", step.name, err)
			}
		}
		if step.ready != nil {
			if err := c.await(ctx, step); err != nil {
				return nil, err
			}
		}
	}
	return c, nil
}

// startNode starts this program again as the first process of namespaces of its own (see Init).
func (c *Cluster) startNode() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	c.node = exec.Command(self)
	c.node.Env = []string{nodeVariable + "=" + c.dir, "PATH=" + os.Getenv("PATH")}
	c.node.Stderr = os.Stderr
	// A session of its own: an interrupt that is typed ends the test, and the node when the test is gone.
	c.node.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWPID | syscall.CLONE_NEWNS, Setsid: true}
	if c.input, err = c.node.StdinPipe(); err != nil {
		return err
	}
	reports, err := c.node.StdoutPipe()
	if err != nil {
		return err
	}
	if err := c.node.Start(); err != nil {
		c.node = nil
		return fmt.Errorf("start the node: %w", err)
	}
	go func() {
		for s := bufio.NewScanner(reports); s.Scan(); {
			c.mu.Lock()
			if c.ended == "" {
				c.ended = s.Text()
			}
			c.mu.Unlock()
		}
	}()
	return nil
}

// await asks whether a part is ready until it is, the part ends or the context does.
func (c *Cluster) await(ctx context.Context, s step) error {
	var last error
	for {
		if last = s.ready(ctx); last == nil {
			return nil
		}
		c.mu.Lock()
		ended := c.ended
		c.mu.Unlock()
		if ended != "" {
			name, _, _ := strings.Cut(ended, " ")
			return fmt.Errorf("%s: %s", ended, c.Log(name))
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for %s: %w: %w: %s", s.what, ctx.Err(), last, c.Log(s.name))
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// Stop ends the cluster and all that runs on it, and removes its folder. Idempotent.
func (c *Cluster) Stop() error {
	c.once.Do(func() {
		if c.node != nil {
			c.err = errors.Join(c.input.Close(), c.node.Wait())
		}
		if c.err == nil {
			c.err = os.RemoveAll(c.dir)
		}
	})
	return c.err
}

// Kubeconfig is the file that lets a client be the cluster's administrator.
func (c *Cluster) Kubeconfig() string { return filepath.Join(c.dir, "kubeconfig") }

// Bin is a folder with the program kubectl.
func (c *Cluster) Bin() string { return filepath.Join(c.dir, "bin") }

// Left is what clusters have left on this machine: processes of its parts, mounts and control groups.
func Left() (left []string) {
	processes, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, p := range processes {
		text, _ := os.ReadFile(p)
		if strings.Contains(string(text), string(filepath.Separator)+prefix) {
			left = append(left, strings.ReplaceAll(string(text), "\x00", " "))
		}
	}
	mounts, _ := os.ReadFile("/proc/self/mounts")
	for line := range strings.Lines(string(mounts)) {
		if strings.Contains(line, "/"+prefix) {
			left = append(left, line)
		}
	}
	groups, _ := filepath.Glob("/sys/fs/cgroup/*/k8s.io")
	folders, _ := filepath.Glob(filepath.Join(os.TempDir(), prefix+"*"))
	return append(append(left, groups...), folders...)
}

// Log is the end of a part's log, on one line.
func (c *Cluster) Log(part string) string {
	text, err := os.ReadFile(filepath.Join(c.dir, "log", part+".log"))
	if err != nil {
		return "no log"
	}
	return tail(string(text))
}

// Kubectl runs kubectl with an input and returns what it says, on its standard error in err.
func (c *Cluster) Kubectl(ctx context.Context, input string, args ...string) (out, said string, err error) {
	cmd := exec.CommandContext(ctx, filepath.Join(c.Bin(), "kubectl"), args...)
	var stdout, stderr strings.Builder
	cmd.Env = append(os.Environ(), "KUBECONFIG="+c.Kubeconfig(), "HOME="+c.dir)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(input), &stdout, &stderr
	if err = cmd.Run(); err != nil {
		err = fmt.Errorf("kubectl %s: %w: %s", strings.Join(args, " "), err, tail(stderr.String()))
	}
	return stdout.String(), stderr.String(), err
}

// tail is the end of what a program said, on one line.
func tail(text string) string {
	const most = 1500
	text = strings.TrimSpace(text)
	return strings.ReplaceAll(text[max(0, len(text)-most):], "\n", " | ")
}

// freePort is a port of 127.0.0.1 without a listener.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

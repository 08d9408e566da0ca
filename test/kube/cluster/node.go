package cluster

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// nodeVariable makes a test binary the first process of the namespaces; its value is the cluster's folder.
const nodeVariable = "QUINTET_KUBE_NODE"

// lifetime bounds a cluster, however long its test hangs.
const lifetime = 40 * time.Minute

// command is one part to start, a line of JSON on the node's standard input.
type command struct {
	Name string
	Args []string
}

// Init turns this process into the node of a cluster if it was started to be one, and does not return then. TestMain calls it first.
func Init() {
	dir := os.Getenv(nodeVariable)
	if dir == "" {
		return
	}
	if err := node(dir, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "node:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// node starts what the lines of commands ask for and reports each part that ends, a line on reports. It returns when commands ends, which
// it does also when the test dies, and has ended everything and removed the folder by then.
func node(dir string, commands io.Reader, reports io.Writer) error {
	if os.Getpid() != 1 {
		return errors.New("is not the first process of a PID namespace")
	}
	// A test that was killed reads no more reports, and that must not end this process before it has ended the rest.
	signal.Ignore(syscall.SIGPIPE)
	if err := hide(); err != nil {
		return err
	}
	n := &nodeParts{dir: dir, reports: reports, names: map[int]string{}}
	lines := make(chan string)
	go func() {
		defer close(lines)
		for s := bufio.NewScanner(commands); s.Scan(); {
			lines <- s.Text()
		}
	}()
	go n.reap()
	enough := time.After(lifetime)
	for {
		select {
		case line, ok := <-lines:
			if !ok {
				return n.end()
			}
			var c command
			err := json.Unmarshal([]byte(line), &c)
			if err == nil {
				err = n.start(c)
			}
			if err != nil {
				return errors.Join(err, n.end())
			}
		case <-enough:
			return errors.Join(fmt.Errorf("the cluster was not stopped within %s", lifetime), n.end())
		}
	}
}

// hide gives the mount namespace a life of its own, a /proc of its processes, and empty folders where containerd and kubelet write
// whatever they are configured to.
func hide() error {
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("make mounts private: %w", err)
	}
	for _, m := range []struct{ kind, at string }{{"proc", "/proc"}, {"tmpfs", "/run"}, {"tmpfs", "/var/lib"}, {"tmpfs", "/var/log"}} {
		if err := syscall.Mount(m.kind, m.at, m.kind, 0, ""); err != nil {
			return fmt.Errorf("mount %s at %s: %w", m.kind, m.at, err)
		}
	}
	return nil
}

// nodeParts are the processes that the node started.
type nodeParts struct {
	dir     string
	reports io.Writer

	mu    sync.Mutex
	names map[int]string
}

// start starts a part, whose output goes to log/<name>.log.
func (n *nodeParts) start(c command) error {
	log, err := os.OpenFile(filepath.Join(n.dir, "log", c.Name+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer log.Close()
	null, err := os.Open(os.DevNull)
	if err != nil {
		return err
	}
	defer null.Close()
	// The reaper must not see a child before it has a name.
	n.mu.Lock()
	defer n.mu.Unlock()
	pid, err := syscall.ForkExec(c.Args[0], c.Args, &syscall.ProcAttr{
		Env: []string{"PATH=" + os.Getenv("PATH"), "HOME=" + n.dir}, Files: []uintptr{null.Fd(), log.Fd(), log.Fd()},
	})
	if err != nil {
		return fmt.Errorf("start %s: %w", c.Name, err)
	}
	n.names[pid] = c.Name
	return nil
}

// reap takes leave of every process that ends: the parts, of which it reports, and what was left to the first process of the namespace.
func (n *nodeParts) reap() {
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, 0, nil)
		switch {
		case errors.Is(err, syscall.ECHILD):
			time.Sleep(20 * time.Millisecond) // nothing runs yet
		case err == nil:
			n.mu.Lock()
			if name := n.names[pid]; name != "" {
				fmt.Fprintf(n.reports, "%s ended (status %d)\n", name, status)
			}
			n.mu.Unlock()
		}
	}
}

// end kills all processes of the namespace, unmounts what they mounted and removes the cluster's folder and its control groups.
func (n *nodeParts) end() error {
	const patience = time.Minute
	deadline := time.Now().Add(patience)
	for {
		// -1 is all processes of the namespace but this one; there are none when the last was reaped.
		err := syscall.Kill(-1, syscall.SIGKILL)
		left := unmount(n.dir)
		if errors.Is(err, syscall.ESRCH) && len(left) == 0 {
			break
		}
		if time.Now().After(deadline) {
			// What is mounted must never be removed.
			return fmt.Errorf("not all of the cluster ended within %s: kill: %w; mounts: %s", patience, err, strings.Join(left, ", "))
		}
		time.Sleep(20 * time.Millisecond)
	}
	removeControlGroups(n.dir)
	return os.RemoveAll(n.dir)
}

// unmount unmounts all below a folder, the last mounted first, and returns what is still there.
func unmount(dir string) (left []string) {
	mounts := mountsBelow(dir)
	for i := len(mounts) - 1; i >= 0; i-- {
		_ = syscall.Unmount(mounts[i], 0)
	}
	return mountsBelow(dir)
}

// mountsBelow are the mount points below a folder, in the order in which they were mounted.
func mountsBelow(dir string) (list []string) {
	text, err := os.ReadFile("/proc/self/mounts")
	if err != nil {
		return []string{"/proc/self/mounts: " + err.Error()}
	}
	for line := range strings.Lines(string(text)) {
		if fields := strings.Fields(line); len(fields) > 1 && strings.HasPrefix(fields[1], dir+"/") {
			list = append(list, fields[1])
		}
	}
	return list
}

// removeControlGroups removes the control groups of the cluster's containers: those whose process is killed are not removed otherwise.
func removeControlGroups(dir string) {
	containers, _ := filepath.Glob(filepath.Join(dir, "containerd", "state", "io.containerd.runtime.v2.task", "k8s.io", "*"))
	for _, c := range containers {
		groups, _ := filepath.Glob(filepath.Join("/sys/fs/cgroup/*/k8s.io", filepath.Base(c)))
		for _, g := range groups {
			_ = os.Remove(g)
		}
	}
	// The folder above goes with the last container of whichever cluster.
	above, _ := filepath.Glob("/sys/fs/cgroup/*/k8s.io")
	for _, g := range above {
		_ = os.Remove(g)
	}
}

package cluster

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// packages are the Debian packages that have the programs which are not built from Go modules.
var packages = []string{"containerd", "runc"}

// Program is where Build puts the program: in the cache folder, by the versions of its modules.
func Program(module string) (string, error) {
	cache := os.Getenv("QUINTET_CACHE")
	if cache == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return "", fmt.Errorf("find the cache directory (set QUINTET_CACHE to choose one): %w", err)
		}
		cache = filepath.Join(user, "quintet")
	}
	sum := sha256.New()
	for _, name := range []string{"go.mod", "program/main.go", "pause/main.go"} {
		text, err := os.ReadFile(filepath.Join(module, name))
		if err != nil {
			return "", err
		}
		sum.Write(text)
	}
	return filepath.Join(cache, "kubernetes-"+hex.EncodeToString(sum.Sum(nil))[:12], "kube"), nil
}

// Build builds the program from the module in a folder, unless it is there; two that build at a time do it once. Cold, it takes some nine
// minutes of two cores, 0.7 GB of modules, and writes 157 MB.
func Build(ctx context.Context, module string, progress io.Writer) (string, error) {
	program, err := Program(module)
	if err != nil {
		return "", err
	}
	dir := filepath.Dir(program)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	lock, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return "", err
	}
	defer lock.Close() // which unlocks
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return "", fmt.Errorf("lock %s: %w", lock.Name(), err)
	}
	if _, err := os.Stat(pauseFile(program)); err != nil {
		if err := buildPause(ctx, module, pauseFile(program)); err != nil {
			return "", err
		}
	}
	if _, err := os.Stat(program); err == nil {
		return program, nil
	}
	fmt.Fprintf(progress, "building %s from Go modules: about 9 minutes on two cores, once\n", program)
	part := program + ".part"
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", part, "./program")
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = module, append(os.Environ(), "CGO_ENABLED=0"), progress, progress
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("build Kubernetes: %w", err)
	}
	return program, os.Rename(part, program)
}

// Missing is what must be installed before a cluster can run, nil when it can: programs that are not on the PATH, with the packages that
// have them.
func Missing() error {
	if os.Geteuid() != 0 {
		return fmt.Errorf("a cluster needs root: its node makes namespaces and mounts")
	}
	var absent []string
	for _, name := range []string{"containerd", "containerd-shim-runc-v2", "ctr", "runc"} {
		if _, err := exec.LookPath(name); err != nil {
			absent = append(absent, name)
		}
	}
	if len(absent) > 0 {
		return fmt.Errorf("there is no %s on the PATH; get it with: apt-get install --no-install-recommends %s",
			strings.Join(absent, ", "), strings.Join(packages, " "))
	}
	return nil
}

// Install installs the Debian packages.
func Install(ctx context.Context) error {
	var said bytes.Buffer
	for _, args := range [][]string{{"update", "-q"}, append([]string{"install", "-y", "-q", "--no-install-recommends"}, packages...)} {
		cmd := exec.CommandContext(ctx, "apt-get", args...)
		cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		cmd.Stdout, cmd.Stderr = &said, &said
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("apt-get %s: %w: %s", args[0], err, tail(said.String()))
		}
	}
	return nil
}

// Package kube tests the harness on a real Kubernetes of one node that runs on this machine (package cluster).
package kube

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"quintet/test/kube/cluster"
)

// required says that the tests must run: what is missing is built and installed, and what cannot be is a failure. Otherwise they
// are skipped on a machine that has not all of it.
func required() bool { return os.Getenv("REQUIRE_KUBE") == "1" }

// shared is the cluster of all tests, started when the first asks for it.
var shared struct {
	once    sync.Once
	cluster *cluster.Cluster
	// bench is the harness's own binary.
	bench string
	err   error
	skip  string
}

func TestMain(m *testing.M) {
	cluster.Init()
	dir, err := os.MkdirTemp("", "quintet-images-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	scratch = dir
	code := m.Run()
	if shared.cluster != nil {
		if err := shared.cluster.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, "stop the cluster:", err)
			code = 1
		}
		if left := cluster.Left(); len(left) > 0 {
			fmt.Fprintln(os.Stderr, "the cluster left:", strings.Join(left, ", "))
			code = 1
		}
	}
	if err := os.RemoveAll(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// scratch is a folder for images.
var scratch string

// start returns the cluster.
func start(t *testing.T) *cluster.Cluster {
	t.Helper()
	shared.once.Do(func() { shared.err = prepare() })
	switch {
	case shared.skip != "":
		t.Skip(shared.skip + "; REQUIRE_KUBE=1 gets it (make test-kube)")
	case shared.err != nil:
		t.Fatal(shared.err)
	}
	return shared.cluster
}

// prepare gets what a cluster needs and starts it with the images of the project.
func prepare() error {
	ctx, cancel := context.WithTimeout(context.Background(), 40*time.Minute)
	defer cancel()
	missing := cluster.Missing()
	program, err := cluster.Program(".")
	if err != nil {
		return err
	}
	if _, err := os.Stat(program); err != nil && missing == nil {
		missing = fmt.Errorf("there is no %s, which takes some 9 minutes to build", program)
	}
	if missing != nil && !required() {
		shared.skip = missing.Error()
		return nil
	}
	if cluster.Missing() != nil {
		if err := cluster.Install(ctx); err != nil {
			return err
		}
		if err := cluster.Missing(); err != nil {
			return err
		}
	}
	if program, err = cluster.Build(ctx, ".", os.Stderr); err != nil {
		return err
	}
	images, err := makeImages(ctx)
	if err != nil {
		return err
	}
	shared.cluster, err = cluster.Start(ctx, program, images...)
	return err
}

// makeImages builds the harness and its images.
func makeImages(ctx context.Context) (files []string, err error) {
	shared.bench = filepath.Join(scratch, "bench")
	for _, args := range [][]string{
		{"-C", "../..", "build", "-buildvcs=auto", "-trimpath", "-ldflags=-s -w", "-o", shared.bench, "./bench"},
		{"-C", "../../deploy/image", "run", ".", "-out", scratch, "bench", "api"},
	} {
		cmd := exec.CommandContext(ctx, "go", args...)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if said, err := cmd.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("go %s: %w: %s", strings.Join(args, " "), err, said)
		}
	}
	return filepath.Glob(filepath.Join(scratch, "*.tar"))
}

// Command image builds container images without Docker: one static program, the certificates of the public authorities, and nothing else.
//
// An image is made of its program and its configuration alone, with no date in it, so the same commit and the same Go give the same digest.
// It is written as a file that docker load, ctr images import and skopeo read, or pushed to a registry with the user's own sign-in.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "image:", err)
		os.Exit(1)
	}
}

// options are the flags.
type options struct {
	root, out, push, tag, arch string
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	var o options
	set := flag.NewFlagSet("image", flag.ContinueOnError)
	set.SetOutput(stderr)
	set.StringVar(&o.root, "root", "../..", "the project's `folder`")
	set.StringVar(&o.out, "out", "../../bin", "the `folder` that receives the images' files")
	set.StringVar(&o.push, "push", "", "push to this `registry/path` as well, such as registry.example/team")
	set.StringVar(&o.tag, "tag", "local", "the images' `tag`")
	set.StringVar(&o.arch, "arch", runtime.GOARCH, "the processors' `architecture`: amd64 or arm64")
	if err := set.Parse(args); err != nil {
		return err
	}
	names := set.Args()
	if len(names) == 0 {
		names = []string{"bench", "api"}
	}
	for _, n := range names {
		at := slices.IndexFunc(programs(), func(p program) bool { return p.name == n })
		if at < 0 {
			return fmt.Errorf("found %q, want bench or api", n)
		}
		if err := o.make(ctx, programs()[at], stdout); err != nil {
			return fmt.Errorf("%s: %w", n, err)
		}
	}
	return nil
}

// make builds a program and its image, and writes where it is.
func (o options) make(ctx context.Context, p program, stdout io.Writer) error {
	content, err := o.build(ctx, p)
	if err != nil {
		return err
	}
	image, err := p.image(content, o.arch)
	if err != nil {
		return err
	}
	digest, err := image.Digest()
	if err != nil {
		return err
	}
	reference := "quintet-" + p.name + ":" + o.tag
	tag, err := name.NewTag(reference)
	if err != nil {
		return err
	}
	path := filepath.Join(o.out, "quintet-"+p.name+".tar")
	if err := errors.Join(os.MkdirAll(o.out, 0o755), tarball.WriteToFile(path, tag, image)); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%s %s %s\n", reference, digest, path)
	if o.push == "" {
		return nil
	}
	return push(ctx, strings.TrimSuffix(o.push, "/")+"/"+reference, image, stdout)
}

// push writes an image to a registry, signed in as docker login, podman login or crane auth have it.
func push(ctx context.Context, reference string, image v1.Image, stdout io.Writer) error {
	tag, err := name.NewTag(reference)
	if err != nil {
		return err
	}
	if err := remote.Write(tag, image, remote.WithContext(ctx), remote.WithAuthFromKeychain(authn.DefaultKeychain)); err != nil {
		return fmt.Errorf("push %s: %w", reference, err)
	}
	digest, err := image.Digest()
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%s@%s\n", tag.Context().Name(), digest)
	return nil
}

// build compiles a program of the project for Linux, with no C library, and returns it. It is built as make build does, with the revision
// in it: generators of another build than the coordinator's refuse to start.
func (o options) build(ctx context.Context, p program) ([]byte, error) {
	dir, err := os.MkdirTemp("", "quintet-image-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, p.name)
	var said bytes.Buffer
	cmd := exec.CommandContext(ctx, "go", "build", "-buildvcs=auto", "-trimpath", "-ldflags=-s -w", "-o", file, "./"+p.name)
	cmd.Dir, cmd.Stdout, cmd.Stderr = o.root, &said, &said
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+o.arch)
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("go build: %w: %s", err, strings.TrimSpace(said.String()))
	}
	return os.ReadFile(file)
}

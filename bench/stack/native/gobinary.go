package native

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
)

// goBinary is a server written in Go, built from its module at a version into a folder of the cache named for both. It is run as
// a process and never linked.
func goBinary(pkg, version string) part {
	name := path.Base(pkg)
	folder := func(cache string) string { return filepath.Join(cache, name+"-"+version) }
	install := []string{"go", "install", "-trimpath", "-ldflags=-s -w", pkg + "@" + version}
	return part{
		what: name + " " + version,
		find: func(cache string) (string, error) {
			file := filepath.Join(folder(cache), name)
			if _, err := os.Stat(file); err != nil {
				return "", err
			}
			return file, nil
		},
		command: func(cache string) string { return "GOBIN=" + words([]string{folder(cache)}) + " " + words(install) },
		obtain: func(ctx context.Context, cache string, progress func(string)) error {
			if _, err := exec.LookPath("go"); err != nil {
				return errors.Join(errors.New("there is no Go to build it with; see https://go.dev/dl"), err)
			}
			if err := os.MkdirAll(folder(cache), 0o755); err != nil {
				return fmt.Errorf("get %s: %w", name, err)
			}
			args := install
			if _, err := exec.LookPath("nice"); err == nil {
				// A build of minutes on all cores must leave the machine usable.
				args = append([]string{"nice", "-n", "10"}, install...)
			}
			// The folder is no module, and flags of the user's must not make it one.
			env := append(os.Environ(), "GOBIN="+folder(cache), "GOFLAGS=", "GOWORK=off")
			return runTool(ctx, tool{args: args, env: env, dir: cache, progress: progress})
		},
	}
}

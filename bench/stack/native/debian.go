package native

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

// debian is a part that comes as a Debian package (also of Ubuntu).
func debian(what string, find func() (string, error), packages ...string) part {
	install := append([]string{"apt-get", "install", "-y", "--no-install-recommends"}, packages...)
	return part{
		what: what,
		find: func(string) (string, error) { return find() },
		command: func(string) string {
			if os.Geteuid() != 0 {
				return words(append([]string{"sudo"}, install...))
			}
			return words(install)
		},
		obtain: func(ctx context.Context, _ string, progress func(string)) error {
			if os.Geteuid() != 0 {
				return errors.New("only root can install packages")
			}
			if _, err := exec.LookPath("apt-get"); err != nil {
				return fmt.Errorf("this is no Debian system: %w", err)
			}
			quiet := append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
			if err := runTool(ctx, tool{args: install, env: quiet, progress: progress}); err == nil {
				return nil
			}
			// The list of packages may be absent or too old to name files that still exist.
			if err := runTool(ctx, tool{args: []string{"apt-get", "update"}, env: quiet, progress: progress}); err != nil {
				return err
			}
			return runTool(ctx, tool{args: install, env: quiet, progress: progress})
		},
	}
}

// findProgram looks for a program on the PATH and then where the patterns say, the last match first, so that the newest of several
// versions is taken.
func findProgram(name string, patterns ...string) (string, error) {
	if path, err := exec.LookPath(name); err == nil {
		return filepath.Abs(path)
	}
	return newest(name, patterns...)
}

// newest is the last match of the patterns in the order of their version numbers.
func newest(name string, patterns ...string) (string, error) {
	var found []string
	for _, p := range patterns {
		matches, err := filepath.Glob(p)
		if err != nil {
			return "", fmt.Errorf("look for %s: %w", name, err)
		}
		found = append(found, matches...)
	}
	if len(found) == 0 {
		return "", fmt.Errorf("%s was not found", name)
	}
	return slices.MaxFunc(found, compareVersions), nil
}

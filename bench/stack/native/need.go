package native

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Need is a thing a server lacks on this machine.
type Need struct {
	// Server is who lacks it, What is what, Command is what a person would run to get it.
	Server, What, Command string
}

// MissingError says that servers cannot be started for want of parts.
type MissingError struct{ Needs []Need }

// Error names each part with the command that gets it.
func (e *MissingError) Error() string {
	var parts []string
	for _, n := range e.Needs {
		parts = append(parts, fmt.Sprintf("%s needs %s; get it with: %s", n.Server, n.What, n.Command))
	}
	return strings.Join(parts, "; ")
}

// Missing returns what the named servers (none named: all) lack, empty when they can be started.
func Missing(names ...string) ([]Need, error) {
	cache, err := DefaultCache()
	if err != nil {
		return nil, err
	}
	var needs []Need
	for _, s := range servers() {
		if len(names) == 0 || slices.Contains(names, s.name) {
			needs = append(needs, missingParts(cache, s)...)
		}
	}
	return needs, nil
}

func missingParts(cache string, s server) []Need {
	var needs []Need
	for _, p := range s.needs {
		if _, err := p.find(cache); err != nil {
			needs = append(needs, Need{Server: s.name, What: p.what, Command: p.command(cache)})
		}
	}
	return needs
}

// Has is a thing a server needs, and where it is.
type Has struct {
	// Server is who needs it, What is what, Path is where it was found, empty when it is missing; Command then gets it.
	Server, What, Path, Command string
}

// Inventory lists everything the servers need, in the order of the table, with what was found.
func Inventory() ([]Has, error) {
	cache, err := DefaultCache()
	if err != nil {
		return nil, err
	}
	var list []Has
	for _, s := range servers() {
		for _, p := range s.needs {
			h := Has{Server: s.name, What: p.what}
			if path, err := p.find(cache); err == nil {
				h.Path = path
			} else {
				h.Command = p.command(cache)
			}
			list = append(list, h)
		}
	}
	return list, nil
}

// DefaultCache is where downloaded parts are kept: $QUINTET_CACHE, or the folder quintet in the user's cache directory.
func DefaultCache() (string, error) {
	if dir := os.Getenv("QUINTET_CACHE"); dir != "" {
		return filepath.Abs(dir)
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find the cache directory (set QUINTET_CACHE to choose one): %w", err)
	}
	return filepath.Join(dir, "quintet"), nil
}

// part is a thing that must be on the machine for a server to start.
type part struct {
	what string
	// find returns where it is, or what was looked for in vain.
	find func(cache string) (string, error)
	// command is what a person would run to get it.
	command func(cache string) string
	// obtain gets it. Idempotent.
	obtain func(ctx context.Context, cache string, progress func(string)) error
}

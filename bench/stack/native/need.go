package native

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"quintet/bench/stack"
)

// MissingError says that servers cannot be started for want of parts.
type MissingError struct{ Parts []stack.Part }

// Error names each part with the command that gets it.
func (e *MissingError) Error() string {
	var parts []string
	for _, p := range e.Parts {
		parts = append(parts, fmt.Sprintf("%s needs %s; get it with: %s", p.Of, p.What, p.Command))
	}
	return strings.Join(parts, "; ")
}

// Missing returns what the named servers (none named: all) lack, empty when they can be started.
func Missing(names ...string) ([]stack.Part, error) {
	parts, err := Inventory(names...)
	return slices.DeleteFunc(parts, func(p stack.Part) bool { return p.Found != "" }), err
}

// Inventory lists what the named servers (none named: all) need, in the order of the table, with where it was found.
func Inventory(names ...string) ([]stack.Part, error) {
	cache, err := DefaultCache()
	if err != nil {
		return nil, err
	}
	var list []stack.Part
	for _, s := range servers() {
		if len(names) == 0 || slices.Contains(names, s.name) {
			list = append(list, s.parts(cache)...)
		}
	}
	return list, nil
}

// parts are what the server needs, with where it was found.
func (s *server) parts(cache string) []stack.Part {
	var list []stack.Part
	for _, p := range s.needs {
		found := stack.Part{Of: s.name, What: p.what}
		var err error
		if found.Found, err = p.find(cache); err != nil {
			found.Found, found.Command = "", p.command(cache)
		}
		list = append(list, found)
	}
	return list
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

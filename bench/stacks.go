package main

import (
	"fmt"
	"strings"

	"quintet/bench/stack"
	"quintet/bench/stack/embedded"
)

// stackKind is a row of the table of stacks.
type stackKind struct {
	name, summary string
	// settings are the keys it can vary.
	settings []string
	// new checks the settings and starts nothing.
	new func(cfg stackConfig) (stack.Stack, error)
}

// stackConfig is what every stack is made from.
type stackConfig struct {
	executable, dir, logDir string
	settings                map[string]string
}

// stacks is the table of stacks.
func stacks() []stackKind {
	return []stackKind{{
		name:     "embedded",
		summary:  "SQLite, miniredis and an S3 server on disk, from this one binary; nothing to install",
		settings: embedded.Settings(),
		new: func(c stackConfig) (stack.Stack, error) {
			return embedded.New(embedded.Config{Executable: c.executable, Dir: c.dir, LogDir: c.logDir, Settings: c.settings})
		},
	}}
}

func findStack(name string) (stackKind, error) {
	var names []string
	for _, s := range stacks() {
		if s.name == name {
			return s, nil
		}
		names = append(names, s.name)
	}
	return stackKind{}, fmt.Errorf("unknown stack %q%s; the stacks are %s", name, didYouMean(name, names), strings.Join(names, ", "))
}

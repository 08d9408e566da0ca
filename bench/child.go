package main

import (
	"context"

	"quintet/bench/stack/child"
)

// childCommands are the hidden subcommands: the programs that stacks run as processes of their own.
func childCommands() []command {
	var list []command
	for _, name := range child.Names() {
		list = append(list, command{name: name, run: func(ctx context.Context, t terminal, _ []string) error {
			return child.Run(ctx, name, t.stdout, t.stderr)
		}})
	}
	return list
}

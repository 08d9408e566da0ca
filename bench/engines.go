package main

import (
	"fmt"
	"strings"

	"quintet/bench/distributed/engine"
	"quintet/bench/distributed/engine/processes"
)

// engineKind is a row of the table of engines: who starts generators.
type engineKind struct {
	name, summary string
	// here says that the generators are processes of this machine, which reach the embedded bucket and targets on loopback.
	here bool
	// new checks the flags and starts nothing.
	new func(cfg engineConfig) (engine.Engine, error)
}

// engineConfig is what every engine is made from.
type engineConfig struct {
	executable string
	options    generatorOptions
}

// engines is the table of engines; the first is the default.
func engines() []engineKind {
	return []engineKind{{
		name: "processes", summary: "processes of this machine", here: true,
		new: func(c engineConfig) (engine.Engine, error) { return processes.Engine{Executable: c.executable}, nil },
	}}
}

func findEngine(name string) (engineKind, error) {
	var names []string
	for _, e := range engines() {
		if e.name == name {
			return e, nil
		}
		names = append(names, e.name)
	}
	return engineKind{}, fmt.Errorf("-on: unknown engine %q%s; the engines are %s", name, didYouMean(name, names), strings.Join(names, ", "))
}

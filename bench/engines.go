package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"quintet/bench/distributed/engine"
	"quintet/bench/distributed/engine/kubernetes"
	"quintet/bench/distributed/engine/processes"
	"quintet/bench/distributed/engine/slurm"
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
	// dir is the run's folder.
	dir     string
	options generatorOptions
}

// engines is the table of engines; the first is the default.
func engines() []engineKind {
	return []engineKind{{
		name: "processes", summary: "processes of this machine", here: true,
		new: func(c engineConfig) (engine.Engine, error) { return processes.Engine{Executable: c.executable}, nil },
	}, {
		name: "kubernetes", summary: "an Indexed Job of the cluster that kubectl uses",
		new: func(c engineConfig) (engine.Engine, error) {
			return &kubernetes.Engine{Image: c.options.image, Overlay: c.options.overlay}, nil
		},
	}, {
		name: "slurm", summary: "one Slurm job of N nodes",
		new: func(c engineConfig) (engine.Engine, error) {
			dir, err := filepath.Abs(c.dir)
			return &slurm.Engine{Program: c.executable, LogDir: dir}, err
		},
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

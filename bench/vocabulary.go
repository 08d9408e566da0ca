package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"quintet/bench/fault"
	"quintet/bench/load"
	"quintet/bench/scenario"
	"quintet/bench/workload"
	"quintet/scenarios"
)

// vocabulary is what scenario files may name: the tables of the packages that know.
func vocabulary() scenario.Vocabulary {
	v := scenario.Vocabulary{Operations: workload.Operations(), Needs: workload.Needs(), Shapes: load.Shapes(),
		CheckShape: load.CheckShape, Requests: load.Requests, Faults: fault.Kinds(),
		CheckOperations: workload.CheckOperations}
	for _, s := range stacks() {
		for _, key := range s.settings {
			if !slices.Contains(v.Settings, key) {
				v.Settings = append(v.Settings, key)
			}
		}
	}
	return v
}

// scenarioDir is where a checkout keeps its scenarios; one found there is preferred to the shipped one of the same name.
const scenarioDir = "scenarios"

// readScenario reads a scenario by name or by file, to run it: the variables of the environment that it names must be there.
func readScenario(name string, overrides []scenario.Override) (scenario.Scenario, error) {
	words := vocabulary()
	words.Lookup = os.LookupEnv
	return findScenario(name, overrides, words)
}

// findScenario reads a scenario by name or by file. With the plain vocabulary variables of the environment may be missing.
func findScenario(name string, overrides []scenario.Override, words scenario.Vocabulary) (scenario.Scenario, error) {
	if isFile(name) {
		return scenario.Read(name, overrides, words)
	}
	path := filepath.Join(scenarioDir, name+".yaml")
	if _, err := os.Stat(path); err == nil {
		return scenario.Read(path, overrides, words)
	}
	text, err := scenarios.Files.ReadFile(name + ".yaml")
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		return scenario.Scenario{}, fmt.Errorf("no scenario %q%s; there are %s (or give a file, NAME.yaml)", name,
			didYouMean(name, scenarioNames()), strings.Join(scenarioNames(), ", "))
	}
	if err != nil {
		return scenario.Scenario{}, fmt.Errorf("read scenario %s: %w", name, err)
	}
	return scenario.Parse(path, text, overrides, words)
}

// isFile reports whether an argument is the path of a scenario file; anything else is a name.
func isFile(name string) bool {
	ext := filepath.Ext(name)
	return ext == ".yaml" || ext == ".yml" || strings.ContainsRune(name, os.PathSeparator)
}

// scenarioNames lists the shipped scenarios and those of ./scenarios, sorted.
func scenarioNames() []string {
	var names []string
	add := func(paths []string) {
		for _, p := range paths {
			if name := strings.TrimSuffix(filepath.Base(p), ".yaml"); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	// Both patterns are constant and well-formed, the only thing Glob can object to.
	shipped, _ := fs.Glob(scenarios.Files, "*.yaml")
	local, _ := filepath.Glob(filepath.Join(scenarioDir, "*.yaml"))
	add(shipped)
	add(local)
	slices.Sort(names)
	return names
}

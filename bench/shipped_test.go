package main

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"quintet/scenarios"
)

// refusedOf are the faults and settings of shipped scenarios that a stack cannot do, by stack and scenario: every other scenario runs on it.
func refusedOf() map[string]map[string][]string {
	return map[string]map[string][]string{
		// It has no Cassandra.
		"embedded": {"durability": {"prometheus"}, "ring": {"cassandra.nodes"}},
		// It has the commands of a container engine, and no link and no way into the API.
		"compose": {
			"overload": {"latency"}, "redis-away": {"flush"}, "retry-storm": {"blackhole"}, "slow-store": {"latency"},
			"resilience": {"latency", "blackhole", "reset", "bandwidth", "cpu", "errors", "flush"},
		},
	}
}

// Every shipped scenario with faults can be run on each stack, or each of its faults that the stack cannot do is refused with its line, and no
// other. All of them run on the native stack.
func TestFaultsOfShippedScenarios(t *testing.T) {
	located := regexp.MustCompile(`^scenarios/[a-z-]+\.yaml:\d+: faults\.\d+\.([a-z]+): found .+, want .+$|^setting ([a-z.]+): the [a-z]+ stack cannot vary it; it can vary .+$`)
	files, err := fs.Glob(scenarios.Files, "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"embedded", "native", "compose"} {
		kind, err := findStack(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			s, err := findScenario(strings.TrimSuffix(file, ".yaml"), nil, vocabulary())
			if err != nil {
				t.Fatal(err)
			}
			if len(s.Faults) == 0 {
				continue
			}
			t.Run(name+" "+s.Name, func(t *testing.T) {
				var refused []string
				st, err := kind.new(stackConfig{settings: s.Settings})
				if err == nil {
					err = prepareFaults(name, st, s)
				}
				if err != nil {
					for line := range strings.SplitSeq(err.Error(), "\n") {
						m := located.FindStringSubmatch(line)
						if m == nil {
							t.Fatalf("refused without a line: %s", line)
						}
						refused = append(refused, m[1]+m[2])
					}
				}
				if want := refusedOf()[name][s.Name]; fmt.Sprint(refused) != fmt.Sprint(want) {
					t.Errorf("refused are %q, want %q", refused, want)
				}
			})
		}
	}
}

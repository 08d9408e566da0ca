package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"quintet/bench/load"
	"quintet/bench/page"
	"quintet/bench/workload"
)

// listCommand lists what a command line and a scenario may name. A scenario that cannot be read has a row with its error, and the others are
// listed.
func listCommand(_ context.Context, t terminal, args []string) error {
	set := flags(t, "list", "bench list\n\nLists the scenarios (shipped ones and those in ./scenarios), the stacks they can run on, the engines of -generators, the operations a\nworkload mix may name and the shapes a phase of load may have.")
	if _, err := parse(set, args); err != nil {
		return err
	}
	w := tabwriter.NewWriter(t.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "scenarios")
	for _, name := range scenarioNames() {
		s, err := findScenario(name, nil, vocabulary())
		if err != nil {
			fmt.Fprintf(w, "  %s\tcannot be read: %s\n", name, page.Plain(err.Error()))
			continue
		}
		fmt.Fprintf(w, "  %s\t%s\n", name, firstSentence(s.Description))
		if declared := s.Workload.OperationNames(); len(declared) > 0 {
			fmt.Fprintf(w, "\tdeclares %s\n", strings.Join(declared, ", "))
		}
	}
	fmt.Fprintln(w, "\nstacks")
	for _, s := range stacks() {
		varies := ""
		if len(s.settings) > 0 {
			varies = " (can vary " + strings.Join(s.settings, ", ") + ")"
		}
		fmt.Fprintf(w, "  %s\t%s%s\n", s.name, s.summary, varies)
	}
	fmt.Fprintln(w, "\nengines")
	for _, e := range engines() {
		fmt.Fprintf(w, "  %s\t%s\n", e.name, e.summary)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(t.stdout, "\noperations\n%s\n\nshapes of a phase\n%s\n", wrap(workload.Operations(), 100), wrap(slices.Sorted(maps.Keys(load.Shapes())), 100))
	return nil
}

// firstSentence is what fits on a line of the list.
func firstSentence(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if i := strings.Index(text, ". "); i >= 0 {
		return text[:i+1]
	}
	return text
}

// wrap sets words in indented lines of at most width.
func wrap(words []string, width int) string {
	var lines []string
	line := " "
	for _, word := range words {
		if len(line)+1+len(word) > width {
			lines = append(lines, line)
			line = " "
		}
		line += " " + word
	}
	return strings.Join(append(lines, line), "\n")
}

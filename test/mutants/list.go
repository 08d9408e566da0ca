package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// listFile has a paragraph a mutant: a line with its name and the packages whose tests must notice, one with the file, the text as it is,
// behind "- ", and as the mutant has it, behind "+ "; both may go on over lines that begin with a tab. Lines that begin with # are comments.
const listFile = "test/mutants/list.txt"

func readList(root string) ([]mutant, error) {
	text, err := os.ReadFile(filepath.Join(root, listFile))
	if err != nil {
		return nil, err
	}
	var list []mutant
	line := 0
	for _, paragraph := range strings.Split(string(text), "\n\n") {
		var rows []string
		first := line + 1
		for _, row := range strings.Split(paragraph, "\n") {
			line++
			if row != "" && !strings.HasPrefix(row, "#") {
				rows = append(rows, row)
			}
		}
		line++
		if len(rows) == 0 {
			continue
		}
		m, err := parse(rows)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", listFile, first, err)
		}
		list = append(list, m)
	}
	return list, nil
}

func parse(rows []string) (mutant, error) {
	from, to := index(rows, "- "), index(rows, "+ ")
	if from != 2 || to < 3 {
		return mutant{}, fmt.Errorf("found %q, want name and packages, file, `- text`, `+ text`", rows)
	}
	head := strings.Fields(rows[0])
	if len(head) < 2 {
		return mutant{}, fmt.Errorf("found %q, want a name and the packages whose tests must notice", rows[0])
	}
	m := mutant{name: head[0], file: rows[1], from: strings.Join(rows[from:to], "\n")[2:], to: strings.Join(rows[to:], "\n")[2:]}
	for _, p := range head[1:] {
		m.packages = append(m.packages, "./"+p)
	}
	return m, nil
}

func index(rows []string, prefix string) int {
	return slices.IndexFunc(rows, func(row string) bool { return strings.HasPrefix(row, prefix) })
}

package words

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// notSaid are files without a sentence about a result: headings, labels, definitions and facts as they were recorded.
var notSaid = []string{"compare_page.go", "definitions.go", "figure.go", "figure_axis.go", "figure_note.go", "format.go", "history.go", "history_line.go", "label.go", "live.go",
	"ran.go", "scaling_table.go", "section.go", "serve.go", "table.go"}

// Each text that is said of a result has a row in testdata/sentences.txt that states when it is true, and each row is of a text that is said.
func TestSentencesHaveConditions(t *testing.T) {
	conditions := readConditions(t)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") || slices.Contains(notSaid, path) {
			continue
		}
		for _, text := range textsIn(t, path) {
			said[text] = true
			if conditions[text] == "" {
				t.Errorf("%s says %q, and testdata/sentences.txt does not state when it is true", path, text)
			}
		}
	}
	for text := range conditions {
		if !said[text] {
			t.Errorf("testdata/sentences.txt has %q, which is not said", text)
		}
	}
}

// textsIn are the literals of three words or more in a file: whole sentences and parts of them.
func textsIn(t *testing.T, path string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	ast.Inspect(file, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
			if text, err := strconv.Unquote(l.Value); err == nil && len(strings.Fields(text)) >= 3 {
				texts = append(texts, strings.TrimSpace(text))
			}
		}
		return true
	})
	return texts
}

// readConditions reads the table: lines of text, then an indented condition for all of them. Paragraphs before the first text, and those that
// end in a full stop or a colon and have no condition, are its own words.
func readConditions(t *testing.T) map[string]string {
	t.Helper()
	source, err := os.ReadFile("testdata/sentences.txt")
	if err != nil {
		t.Fatal(err)
	}
	conditions := map[string]string{}
	var texts []string
	for i, line := range strings.Split(string(source), "\n") {
		condition, indented := strings.CutPrefix(line, "\t")
		switch {
		case line == "":
			texts = nil // a heading has no condition
		case !indented:
			texts = append(texts, line)
		case len(texts) == 0:
			t.Errorf("testdata/sentences.txt:%d: a condition of no text", i+1)
		default:
			for _, text := range texts {
				if conditions[text] != "" {
					t.Errorf("testdata/sentences.txt:%d: %q has a condition already", i+1, text)
				}
				conditions[text] = condition
			}
			texts = nil
		}
	}
	return conditions
}

package words

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// askers are the packages that ask this one for every text.
var askers = []string{"analysis", "compare", "comparison", "display", "document", "figure", "history", "live", "page", "report", "scaling", "serve"}

// elsewhere are files whose words are not of this language: formats that other programs read, and the labels beside the numbers of the live
// view, which are laid out to the column.
var elsewhere = []string{"report/export_benchfmt.go", "report/export_hdr.go", "display/view.go"}

// heads are the functions that take the short heads of columns, which stand beside the cells that they head, and those that make errors.
var heads = []string{"page.Left", "page.Right", "page.Whole", "page.Prose", "errors.New", "fmt.Errorf", "regexp.MustCompile"}

// names are values of records and of report.json that have a space in them, beside the classes of sizes in KiB and MiB, a font, and types of content.
var names = []string{"no answer", "store %d", "scraped points", "Liberation", "Sans", "text/html; charset=utf-8", "text/plain; charset=utf-8", "text/css; charset=utf-8"}

var (
	verbs   = regexp.MustCompile(`%[-+# 0-9.*]*[a-zA-Z%]`)
	prose   = regexp.MustCompile(`\p{Ll}{2}[,;:.]? | \p{Ll}{2}`)
	heading = regexp.MustCompile(`^\p{Lu}\p{Ll}{3,}$`)
)

// No sentence, heading or caption stands outside this package: a literal with a word beside a space, or one word with a capital.
func TestWordsHaveOneHome(t *testing.T) {
	for _, asker := range askers {
		dir := filepath.Join("..", asker)
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no files in %s (%v)", dir, err)
		}
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") || slices.Contains(elsewhere, asker+"/"+filepath.Base(path)) {
				continue
			}
			source, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range proseIn(t, path, source) {
				t.Errorf("%s: words of a reader's belong in bench/words", found)
			}
		}
	}
}

// Templates have nothing but navigation: what a page says is put into them.
func TestTemplatesHaveNoProse(t *testing.T) {
	navigation := []string{"Contents", "Skip to the objectives", "Skip to the comparison", "Skip to the newest runs", "Skip to the content", "This run in Grafana", "at the time it ran", "figure", "within", "at"}
	text := regexp.MustCompile(`(?s)\{\{.*?\}\}|<[^>]*>| class="\w+"`)
	for _, asker := range askers {
		err := filepath.WalkDir(filepath.Join("..", asker), func(path string, e fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".html" || strings.Contains(path, "testdata") {
				return err
			}
			source, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, piece := range strings.Split(text.ReplaceAllString(string(source), "\n"), "\n") {
				if piece = strings.Trim(piece, " .,()·✗"); piece != "" && !slices.Contains(navigation, piece) {
					t.Errorf("%s: %q belongs in bench/words", path, piece)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// The test sees what it is made for, and lets values, formats and errors pass.
func TestProseIsSeen(t *testing.T) {
	source := `package p
import "fmt"
type kind string
const few kind = "few points"
var table = []string{"p99", "messages.list", ", ", "%s %s", "M%s %sH%s", "Phases", "below ", "and %d more", "of %s"}
type s struct { A int ` + "`json:\"a b\"`" + ` }
func f() error { g(page.Left("hit ratio")); return fmt.Errorf("read the page: no file") }
`
	var found []string
	for _, f := range proseIn(t, "p.go", []byte(source)) {
		found = append(found, f[strings.Index(f, `"`):])
	}
	if want := []string{`"Phases"`, `"below "`, `"and %d more"`, `"of %s"`}; !slices.Equal(found, want) {
		t.Errorf("found %q, want %q", found, want)
	}
}

// proseIn finds the literals of a file that a reader would read as words, each with its place. Values of a type of their own are kinds.
func proseIn(t *testing.T, path string, source []byte) []string {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, source, 0)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec, *ast.Field:
			return false
		case *ast.FuncDecl:
			return n.Name.Name != "Error"
		case *ast.ValueSpec:
			return n.Type == nil
		case *ast.CallExpr:
			if f, ok := n.Fun.(*ast.SelectorExpr); ok {
				if x, ok := f.X.(*ast.Ident); ok && slices.Contains(heads, x.Name+"."+f.Sel.Name) {
					return false
				}
			}
		case *ast.BasicLit:
			if n.Kind != token.STRING {
				return false
			}
			text, err := strconv.Unquote(n.Value)
			if err != nil {
				t.Fatal(err)
			}
			if slices.Contains(names, text) || strings.HasSuffix(text, "iB") {
				return false
			}
			if text = verbs.ReplaceAllString(text, ""); !strings.HasPrefix(text, "<") && (prose.MatchString(text) || heading.MatchString(text)) {
				found = append(found, set.Position(n.Pos()).String()+": "+n.Value)
			}
		}
		return true
	})
	return found
}

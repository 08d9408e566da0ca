package words

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// declared are the types of a package that have a method, and its constants of a type: what a test must have words for.
func declared(t *testing.T, dir, method, constants string) (types, values []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in %s: %v", dir, err)
	}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Recv != nil && n.Name.Name == method {
					types = append(types, fmt.Sprint(n.Recv.List[0].Type))
				}
			case *ast.ValueSpec:
				if name, ok := n.Type.(*ast.Ident); ok && name.Name == constants && len(n.Values) == 1 {
					if v, ok := n.Values[0].(*ast.BasicLit); ok {
						values = append(values, strings.Trim(v.Value, `"`))
					}
				}
			}
			return true
		})
	}
	return types, values
}

// text is a text of this package as it is, and as it should be.
type text struct{ got, want string }

// equal compares texts.
func equal(t *testing.T, texts []text) {
	t.Helper()
	for _, c := range texts {
		if c.got != c.want {
			t.Errorf("got  %q\nwant %q", c.got, c.want)
		}
	}
}

// row is a value of one kind and the sentence that it becomes.
type row[V any] struct {
	values V
	want   string
}

// equalSentences compares the sentence of every row, and wants at least one for each kind of values that a package declares.
func equalSentences[V any](t *testing.T, rows []row[V], sentence func(V) string, dir string) {
	t.Helper()
	seen := map[string]bool{}
	for _, c := range rows {
		seen[typeName(c.values)] = true
		if got := sentence(c.values); got != c.want {
			t.Errorf("%T:\ngot  %q\nwant %q", c.values, got, c.want)
		}
	}
	kinds, _ := declared(t, dir, "values", "")
	if len(kinds) < 9 {
		t.Errorf("found %v in the source of %s", kinds, dir)
	}
	for _, k := range kinds {
		if !seen[k] {
			t.Errorf("%s of %s has no row", k, dir)
		}
	}
}

// typeName is the name of a value's type without its package.
func typeName(v any) string {
	name := fmt.Sprintf("%T", v)
	return name[strings.LastIndex(name, ".")+1:]
}

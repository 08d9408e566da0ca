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

// typeName is the name of a value's type without its package.
func typeName(v any) string {
	name := fmt.Sprintf("%T", v)
	return name[strings.LastIndex(name, ".")+1:]
}

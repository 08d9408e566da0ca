package words

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"strings"
	"testing"
)

// declared are the types of a package that have a method, and its constants of a type: what a test must have words for.
func declared(t *testing.T, dir, method, constants string) (types, values []string) {
	t.Helper()
	packages, err := parser.ParseDir(token.NewFileSet(), dir, func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range packages {
		ast.Inspect(p, func(n ast.Node) bool {
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

package document_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/invopop/jsonschema"

	"quintet/bench/document"
	"quintet/bench/document/documenttest"
)

var update = flag.Bool("update", false, "write the schema anew")

// schema is that of report.json, made of its types: their comments are the descriptions.
func schema(t *testing.T, root string) []byte {
	t.Helper()
	own := reflect.TypeFor[document.Document]().PkgPath()
	r := &jsonschema.Reflector{
		AllowAdditionalProperties: true, // fields may be added
		ExpandedStruct:            true,
		Mapper: func(of reflect.Type) *jsonschema.Schema {
			switch of {
			case reflect.TypeFor[float64]():
				return &jsonschema.Schema{Extras: map[string]any{"type": []string{"number", "null"}}}
			case reflect.TypeFor[time.Duration]():
				return &jsonschema.Schema{Type: "number"}
			}
			return nil
		},
		Namer: func(of reflect.Type) string {
			if of.PkgPath() == own || of.Name() == "" {
				return of.Name()
			}
			return filepath.Base(of.PkgPath()) + "." + of.Name()
		},
	}
	t.Chdir(root)
	for _, dir := range []string{"document", "analysis", "scraped", "scaling", "samples", "stats"} {
		if err := r.AddGoComments("quintet", "./bench/"+dir, jsonschema.WithFullComment()); err != nil {
			t.Fatal(err)
		}
	}
	s := r.Reflect(&document.Document{})
	s.ID, s.Title = documenttest.SchemaName, "report.json of a run"
	text, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	// What the types have no number for is null in JSON.
	return append([]byte(strings.NewReplacer("+Inf", "null", "NaN", "null").Replace(string(text))), '\n')
}

// The schema beside the README is that of the types, and of draft 2020-12.
func TestSchema(t *testing.T) {
	path := documenttest.Schema(t)
	got := schema(t, filepath.Dir(path))
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); diff != "" {
		t.Errorf("%s is not that of the types; go test ./bench/document -update writes it anew:\n%s", documenttest.SchemaName, diff)
	}
	if !strings.Contains(string(got), `"https://json-schema.org/draft/2020-12/schema"`) {
		t.Error("it is of another draft")
	}
}

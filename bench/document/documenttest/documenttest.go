// Package documenttest holds tests to the schema of report.json.
package documenttest

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// SchemaName is the file in the checkout's own folder.
const SchemaName = "report.schema.json"

// Schema is the path of the schema, found from a test's folder upwards.
func Schema(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, SchemaName)
		}
		if parent := filepath.Dir(dir); parent != dir {
			dir = parent
			continue
		}
		t.Fatal("no checkout around this test")
	}
}

var compiled = struct {
	sync.Mutex
	*jsonschema.Schema
}{}

// Validate reports what of a report.json is not as the schema has it.
func Validate(t testing.TB, text []byte) {
	t.Helper()
	compiled.Lock()
	defer compiled.Unlock()
	if compiled.Schema == nil {
		schema, err := jsonschema.NewCompiler().Compile(Schema(t))
		if err != nil {
			t.Fatal(err)
		}
		compiled.Schema = schema
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiled.Validate(value); err != nil {
		t.Errorf("report.json is not as %s has it: %v", SchemaName, err)
	}
}

// ValidateFile is Validate of the report.json in a run's folder.
func ValidateFile(t testing.TB, dir string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	Validate(t, text)
}

package document_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"quintet/bench/document"
)

// Whatever stands in a report.json, reading it ends, as a whole and in summary; what was read can be written and read again.
func FuzzReport(f *testing.F) {
	text, err := os.ReadFile(filepath.Join("..", "report", "testdata", "report.json"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"verdict": "pass", "trials": [{"throughput": null, "reached": 1e300, "cache": {"on": 1}}]}`))
	f.Add([]byte(`{"trials": [{"timeline": {"width": -1e308}, "events": [{"at": 1e40}]}]} x`))
	f.Fuzz(func(t *testing.T, text []byte) {
		summary, err := document.ReadSummary(bytes.NewReader(text))
		if err == nil && summary == nil {
			t.Error("no summary and no error")
		}
		d, err := document.Read(bytes.NewReader(text))
		if err != nil {
			return
		}
		var again bytes.Buffer
		if err := d.Write(&again); err != nil {
			t.Fatal(err)
		}
		if _, err := document.Read(&again); err != nil {
			t.Errorf("what was written cannot be read: %v", err)
		}
	})
}

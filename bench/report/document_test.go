package report

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"quintet/bench/analysis"
	"quintet/bench/document"
	"quintet/bench/document/documenttest"
	"quintet/bench/figure"
	"quintet/bench/scaling"
)

// contract is the part of report.json that scripts outside the repository rely on: every key, and the kind of its value.
const contract = `{"scenario":"chat-heavy","stack":"embedded","valid":true,"invalid_reasons":[],"verdict":"pass",
 "slo":[{"expression":"p99 < 100ms","measured":0.0213,"low":0.0207,"high":0.0221,"limit":0.1,"ok":true}],
 "trials":[{"configuration":{},"repetition":1,
   "offered":31000,"completed":31000,"failures":0,"throughput":412.3,"goodput":412.1,
   "operations":[{"name":"messages.list","hits":18600,"failures":0,
      "response":{"mean":0.0031,"p50":0.002,"p90":0.006,"p99":0.02,"p999":0.05,"max":0.09},
      "service":{"mean":0.003,"p50":0.002,"p90":0.006,"p99":0.019,"p999":0.05,"max":0.09},
      "stores":{"sqlite":0.0011,"app":0.0004}}],
   "cache":{"hits":1,"misses":1,"hit_ratio":0.5},"storage":{"read_bytes":0,"written_bytes":0}}],
 "warnings":["..."]}`

// wholeDocument is what report.json holds.
func wholeDocument(res *analysis.Result, images []figure.Image) *document.Document {
	return document.New(res, scaling.Of(res), listed(images))
}

// encodeDocument is the text of a report.json, which is as the schema has it.
func encodeDocument(t *testing.T, d *document.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := d.Write(&b); err != nil {
		t.Fatal(err)
	}
	documenttest.Validate(t, b.Bytes())
	return b.Bytes()
}

func TestDocumentKeepsItsContract(t *testing.T) {
	var want, got any
	if err := json.Unmarshal([]byte(contract), &want); err != nil {
		t.Fatal(err)
	}
	text := encodeDocument(t, wholeDocument(fixed(), fixedImages()))
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	holds(t, "", want, got)
}

// holds reports what of want is missing in got or of another kind; of lists the first elements are compared.
func holds(t *testing.T, path string, want, got any) {
	t.Helper()
	if reflect.TypeOf(want) != reflect.TypeOf(got) {
		t.Errorf("%s is %T, the contract has %T", path, got, want)
		return
	}
	switch want := want.(type) {
	case map[string]any:
		for key, value := range want {
			have, ok := got.(map[string]any)[key]
			if !ok {
				t.Errorf("%s has no %q", path, key)
				continue
			}
			holds(t, path+"."+key, value, have)
		}
	case []any:
		if list := got.([]any); len(want) > 0 && len(list) > 0 {
			holds(t, path+"[0]", want[0], list[0])
		}
	}
}

// A result that holds nothing but the worst: no list is null, no number is NaN, and it can be read back.
func TestDocumentOfNothing(t *testing.T) {
	for name, res := range map[string]*analysis.Result{
		"no trials":   {Verdict: "invalid"},
		"empty trial": {Verdict: "invalid", Trials: make([]analysis.Trial, 1)},
	} {
		t.Run(name, func(t *testing.T) {
			text := encodeDocument(t, wholeDocument(res, nil))
			for line := range strings.Lines(string(text)) {
				if key, value, _ := strings.Cut(line, ":"); strings.TrimSpace(value) == "null," && !numeric(key) {
					t.Errorf("a list or map is null: %s", line)
				}
			}
			d, err := document.Read(bytes.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if again := encodeDocument(t, d); !bytes.Equal(again, text) {
				t.Error("reading and writing changes the document")
			}
		})
	}
}

// numeric keys may be null.
func numeric(key string) bool {
	for _, name := range []string{"began", "failure_ratio", "hit_ratio", "measured", "low", "high", "scaling"} {
		if strings.Contains(key, `"`+name+`"`) {
			return true
		}
	}
	return false
}

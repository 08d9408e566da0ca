package report

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"quintet/bench/analysis"
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

// wholeDocument is what report.json holds, trials and all.
func wholeDocument(res *analysis.Result, images []figure.Image) Document {
	d := newDocument(res, scaling.Of(res), images)
	d.Trials = slices.AppendSeq([]Trial{}, documentTrials(res))
	return d
}

// encodeDocument is the text of a report.json.
func encodeDocument(d Document) ([]byte, error) {
	var b bytes.Buffer
	err := writeDocument(&b, d, slices.Values(d.Trials))
	return b.Bytes(), err
}

// Written trial by trial a document has the text that it has as a whole.
func TestDocumentIsWrittenInParts(t *testing.T) {
	for _, trials := range []int{0, 1, 3} {
		d := wholeDocument(fixed(), fixedImages())
		one := d.Trials[0]
		one.Operations[0].Name = "<a>\n \"trials\": ["
		d.Trials = []Trial{}
		for range trials {
			d.Trials = append(d.Trials, one)
		}
		d.Source = "a\n \"trials\": [\n"
		want, err := indented(d, "")
		if err != nil {
			t.Fatal(err)
		}
		got, err := encodeDocument(d)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d trials: %v, %s\nwant %s", trials, err, got, want)
		}
	}
}

func TestDocumentKeepsItsContract(t *testing.T) {
	var want, got any
	if err := json.Unmarshal([]byte(contract), &want); err != nil {
		t.Fatal(err)
	}
	text, err := encodeDocument(wholeDocument(fixed(), fixedImages()))
	if err != nil {
		t.Fatal(err)
	}
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
			text, err := encodeDocument(wholeDocument(res, nil))
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(string(text)) {
				if key, value, _ := strings.Cut(line, ":"); strings.TrimSpace(value) == "null," && !numeric(key) {
					t.Errorf("a list or map is null: %s", line)
				}
			}
			var d Document
			decoder := json.NewDecoder(bytes.NewReader(text))
			decoder.DisallowUnknownFields()
			if err := decoder.Decode(&d); err != nil {
				t.Fatal(err)
			}
			again, err := encodeDocument(d)
			if err != nil || !bytes.Equal(again, text) {
				t.Errorf("reading and writing changes the document (%v)", err)
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

func TestNumber(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 0.0213: "0.0213", 31000: "31000", math.Inf(1): "null", math.Inf(-1): "null", math.NaN(): "null"} {
		got, err := json.Marshal(Number(v))
		if err != nil || string(got) != want {
			t.Errorf("%g is written %s (%v), want %s", v, got, err, want)
		}
	}
	var n Number
	if err := json.Unmarshal([]byte("null"), &n); err != nil || !math.IsNaN(float64(n)) {
		t.Errorf("null is read as %v (%v), want NaN", n, err)
	}
}

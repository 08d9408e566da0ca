package workload

import (
	"strings"
	"testing"

	"quintet/bench/samples"
)

// What the pair of a ledger cannot be is said where it stands.
func TestMistakesOfPairs(t *testing.T) {
	const operations = `  o.put: {request: "PUT /o/{key}", draw: {key: 1..9}, expect: {status: 200}}
  o.get: {request: "GET /o/{key}", draw: {key: 1..9}, expect: {status: 200}}
  o.two: {request: "GET /o/{a}/{b}", draw: {a: 1..9, b: 1..9}, expect: {status: 200}}
  o.see: {request: "GET /o/{key}", draw: {key: 1..9}, check: none}
`
	for pair, want := range map[string]string{
		"{write: o.put, read: o.see, key: $.id}":                   "shop.yaml:7: ledger.0.read: found `o.see`, whose answers are not checked, want an operation with `expect`",
		"{write: o.put, read: o.two, key: $.id}":                   "shop.yaml:7: ledger.0.read: found `o.two`, which draws 2 values, want one, or `value` with the name",
		"{write: o.put, read: o.two, key: $.id, value: c}":         "shop.yaml:7: ledger.0.value: found `c`, which `o.two` does not draw as one value",
		"{write: o.put, read: o.get, key: \"{kye}\"}":              "shop.yaml:7: ledger.0.key: found the unknown variable `kye`",
		"{write: o.put, read: o.get, key: \"{n}\"}":                "shop.yaml:7: ledger.0.key: found the generated value `{n}` in a check",
		"{write: o.put, read: o.get, key: $.id, same: [\"$[\"]}":   "shop.yaml:7: ledger.0.same.0: found `$[`",
		"[{write: o.put, read: o.get, key: $.id}, {write: o.two}]": "shop.yaml:7: ledger.1.write: found `o.two`, want a declared operation of the mix",
	} {
		_, err := shop(t, "", operations+"ledger: "+pair, "o.put: 1", nil)
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: the error is\n%v\nwant\n%s", pair, err, want)
		}
	}
}

// The request that reads a write back has its key in the place of what it would draw, escaped, and other values of its own.
func TestReadBack(t *testing.T) {
	w := made(t, "", `  o.put: {request: "PUT /o/{key}", draw: {key: {text: "a/{n}"}}, body: '{"a": 1, "b": "x"}', expect: {status: 200}}
  o.get: {request: "GET /o/{whole}?v={v}", draw: {v: 7..7, key: {remembered: none}, whole: {text: "{key}"}}, expect: {status: 200, json: {$.k: "{key}"}}}
  o.fill: {request: PUT /x, check: none, remember: {none: z}}
ledger: {write: o.put, read: o.get, key: "{key}", value: key, same: [$.a, $.b]}`, "o.put: 1", nil)
	r := w.Request(3)
	if r.Write == nil || r.Write.Name != "a/3" || r.Write.Kind != samples.WroteDeclared {
		t.Fatalf("the entry is %+v", r.Write)
	}
	reading, ok := w.ReadBack(r.Write)
	if !ok || reading.Method != "GET" || reading.Path != "/o/a%2F3?v=7" {
		t.Fatalf("%v: %s %s", ok, reading.Method, reading.Path)
	}
	for body, same := range map[string]bool{`{"k": "a/3", "b": "x", "a": 1}`: true, `{"k": "a/3", "a": 1, "b": "y"}`: false, `{"k": "a/3", "a": 1}`: false, `{"k": "a/3", "a": "", "b": "1x"}`: false} {
		if got := reading.Content([]byte(body)) == r.Write.Content; got != same {
			t.Errorf("%s: same is %v", body, got)
		}
	}
	if f, _ := reading.Verify(Response{Status: 200, Body: []byte(`{"k": "a/4"}`)}); f != samples.Content {
		t.Errorf("another key is %s", f)
	}
	if _, ok := w.ReadBack(&samples.Write{Kind: samples.UploadedFile}); ok {
		t.Error("a file is read back as a declared write")
	}
}

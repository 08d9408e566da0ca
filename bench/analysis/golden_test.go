package analysis

import (
	"bytes"
	"encoding/json"
	"flag"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quintet/bench/samples"
)

var update = flag.Bool("update", false, "rewrite golden files")

// tiny is a run of six seconds of two phases in which a bit of everything happens.
func tiny() (samples.Manifest, *memory) {
	m := manifest()
	m.Elapsed, m.Load.Offered = 6*sec, 600
	m.Operations = []string{"messages.list", "files.download"}
	m.Configuration = map[string]string{"cache": "on"}
	m.Phases = []samples.Phase{
		{Name: "warm-up", Shape: "ramp", End: 2 * sec, Offered: 200},
		{Name: "steady", Shape: "constant", Start: 2 * sec, End: 6 * sec, Measure: true, Offered: 400},
	}
	r := &memory{points: cpuPoints(6*sec, map[string]float64{"api-1": 0.5, GeneratorSource: 0.25})}
	r.hits = constant(6*sec, func(i int, h *samples.Hit) {
		switch {
		case i%50 == 7:
			h.Operation, h.BytesIn = 1, uint32(20_000*(1+i/100))
		case i == 333:
			h.End, h.Failure, h.Status, h.NStores = h.Due+sec, samples.Timeout, 0, 0
		case i == 334:
			h.Sent += 3 * ms
			h.End += 40 * ms
		}
	})
	r.events = []samples.Event{
		{At: 0, Kind: samples.PhaseBegan, Name: "warm-up"}, {At: 2 * sec, Kind: samples.PhaseBegan, Name: "steady"},
		{At: 4340 * ms, Kind: samples.FailureExample, Name: "messages.list", Detail: "timeout: GET /messages/1 -> no answer in 1s"},
	}
	for at := time.Duration(0); at <= 6*sec; at += sec {
		x := at.Seconds()
		r.points = append(r.points, page(at, "api-1", map[samples.Series]float64{cacheSeries("messages", "hit"): 90 * x}, 1)...)
		r.points = append(r.points, page(at, "api-1", map[samples.Series]float64{cacheSeries("messages", "miss"): 10 * x}, 1)...)
	}
	return m, r
}

// The whole result of a small run, field by field.
func TestGoldenResult(t *testing.T) {
	m, r := tiny()
	got, err := json.MarshalIndent(plain(reflect.ValueOf(analyze(m, r))), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", "tiny.json")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, append(got, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(bytes.TrimRight(got, "\n"))+"\n"); diff != "" {
		t.Errorf("the result changed; if it should have, run with -update:\n%s", diff)
	}
}

// The same record gives the same result, to the last digit and in the same order.
func TestAnalysisIsDeterministic(t *testing.T) {
	encode := func() string {
		m, r := tiny()
		text, err := json.Marshal(plain(reflect.ValueOf(analyze(m, r))))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	first := encode()
	for range 5 {
		if again := encode(); again != first {
			t.Fatal(cmp.Diff(first, again))
		}
	}
}

// plain turns a value into what JSON can hold: NaN and infinities become strings, other numbers twelve digits.
func plain(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return plain(v.Elem())
	case reflect.Float64:
		f := v.Float()
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return strconv.FormatFloat(f, 'g', -1, 64)
		}
		return json.Number(strconv.FormatFloat(f, 'g', 12, 64))
	case reflect.Struct:
		if at, ok := v.Interface().(time.Time); ok {
			return at.Format(time.RFC3339Nano)
		}
		m := map[string]any{}
		for i := range v.NumField() {
			m[v.Type().Field(i).Name] = plain(v.Field(i))
		}
		return m
	case reflect.Map:
		m := map[string]any{}
		for _, key := range v.MapKeys() {
			text, _ := plain(key).(string)
			if text == "" {
				text = strconv.FormatInt(key.Int(), 10)
			}
			m[text] = plain(v.MapIndex(key))
		}
		return m
	case reflect.Slice:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = plain(v.Index(i))
		}
		return list
	}
	return v.Interface()
}

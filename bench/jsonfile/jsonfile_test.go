package jsonfile_test

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"quintet/bench/jsonfile"
)

type inner struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

type bulky []float64

type numbers struct {
	inner
	Name    string             `json:"name"`
	Took    time.Duration      `json:"took"`
	List    []float64          `json:"list"`
	By      map[string]float64 `json:"by"`
	Pointer *inner             `json:"pointer"`
	Bulk    bulky              `json:"bulk"`
	Unseen  func()             `json:"-"`
}

// What does not exist is null, nothing is null that is only empty, and what was written is read again.
func TestWriteAndRead(t *testing.T) {
	in := numbers{inner: inner{math.NaN(), math.Inf(1)}, Name: "<a> & \xff", Took: 1500 * time.Millisecond, By: map[string]float64{"b": 1e-7, "a": 1e21}}
	var b bytes.Buffer
	if err := jsonfile.Write(&b, &in); err != nil {
		t.Fatal(err)
	}
	const want = "{\n \"low\": null,\n \"high\": null,\n \"name\": \"<a> & \uFFFD\",\n \"took\": 1.5,\n \"list\": [],\n \"by\": {\n  \"a\": 1e+21,\n  \"b\": 1e-7\n },\n" +
		" \"pointer\": null,\n \"bulk\": []\n}\n"
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
	var out numbers
	if err := jsonfile.Read(&b, &out); err != nil {
		t.Fatal(err)
	}
	in.High, in.Name, in.List, in.Bulk = math.NaN(), "<a> & \uFFFD", []float64{}, bulky{}
	if diff := cmp.Diff(in, out, cmp.AllowUnexported(numbers{}), cmpopts.EquateNaNs()); diff != "" {
		t.Error(diff)
	}
}

func TestReadSkips(t *testing.T) {
	var out numbers
	if err := jsonfile.Read(strings.NewReader(`{"bulk": [1, 2], "list": [3, null], "new": {"a": [1]}}`), &out, jsonfile.Skipping[bulky]()); err != nil {
		t.Fatal(err)
	}
	if out.Bulk != nil || len(out.List) != 2 || out.List[0] != 3 || !math.IsNaN(out.List[1]) {
		t.Errorf("%+v", out)
	}
}

// An error of the writer ends the writing.
func TestWriteFails(t *testing.T) {
	full := errors.New("the disk is full")
	if err := jsonfile.Write(failing{full}, make([]float64, 1e5)); !errors.Is(err, full) {
		t.Error(err)
	}
}

// A large value is not held as text: it is written in pieces.
func TestWriteStreams(t *testing.T) {
	var w pieces
	if err := jsonfile.Write(&w, [][]float64{make([]float64, 1e5), make([]float64, 1e5)}); err != nil {
		t.Fatal(err)
	}
	if w.all < 5e5 || w.largest > w.all/10 {
		t.Errorf("of %d bytes %d were written at once", w.all, w.largest)
	}
}

type pieces struct{ all, largest int }

func (p *pieces) Write(b []byte) (int, error) {
	p.all, p.largest = p.all+len(b), max(p.largest, len(b))
	return len(b), nil
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

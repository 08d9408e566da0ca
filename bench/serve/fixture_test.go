package serve

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quintet/bench/compare"
	"quintet/bench/document"
	"quintet/bench/page/pagetest"
	"quintet/bench/redact"
)

// childVariable makes this test binary a run that was started: it prints, waits for an interrupt, and ends with the report's address.
const childVariable = "SERVE_TEST_CHILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childVariable); dir != "" {
		os.Exit(child(dir))
	}
	os.Exit(m.Run())
}

// child is a run as this package sees one: its arguments say how it ends.
func child(dir string) int {
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt)
	fmt.Fprintln(os.Stderr, "it began with <b>"+strings.Join(os.Args[1:], " "))
	if strings.Contains(strings.Join(os.Args, " "), "end=now") {
		return 2
	}
	<-interrupted
	fmt.Println(filepath.Join(dir, "a", "index.html"))
	return 130
}

// program is a Harness without the program around it.
type program struct {
	// refused is what Check says of every wish.
	refused error
	// rendered are the folders that were rendered.
	rendered []string
}

func (p *program) Scenarios() []Scenario {
	return []Scenario{{"smoke", "A little of everything."}, {"soak", "For hours."}}
}
func (p *program) Stacks() []string { return []string{"embedded", "native"} }
func (p *program) Check(w Wish) error {
	for _, c := range w.Changes {
		if c.Key == "bad" {
			return errors.New("smoke.yaml:3: load: found `<b>x`, want a rate\n-set bad=1: found the unknown key `bad`")
		}
	}
	return p.refused
}
func (p *program) Arguments(w Wish) []string {
	args := []string{"run", "-stack", w.Stack}
	for _, c := range w.Changes {
		args = append(args, "-set", c.Key+"="+c.Value)
	}
	return append(args, w.Scenario)
}
func (p *program) Repeat(command string) (Wish, bool, error) {
	return Wish{Scenario: "soak", Stack: "native"}, strings.Contains(command, "hidden"), nil
}
func (p *program) Compare(bases, heads []string, o compare.Options) (*compare.Comparison, error) {
	return nil, fmt.Errorf("base %d, head %d, force %v", len(bases), len(heads), o.Force)
}
func (p *program) CompareOptions(threshold, alpha string, force bool) (compare.Options, error) {
	if threshold != "5%" {
		return compare.Options{}, errors.New("-threshold: found " + threshold)
	}
	return compare.Options{Force: force}, nil
}
func (p *program) Render(_ context.Context, dir string) error {
	p.rendered = append(p.rendered, dir)
	return p.refused
}

// serving serves a folder of runs; what it started is ended with the test.
func serving(t testing.TB) (*Server, *program, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "reports")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &program{}
	s := New(Config{Dir: dir, Harness: p, Executable: self, Redact: redact.New().Text})
	t.Cleanup(s.Close)
	return s, p, dir
}

// answer is what a request was answered with.
type answer struct {
	status   int
	header   http.Header
	text     string
	location string
}

// ask sends a request; values make it a POST of a form.
func ask(t testing.TB, s *Server, path string, values url.Values) answer {
	t.Helper()
	method, body := http.MethodGet, io.Reader(nil)
	if values != nil {
		method, body = http.MethodPost, strings.NewReader(values.Encode())
	}
	r := httptest.NewRequest(method, path, body)
	if values != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return answer{w.Code, w.Header(), w.Body.String(), w.Header().Get("Location")}
}

// see is a page, which must be as every page of this program.
func see(t *testing.T, s *Server, path string, status int) string {
	t.Helper()
	got := ask(t, s, path, nil)
	if got.status != status {
		t.Fatalf("%s: status %d, want %d: %s", path, got.status, status, got.text)
	}
	pagetest.LintServed(t, []byte(got.text))
	return got.text
}

// keep writes what is left of a run for a list: its report.json, a page and a figure.
func keep(t testing.TB, dir, folder string, change func(*document.Document)) {
	t.Helper()
	file, err := os.Open("../report/testdata/report.json")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	d, err := document.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(d)
	}
	var text bytes.Buffer
	if err := d.Write(&text); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, filepath.FromSlash(folder))
	if err := os.MkdirAll(path, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"report.json": text.String(), "index.html": "<!DOCTYPE html>\n<title>the report</title>\n", "latency.png": "\x89PNG"} {
		if err := os.WriteFile(filepath.Join(path, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// on has a run begin on a day of September 2026.
func on(day int) func(*document.Document) {
	return func(d *document.Document) {
		began := time.Date(2026, 9, day, 12, 40, 0, 0, time.UTC)
		d.Began = &began
	}
}

package expose_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quintet/bench/expose"
	"quintet/bench/samples"
)

// noted is an annotation as Grafana gets it.
type noted struct {
	Time, TimeEnd int64
	Tags          []string
	Text          string
}

// grafana is the part of Grafana's API that takes annotations.
type grafana struct {
	*httptest.Server
	mu    sync.Mutex
	got   []noted
	wrong []string
}

func newGrafana(t *testing.T) *grafana {
	g := &grafana{}
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.mu.Lock()
		defer g.mu.Unlock()
		var n noted
		if r.Method != "POST" || r.URL.Path != "/sub/api/annotations" || r.Header.Get("Authorization") != "Bearer s3cret" || json.NewDecoder(r.Body).Decode(&n) != nil {
			g.wrong = append(g.wrong, r.Method+" "+r.URL.Path)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		g.got = append(g.got, n)
		fmt.Fprintln(w, `{"message":"Annotation added","id":1}`)
	}))
	t.Cleanup(g.Close)
	return g
}

// newHanging is a server that never answers. It notices that a client went away only once it has read what the client sent.
func newHanging(t *testing.T) *httptest.Server {
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
	}))
	t.Cleanup(s.Close)
	return s
}

// play tells of a trial with two phases and a fault.
func play(a *expose.Annotations, began time.Time) {
	a.Event(samples.Event{Kind: samples.FailureExample, Name: "users.get"})
	a.Trial(samples.Manifest{
		Trial: 1, Scenario: "smoke", Stack: "native", Began: began, Configuration: map[string]string{"cache": "off"},
		Phases: []samples.Phase{{Name: "warm-up", End: time.Second}, {Name: "steady", Start: time.Second, End: 5 * time.Second}},
	})
	for _, e := range []samples.Event{
		{Kind: samples.PhaseBegan, Name: "warm-up"}, {At: time.Second, Kind: samples.PhaseBegan, Name: "steady", Detail: "400/s"},
		{At: 2 * time.Second, Kind: samples.FaultInjected, Name: "kill", Detail: "redis"},
		{At: 3 * time.Second, Kind: samples.FaultHealed, Name: "kill"},
		{At: 4 * time.Second, Kind: samples.FaultServing, Name: "kill"},
		{At: 5 * time.Second, Kind: samples.FaultFailed, Name: "exec", Detail: "exit status 1"},
		{At: 3 * time.Second, Kind: samples.FailureExample, Name: "users.get"},
	} {
		a.Event(e)
	}
	a.Hit(&samples.Hit{})
}

func TestAnnotations(t *testing.T) {
	g := newGrafana(t)
	a, err := expose.NewAnnotations(expose.AnnotationsConfig{
		URL: g.URL + "/sub/", Token: "s3cret", Run: "r1", Scenario: "smoke", Stack: "native", Warn: func(err error) { t.Error(err) },
	})
	if err != nil {
		t.Fatal(err)
	}
	began := time.UnixMilli(1_700_000_000_000)
	play(a, began)
	a.Close("pass")
	a.Close("again")
	a.Event(samples.Event{Kind: samples.FaultInjected, Name: "late"})

	if len(g.wrong) > 0 {
		t.Fatalf("asked for %v", g.wrong)
	}
	tags := func(kind string) []string {
		return []string{"quintet", kind, "run:r1", "scenario:smoke", "stack:native", "trial:1"}
	}
	at := func(seconds int64) int64 { return began.UnixMilli() + 1000*seconds }
	want := []noted{
		{at(0), 0, tags("trial"), "Trial 1 of smoke on native begins: cache=off"},
		{at(0), at(1), tags("phase"), "Phase warm-up"},
		{at(1), at(5), tags("phase"), "Phase steady: 400/s"},
		{at(2), 0, tags("fault"), "Fault kill: redis"},
		{at(3), 0, tags("fault"), "Fault over: kill"},
		{at(4), 0, tags("fault"), "Serving again after kill"},
		{at(5), 0, tags("fault"), "Fault failed: exec: exit status 1"},
	}
	if len(g.got) != len(want)+1 {
		t.Fatalf("%d annotations: %+v", len(g.got), g.got)
	}
	run := g.got[len(want)]
	if diff := cmp.Diff(want, g.got[:len(want)]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if run.Text != "Run r1: pass" || run.Time != at(0) || run.TimeEnd < time.Now().Add(-time.Minute).UnixMilli() || !slices.Contains(run.Tags, "run") || slices.Contains(run.Tags, "trial:1") {
		t.Errorf("the run is %+v", run)
	}
}

// However Grafana fails, there is one warning, without the token, and the run goes on and ends.
func TestAnnotationsFail(t *testing.T) {
	refusing := newGrafana(t)
	hanging := newHanging(t)
	elsewhere := newGrafana(t)
	redirecting := httptest.NewServer(http.RedirectHandler(elsewhere.URL+"/sub/api/annotations", http.StatusTemporaryRedirect))
	defer redirecting.Close()
	for name, url := range map[string]string{
		"Refused": refusing.URL + "/sub", "Hanging": hanging.URL, "Gone": "http://127.0.0.1:1", "Redirecting": redirecting.URL,
	} {
		t.Run(name, func(t *testing.T) {
			var warnings []error
			token := "wr0ng"
			if name == "Redirecting" {
				token = "s3cret"
			}
			a, err := expose.NewAnnotations(expose.AnnotationsConfig{
				URL: url, Token: token, Run: "r1", Timeout: 20 * time.Millisecond, Warn: func(err error) { warnings = append(warnings, err) },
			})
			if err != nil {
				t.Fatal(err)
			}
			play(a, time.Now())
			a.Close("pass")
			if len(warnings) != 1 || strings.Contains(warnings[0].Error(), token) {
				t.Errorf("warnings are %v", warnings)
			}
		})
	}
	if len(elsewhere.got)+len(elsewhere.wrong) > 0 {
		t.Error("the token went where Grafana referred to")
	}
}

// More than can wait is lost with a warning, and the run does not wait for room.
func TestAnnotationsTooMany(t *testing.T) {
	hanging := newHanging(t)
	var mu sync.Mutex
	warnings := 0
	a, err := expose.NewAnnotations(expose.AnnotationsConfig{URL: hanging.URL, Token: "x", Timeout: time.Millisecond, Warn: func(error) {
		mu.Lock()
		defer mu.Unlock()
		warnings++
	}})
	if err != nil {
		t.Fatal(err)
	}
	for range 2000 {
		a.Event(samples.Event{Kind: samples.FaultInjected, Name: "kill"})
	}
	a.Close("pass")
	if warnings != 1 {
		t.Errorf("%d warnings", warnings)
	}
}

func TestAnnotationsRefuse(t *testing.T) {
	for name, cfg := range map[string]expose.AnnotationsConfig{
		"NoToken": {URL: "http://127.0.0.1:3000"}, "NoURL": {Token: "x"}, "NoScheme": {URL: "127.0.0.1:3000", Token: "x"},
		"Password": {URL: "http://admin:hunter2@127.0.0.1:3000", Token: "x"}, "Query": {URL: "http://127.0.0.1:3000/?orgId=1", Token: "x"},
	} {
		t.Run(name, func(t *testing.T) {
			a, err := expose.NewAnnotations(cfg)
			if err == nil {
				a.Close("")
				t.Fatal("taken")
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the password is in the error: %v", err)
			}
		})
	}
}

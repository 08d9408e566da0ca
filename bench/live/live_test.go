package live

import (
	"encoding/json"
	"io"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quintet/bench/analysis"
	"quintet/bench/samples"
	"quintet/bench/words"
)

// get asks for a page and returns status and text.
func get(t *testing.T, method, address string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, answer.Header.Get("Location") + string(text)
}

// A trial is followed while it is written. What the page says last is what the analysis of the record says, number by number, whether its reader
// was there from the beginning, came back after his connection was cut, or came when all was over.
func TestPageSaysWhatTheReportSays(t *testing.T) {
	run := t.TempDir()
	_, address := serve(t, Config{Dir: run})
	early := read(t, address, "")
	early.until(t, func() bool { return early.now.Status == words.LiveStarting })
	w := begin(t, run, 1, nil)
	w.load(t, 7*time.Second)
	early.until(t, func() bool { return len(early.rows) >= 7 })
	cut := read(t, address, early.last) // a second reader, from where the first one is
	cut.charts, cut.columns, cut.rows = early.charts, slices.Clone(early.columns), slices.Clone(early.rows)
	cut.answer.Body.Close()
	w.load(t, 20*time.Second)
	early.until(t, func() bool { return len(early.rows) >= 20 && early.look.Headline != "" })
	if !strings.Contains(early.look.Headline, "chat holds its SLOs") || !strings.Contains(early.look.Headline, "so far, after") || !strings.Contains(early.look.HTML, "holds so far, and in the end unless more than") {
		t.Errorf("the verdict so far is %s\n%.2000s", early.look.Headline, early.look.HTML)
	}
	if b := early.look.Boards; len(b) != 1 || b[0].Title != "sqlite over time" || b[0].Panels[0].Title != "Calls of the API" {
		t.Errorf("the small figures so far are %+v", b)
	}
	w.load(t, 30*time.Second)
	w.end(t)
	over := func(r *reader) func() bool {
		return func() bool { return r.now.Status == words.LiveOver && len(r.rows) == 30 }
	}
	early.until(t, over(early))
	cut.connect(t, address)
	cut.until(t, over(cut))
	if cut.full != 0 {
		t.Errorf("who came back was sent everything %d times", cut.full)
	}
	late := read(t, address, "")
	late.until(t, over(late))

	trial, err := samples.OpenTrial(w.dir)
	if err != nil {
		t.Fatal(err)
	}
	want := analysis.AnalyzeTrial(trial, analysis.Options{})
	for name, r := range map[string]*reader{"early": early, "cut": cut, "late": late} {
		sameLines(t, name, r, &want)
		if diff := cmp.Diff(late.rows, r.rows, cmp.Comparer(func(a, b number) bool { return a == b || math.IsNaN(float64(a)) && math.IsNaN(float64(b)) })); diff != "" {
			t.Errorf("%s and the late one have other rows: %s", name, diff)
		}
		if v := r.now.Groups[0].Values[4]; v.Name != words.KeyInFlight || v.Text != "7" {
			t.Errorf("%s: of two generators %+v", name, v)
		}
		all := r.now.Groups[len(r.now.Groups)-2]
		for _, v := range all.Values {
			if want := words.Count(3000); v.Name == "hits" && v.Text != want {
				t.Errorf("%s: %+v, want %s", name, all, want)
			}
		}
		for _, v := range r.now.Groups[1].Values {
			if v.Name == "p99" && v.Text != words.Seconds(want.Phases[1].Response.P99) {
				t.Errorf("%s: p99 of the phase is %s, want %s", name, v.Text, words.Seconds(want.Phases[1].Response.P99))
			}
		}
		if len(want.Failed) != 1 || len(r.now.Failed) != 1 || r.now.Failed[0].Count != words.Count(float64(want.Failed[0].Count)) {
			t.Errorf("%s: failures %+v, want %+v", name, r.now.Failed, want.Failed)
		}
	}
}

// sameLines holds every line of a page to the analysis.
func sameLines(t *testing.T, name string, r *reader, want *analysis.Trial) {
	t.Helper()
	seen := 0
	for i, c := range charts(want.Timeline.Width) {
		if c.timeline != nil {
			for _, l := range c.timeline(&want.Timeline) {
				at := slices.Index(r.columns, column{i, l.name})
				if at < 0 {
					t.Errorf("%s: %s of %s is not there", name, l.name, c.ID)
					continue
				}
				for slot, v := range l.values {
					got := r.rows[slot].get(at)
					if seen++; math.Abs(got-v) > 1e-4*math.Abs(v) || math.IsNaN(got) != math.IsNaN(v) {
						t.Errorf("%s: %s of %s in slot %d is %v, want %v", name, l.name, c.ID, slot, got, v)
					}
				}
			}
		}
		if c.lines != nil {
			for _, s := range c.lines(&want.Scraped) {
				at := slices.Index(r.columns, column{i, s.Name})
				for k, v := range s.V {
					got := r.rows[int(s.T[k])].get(at)
					if seen++; math.Abs(got-v) > 1e-4*math.Abs(v) {
						t.Errorf("%s: %s of %s at %v is %v, want %v", name, s.Name, c.ID, s.T[k], got, v)
					}
				}
			}
		}
	}
	if seen < 200 {
		t.Errorf("%s: only %d values were compared", name, seen)
	}
}

// A run that ended early has another axis of time than its schedule: the page takes it.
func TestInterruptedTrialHasTheNumbersOfItsReport(t *testing.T) {
	run := t.TempDir()
	_, address := serve(t, Config{Dir: run})
	w := begin(t, run, 1, nil)
	w.load(t, 12*time.Second)
	r := read(t, address, "")
	r.until(t, func() bool { return len(r.rows) >= 12 })
	if err := w.Manifest(func(m *samples.Manifest) { m.State, m.Elapsed = samples.Stopped, 12500*time.Millisecond }); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r.until(t, func() bool { return r.now.Status == words.LiveOver && len(r.rows) == 13 })
	trial, err := samples.OpenTrial(w.dir)
	if err != nil {
		t.Fatal(err)
	}
	want := analysis.AnalyzeTrial(trial, analysis.Options{})
	sameLines(t, "interrupted", r, &want)
}

// The page goes on with the next trial by itself, and forgets what was drawn of the one before.
func TestNextTrial(t *testing.T) {
	run := t.TempDir()
	_, address := serve(t, Config{Dir: run})
	two := func(m *samples.Manifest) { m.Trials = 2 }
	w := begin(t, run, 1, two)
	w.load(t, 30*time.Second)
	w.end(t)
	r := read(t, address, "")
	r.until(t, func() bool { return len(r.rows) == 30 && r.now.Trial == "trial 1 of 2" })
	w = begin(t, run, 2, two)
	w.load(t, 3*time.Second)
	r.until(t, func() bool { return r.now.Trial == "trial 2 of 2" && len(r.rows) == 3 })
	if r.full != 2 {
		t.Errorf("everything was sent %d times, want once a trial", r.full)
	}
	w.end(t)
}

// When the report is there the page leads to it, also who comes then; Finish returns when the reader has it, and at once when there is none.
func TestPageBecomesTheReport(t *testing.T) {
	run := t.TempDir()
	nobody := New(Config{Dir: run})
	nobody.Finish()
	nobody.Close()
	if nobody.trial != nil || nobody.following {
		t.Error("a run was followed for nobody")
	}

	l, address := serve(t, Config{Dir: run})
	w := begin(t, run, 1, nil)
	w.load(t, 6*time.Second)
	r := read(t, address, "")
	r.until(t, func() bool { return len(r.rows) >= 6 })
	w.end(t)
	if err := os.WriteFile(filepath.Join(run, "index.html"), []byte("<p>the report</p>"), 0o600); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		l.Finish()
		close(done)
	}()
	r.until(t, func() bool { return r.now.Report != "" })
	if status, text := get(t, "GET", address+"/"+r.now.Report); status != 200 || text != "<p>the report</p>" {
		t.Errorf("found %d %s", status, text)
	}
	<-done
	if status, text := get(t, "GET", address+"/"); status != 303 || text != "report/index.html" {
		t.Errorf("who comes then is led to %d %s", status, text)
	}
}

// A run that has no report in the end says so to who looks.
func TestRunWithoutAReport(t *testing.T) {
	run := t.TempDir()
	l, address := serve(t, Config{Dir: run})
	r := read(t, address, "")
	r.until(t, func() bool { return r.now.Status == words.LiveStarting })
	go l.Finish()
	r.until(t, func() bool { return r.now.Over })
	if r.now.Status != words.LiveNoReport || r.now.Report != "" {
		t.Errorf("found %+v", r.now)
	}
}

// What another process measures is over when that process is done, which may be after its record and its report are.
func TestRunOfAnotherProcess(t *testing.T) {
	run := t.TempDir()
	var goesOn atomic.Bool
	goesOn.Store(true)
	_, address := serve(t, Config{Dir: run, GoesOn: goesOn.Load})
	w := begin(t, run, 1, nil)
	w.load(t, 30*time.Second)
	w.end(t)
	if err := os.WriteFile(filepath.Join(run, reportFile), []byte("<p>the report</p>"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := read(t, address, "")
	r.until(t, func() bool { return r.now.Status == words.LiveOver })
	if r.now.Over || r.now.Report != "" {
		t.Errorf("found %+v while it goes on", r.now)
	}
	goesOn.Store(false)
	r.until(t, func() bool { return r.now.Over })
	if r.now.Report != "report/index.html" {
		t.Errorf("found %+v", r.now)
	}
}

// The folder of the run vanishes: one line says so, and the page stays.
func TestRunDirectoryVanishes(t *testing.T) {
	run := filepath.Join(t.TempDir(), "run")
	if err := os.Mkdir(run, 0o755); err != nil {
		t.Fatal(err)
	}
	_, address := serve(t, Config{Dir: run})
	w := begin(t, run, 1, nil)
	w.load(t, 6*time.Second)
	r := read(t, address, "")
	r.until(t, func() bool { return len(r.rows) >= 6 })
	if err := os.RemoveAll(run); err != nil {
		t.Fatal(err)
	}
	r.until(t, func() bool { return r.now.Status == words.LiveGone })
	if len(r.rows) < 6 || r.now.Title != "chat on embedded, live" {
		t.Errorf("found %+v", r.now)
	}
	_ = w.Close() // it cannot state how it ended
}

// The load is ended by POST alone, and once.
func TestInterrupt(t *testing.T) {
	run := t.TempDir()
	var ended atomic.Int32
	_, address := serve(t, Config{Dir: run, Interrupt: func() { ended.Add(1) }})
	if _, text := get(t, "GET", address+"/"); !strings.Contains(text, `<form method="post" action="interrupt">`) || !strings.Contains(text, words.LiveAbortAsk) {
		t.Errorf("no form in %s", text)
	}
	if status, _ := get(t, "GET", address+"/interrupt"); status != 405 || ended.Load() != 0 {
		t.Errorf("GET: %d, ended %d times", status, ended.Load())
	}
	for range 2 {
		if status, to := get(t, "POST", address+"/interrupt"); status != 303 || to != "./" {
			t.Errorf("POST: %d to %s", status, to)
		}
	}
	if ended.Load() != 1 {
		t.Errorf("ended %d times", ended.Load())
	}
	r := read(t, address, "")
	r.until(t, func() bool { return r.now.Status == words.LiveAborting })
	if _, text := get(t, "GET", address+"/"); strings.Contains(text, "<form") {
		t.Error("it can be ended again")
	}
	_, address = serve(t, Config{Dir: run})
	if status, text := get(t, "POST", address+"/interrupt"); status != 409 || !strings.Contains(text, words.LiveNotNow) {
		t.Errorf("a run of somebody else: %d %s", status, text)
	}
}

// Of the run's folder nothing is served but the files of its report: no record, no log, nothing that a link leads out to.
func TestOnlyTheReportIsServed(t *testing.T) {
	run, outside := t.TempDir(), filepath.Join(t.TempDir(), "secret.html")
	w := begin(t, run, 1, nil)
	w.end(t)
	for path, text := range map[string]string{outside: "secret", filepath.Join(run, "index.html"): "page", filepath.Join(run, "plan.bin"): "secret"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(outside, filepath.Join(run, "link.html")); err != nil {
		t.Fatal(err)
	}
	_, address := serve(t, Config{Dir: run})
	for _, path := range []string{"link.html", "plan.bin", "trial-001", "trial-001/manifest.json", "trial-001%2fmanifest.json", "..%2fsecret.html", "no.html", ""} {
		if status, text := get(t, "GET", address+"/report/"+path); status != 404 || strings.Contains(text, "secret") {
			t.Errorf("%s: %d %s", path, status, text)
		}
	}
	if status, text := get(t, "GET", address+"/report/index.html"); status != 200 || text != "page" {
		t.Errorf("index.html: %d %s", status, text)
	}
}

// What a target or an author wrote is text, in the page and in what the script gets.
func TestHostileTextsAreText(t *testing.T) {
	const hostile = `<img src=x onerror="alert(1)"></script><script>alert(2)</script>`
	run := t.TempDir()
	_, address := serve(t, Config{Dir: run, Status: func() string { return "" }})
	w := begin(t, run, 1, func(m *samples.Manifest) {
		m.Scenario, m.Description, m.Operations[1], m.Phases[1].Name = hostile, hostile, hostile, hostile
		m.Configuration = map[string]string{hostile: hostile}
		m.Trials = 2
	})
	if err := w.Event(samples.Event{Kind: samples.FailureExample, Name: hostile, Detail: "status: GET / -> " + hostile}); err != nil {
		t.Fatal(err)
	}
	w.failsFrom = 0
	w.load(t, 15*time.Second)
	r := read(t, address, "")
	r.until(t, func() bool { return r.look.HTML != "" && len(r.now.Failed) > 0 })
	_, text := get(t, "GET", address+"/")
	for name, html := range map[string]string{"page": text, "look": r.look.HTML} {
		if strings.Contains(html, "<img") || strings.Contains(html, "<script>alert") || !strings.Contains(html, "&lt;img src=x") {
			t.Errorf("the %s has markup of a target: %s", name, html)
		}
	}
	if !strings.Contains(r.now.Failed[0].Example, hostile) {
		t.Errorf("the example is %q", r.now.Failed[0].Example)
	}
	if strings.Contains(text, "<script>") || strings.Contains(text, "<style>") || strings.Contains(text, "onclick") {
		t.Error("the page has script or style inline")
	}
	w.end(t)
}

// A mark is read back; what no page has sent is that of somebody who has seen nothing.
func TestMark(t *testing.T) {
	for text, want := range map[string]mark{"3.17": {3, 17}, "": {}, "3": {}, "3.x": {}, "3.17x": {}, "-1.2": {}, "a.b": {}} {
		if got := parseMark(text); got != want {
			t.Errorf("%q is %v, want %v", text, got, want)
		}
	}
}

func TestNumbersAreJSON(t *testing.T) {
	text, err := json.Marshal([]number{1.0 / 3, 12345678, 0, number(math.NaN()), number(math.Inf(1)), 1e-9})
	if want := "[0.33333,1.2346e+07,0,null,null,1e-09]"; err != nil || string(text) != want {
		t.Errorf("found %s (%v), want %s", text, err, want)
	}
}

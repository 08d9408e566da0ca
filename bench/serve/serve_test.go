package serve

import (
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"quintet/bench/document"
	"quintet/bench/page/pagetest"
	"quintet/bench/stack/lockfile"
)

func contains(t *testing.T, text string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("no %q in\n%.4000s", w, text)
		}
	}
}

func without(t *testing.T, text string, unwanted ...string) {
	t.Helper()
	for _, u := range unwanted {
		if strings.Contains(text, u) {
			t.Errorf("%q is in\n%.4000s", u, text)
		}
	}
}

// The list has every run with a checkbox and a way to its page, and what is asked for of them.
func TestList(t *testing.T) {
	s, _, dir := serving(t)
	contains(t, see(t, s, "/", http.StatusOK), "No run is kept here yet.", "Start a run")
	keep(t, dir, "one", on(1))
	keep(t, dir, "examples/two", func(d *document.Document) {
		on(2)(d)
		d.Scenario, d.Stack = "read-heavy", "native"
	})
	text := see(t, s, "/", http.StatusOK)
	contains(t, text, `name="run" value="one" aria-label="Choose one"`, `href="./run/one/"`, `href="./run/examples%2Ftwo/"`, "Compare the chosen runs",
		`<option value="read-heavy">`, `<option value="native">`, "chat-heavy")
	text = see(t, s, "/?scenario=read-heavy&order=oldest", http.StatusOK)
	contains(t, text, "1 of 2 runs as asked for.", `<option value="read-heavy" selected>`, `<option value="oldest" selected>`)
	without(t, text, `href="./run/one/"`)
	contains(t, see(t, s, "/?text=nothing+of+this", http.StatusOK), "No run is as asked for.")
}

// A run has its report in a frame, and the files beside it; the record itself is given to no browser.
func TestRunPage(t *testing.T) {
	s, p, dir := serving(t)
	keep(t, dir, "one", on(1))
	keep(t, dir, "examples/two", on(2))
	text := see(t, s, "/run/examples%2Ftwo/", http.StatusOK)
	contains(t, text, `src="index.html"`, "Compare with the run before", "compare?run=one&amp;run=examples%2Ftwo", "start?like=examples%2Ftwo", `href="../../"`)
	if got := ask(t, s, "/run/one", nil); got.location != "/run/one/" {
		t.Errorf("without the slash: %+v", got)
	}
	for name, kind := range kinds {
		_ = os.WriteFile(filepath.Join(dir, "one", "x"+name), []byte("<script>alert(1)</script>"), 0o644)
		got := ask(t, s, "/run/one/x"+name, nil)
		if got.status != http.StatusOK || got.header.Get("Content-Type") != kind {
			t.Errorf("%s: %+v", name, got)
		}
	}
	for _, name := range []string{"trial-001", "hits-1.bin", "notes", ".hidden", "absent.png", "%2e%2e%2freport.json", "a%00.png"} {
		got := ask(t, s, "/run/one/"+name, nil)
		if got.status != http.StatusNotFound {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := ask(t, s, "/run/one/report", url.Values{}); got.location != "/run/one/" || len(p.rendered) != 1 || p.rendered[0] != filepath.Join(dir, "one") {
		t.Errorf("%+v, rendered %v", got, p.rendered)
	}
	p.refused = errors.New("trial-001: its format is of a newer version")
	if got := ask(t, s, "/run/one/report", url.Values{}); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.text, "of a newer version") {
		t.Errorf("%+v", got)
	}
}

// No name leads out of the folder of runs, to what is no file, or to a panic; each is answered with a sentence.
func TestNamesLeadNowhere(t *testing.T) {
	s, _, dir := serving(t)
	keep(t, dir, "one", nil)
	outside := t.TempDir()
	keep(t, outside, "secret", nil)
	for _, err := range []error{
		os.Symlink(filepath.Join(outside, "secret"), filepath.Join(dir, "linked")),
		os.Symlink(filepath.Join(outside, "secret", "index.html"), filepath.Join(dir, "one", "out.html")),
		os.Symlink("one", filepath.Join(dir, "inside")),
		syscall.Mkfifo(filepath.Join(dir, "one", "pipe.html"), 0o644),
		os.Mkdir(filepath.Join(dir, "one", "folder.html"), 0o755),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string]struct {
		status   int
		sentence string
	}{
		"/run/..%2F..%2Fetc/passwd.txt":   {http.StatusNotFound, "is kept here"},
		"/run/%2e%2e/x.html":              {http.StatusNotFound, "is kept here"},
		"/run/absent/":                    {http.StatusNotFound, "is kept here"},
		"/run/linked/":                    {http.StatusForbidden, "leads out of the folder of runs"},
		"/run/linked/index.html":          {http.StatusForbidden, "leads out of the folder of runs"},
		"/run/one/out.html":               {http.StatusForbidden, "leads out of the folder of runs"},
		"/run/one/pipe.html":              {http.StatusNotFound, "has no page"},
		"/run/one/folder.html":            {http.StatusNotFound, "has no page"},
		"/run/inside/index.html":          {http.StatusOK, "the report"},
		"/start?like=..%2Fx":              {http.StatusNotFound, "is kept here"},
		"/compare":                        {http.StatusUnprocessableEntity, "No run was chosen."},
		"/compare?run=..%2Fx":             {http.StatusNotFound, "is kept here"},
		"/compare?run=linked&run=one":     {http.StatusUnprocessableEntity, "leads out of the folder of runs"},
		"/compare?run=%ff%00":             {http.StatusNotFound, "is kept here"},
		"/?scenario=%ff&order=%00&x=;":    {http.StatusOK, "No run is as asked for."},
		"/style/..%2Fserve.go":            {http.StatusNotFound, "no such page"},
		"/style/serve.css":                {http.StatusOK, ".ways"},
		"/" + strings.Repeat("long", 900): {http.StatusNotFound, "no such page"},
	} {
		if got := ask(t, s, path, nil); got.status != want.status || !strings.Contains(got.text, want.sentence) {
			t.Errorf("%.60s: status %d, want %d and %q in\n%.3000s", path, got.status, want.status, want.sentence, got.text)
		}
	}
}

// What changes something takes a form, and only that.
func TestOnlyFormsChangeAnything(t *testing.T) {
	s, p, dir := serving(t)
	keep(t, dir, "one", nil)
	for _, path := range []string{"/run/one/report", "/run/one/notes", "/started/abort"} {
		if got := ask(t, s, path, nil); got.status != http.StatusNotFound {
			t.Errorf("GET %s: %+v", path, got)
		}
	}
	for _, path := range []string{"/", "/compare", "/run/one/", "/run/one/index.html", "/nothing"} {
		if got := ask(t, s, path, url.Values{"run": {"one"}}); got.status != http.StatusMethodNotAllowed {
			t.Errorf("POST %s: %+v", path, got)
		}
	}
	large := url.Values{"text": {strings.Repeat("x", maxForm)}}
	for _, path := range []string{"/start", "/run/one/notes", "/run/one/report"} {
		if got := ask(t, s, path, large); got.status != http.StatusRequestEntityTooLarge || !strings.Contains(got.text, "too large") {
			t.Errorf("POST %s: %d %s", path, got.status, got.text)
		}
	}
	if len(p.rendered) > 0 {
		t.Errorf("rendered %v", p.rendered)
	}
}

// What a report or a name holds is text on every page.
func TestHostileRuns(t *testing.T) {
	s, _, dir := serving(t)
	const bad = `<script>alert("x")</script>`
	folder := `<img src=x onerror=alert(1)>"' %2F&amp;`
	keep(t, dir, folder, func(d *document.Document) {
		d.Scenario, d.Stack, d.Headline = bad, bad, bad
		d.InvalidReasons, d.Valid = []string{bad}, false
		d.Trials[0].Configuration = map[string]string{bad: bad}
	})
	if err := os.WriteFile(filepath.Join(dir, folder, "notes.json"), []byte(`{"labels": ["<script>alert(2)</script>"], "text": "<b onclick=alert(3)>"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "/run/" + url.PathEscape(folder) + "/", "/start?like=" + url.QueryEscape(folder), "/start?scenario=" + url.QueryEscape(bad), "/?text=" + url.QueryEscape(bad)} {
		text := see(t, s, path, http.StatusOK)
		without(t, text, "<script", "<b onclick", "<img src=x")
	}
	got := ask(t, s, "/run/"+url.PathEscape(folder)+"/index.html", nil)
	if got.status != http.StatusOK {
		t.Errorf("%+v", got)
	}
	got = ask(t, s, "/compare?run="+url.QueryEscape(folder)+"&threshold="+url.QueryEscape(bad), nil)
	without(t, got.text, "<script", "<img src=x")
	pagetest.LintServed(t, []byte(got.text))
}

// A run that goes on elsewhere is shown to, and others are neither analysed beside it nor started without asking.
func TestRunThatGoesOn(t *testing.T) {
	s, p, dir := serving(t)
	keep(t, dir, "one", nil)
	running := filepath.Join(dir, "20260901-120000-smoke")
	if err := os.MkdirAll(filepath.Join(running, "trial-001"), 0o755); err != nil {
		t.Fatal(err)
	}
	contains(t, see(t, s, "/run/20260901-120000-smoke/", http.StatusOK), "Report what was measured")
	holder, err := lockfile.Hold(running)
	if err != nil {
		t.Fatal(err)
	}
	contains(t, see(t, s, "/", http.StatusOK), "20260901-120000-smoke goes on: watch it.")
	got := ask(t, s, "/run/one/report", url.Values{})
	if got.status != http.StatusConflict || !strings.Contains(got.text, "20260901-120000-smoke goes on") || len(p.rendered) != 0 {
		t.Errorf("%+v", got)
	}
	if got := ask(t, s, "/run/one/report", url.Values{"anyway": {"on"}}); got.status != http.StatusSeeOther || len(p.rendered) != 1 {
		t.Errorf("%+v", got)
	}
	if got := ask(t, s, "/run/20260901-120000-smoke/report", url.Values{"anyway": {"on"}}); got.status != http.StatusConflict {
		t.Errorf("%+v", got)
	}
	got = ask(t, s, "/start", url.Values{"scenario": {"smoke"}, "stack": {"embedded"}, "changes": {"rate=7/s"}})
	if got.status != http.StatusConflict {
		t.Errorf("%+v", got)
	}
	contains(t, got.text, "20260901-120000-smoke goes on. Two runs at once", "rate=7/s</textarea>")
	if err := holder.Close(); err != nil {
		t.Fatal(err)
	}
	without(t, see(t, s, "/", http.StatusOK), "goes on: watch it")
}

// The sides of a comparison are as chosen, the oldest run being the base when nothing was said.
func TestCompareSides(t *testing.T) {
	s, _, dir := serving(t)
	for i, name := range []string{"c", "a", "b"} {
		keep(t, dir, name, on(3-i))
	}
	for query, want := range map[string]string{
		"run=a&run=b&run=c":               "base 1, head 2, force false",
		"run=a":                           "base 1, head 0, force false",
		"run=a&side=head&run=b&side=base": "base 1, head 1, force false",
		"run=a&side=base&run=b&side=base&run=c&side=left+out&force=on": "base 2, head 0, force true",
		"run=a&run=b&threshold=much":                                   "-threshold: found much",
	} {
		got := ask(t, s, "/compare?"+query, nil)
		if got.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", query, got.status)
		}
		pagetest.LintServed(t, []byte(got.text))
		contains(t, got.text, want)
	}
	got := ask(t, s, "/compare?run=a&run=b&run=c", nil)
	before, after, _ := strings.Cut(got.text, `value="b"`)
	_ = before
	contains(t, after[:400], `<option value="base" selected>`)
	if got := ask(t, s, "/compare?"+strings.Repeat("run=a&", maxCompared+1), nil); !strings.Contains(got.text, "51 runs were chosen: want at most 50") {
		t.Errorf("%+v", got)
	}
}

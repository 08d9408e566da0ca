package main

import (
	"bufio"
	"bytes"
	"fmt"
	"html"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quintet/bench/exitcode"
	"quintet/bench/redact"
	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/serve"
)

// visitor is a browser without script: it follows links and sends forms.
type visitor struct {
	t    *testing.T
	base *url.URL
}

// ask sends a request to a path below the printed address and follows where it leads.
func (v visitor) ask(method, path string, form url.Values) (status int, text string) {
	v.t.Helper()
	to, err := v.base.Parse(strings.TrimPrefix(path, "/"))
	if err != nil {
		v.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(v.t.Context(), method, to.String(), strings.NewReader(form.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", "http://"+v.base.Host)
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer a.Body.Close()
	body, err := io.ReadAll(a.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return a.StatusCode, string(body)
}

// see is a page that is there.
func (v visitor) see(path string) string {
	v.t.Helper()
	status, text := v.ask(http.MethodGet, path, nil)
	if status != http.StatusOK {
		v.t.Fatalf("%s: status %d: %s", path, status, text)
	}
	return text
}

// start sends the form of a run, unless that is nil, and waits until it has ended or ready says that it got far enough. It returns the page of
// the started run.
func (v visitor) start(form url.Values, ready func(page string) bool) string {
	v.t.Helper()
	if form != nil {
		if status, text := v.ask(http.MethodPost, "/start", form); status != http.StatusOK {
			v.t.Fatalf("status %d: %s", status, text)
		}
	}
	for deadline := time.Now().Add(3 * time.Minute); ; time.Sleep(100 * time.Millisecond) {
		text := v.see("/started")
		if strings.Contains(text, " ended: ") || ready(text) {
			return text
		}
		if time.Now().After(deadline) {
			v.t.Fatalf("it goes on: %s", text)
		}
	}
}

func never(string) bool { return false }

// exitShown is what the page of a started run says of its end.
var exitShown = regexp.MustCompile(`small(\.yaml)? on embedded ended: [^<]+ \(exit code (\d+)\)\.`)

// endedWell fails unless a page says that the run in a folder has ended as it does on a machine of its own.
func endedWell(t *testing.T, page, dir string) {
	t.Helper()
	m := exitShown.FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("no exit code in %s", page)
	}
	code, err := strconv.Atoi(m[2])
	if r := jsonReport(t, dir); err != nil || !r.ends(code, exitcode.OK) {
		t.Fatalf("%v, %+v: %s", err, r, page)
	}
}

// served starts bench serve and returns a visitor of its first page.
func served(t *testing.T, c *exec.Cmd) visitor {
	t.Helper()
	line, err := bufio.NewReader(started(t, c, c.StdoutPipe)).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	base, err := url.Parse(strings.TrimSpace(line))
	if err != nil {
		t.Fatal(err)
	}
	v := visitor{t, base}
	// The printed address leads to the first page, below which all others are.
	a, err := http.Get(base.String())
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	if a.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", line, a.Status)
	}
	v.base = a.Request.URL
	return v
}

// An afternoon: run, look, change a setting, run, compare, from the pages alone; then a run is cut off by Ctrl-C at the server, and is reported.
func TestServeAfternoon(t *testing.T) {
	t.Parallel()
	c := prepared(t, "serve")
	var stderr bytes.Buffer
	c.Stderr = &stderr
	scenarioFile(t, c, strings.Replace(small, ", measure: false", "", 1))
	v := served(t, c)
	if text := v.see("/"); !strings.Contains(text, "No run is kept here yet.") {
		t.Errorf("the first page is %s", text)
	}
	form := func(changes string) url.Values {
		return url.Values{"scenario": {"small.yaml"}, "stack": {"embedded"}, "target": {""}, "changes": {changes}}
	}
	// A mistake is shown as on the command line, and what was typed is still there.
	status, text := v.ask(http.MethodPost, "/start", form("cache=maybe\r\nload.phases.steady.rate=fast"))
	_, said := func() (int, string) {
		got := execute(t, commandIn(c, "run", "-set", "cache=maybe", "-set", "load.phases.steady.rate=fast", "small.yaml"))
		return got.code, got.stderr
	}()
	for line := range strings.Lines(said) {
		if line = strings.TrimSpace(strings.TrimPrefix(line, "bench: ")); status != http.StatusUnprocessableEntity || !strings.Contains(html.UnescapeString(text), line) {
			t.Errorf("status %d, no %q in %s", status, line, text)
		}
	}
	if !strings.Contains(text, "cache=maybe\nload.phases.steady.rate=fast</textarea>") {
		t.Errorf("what was typed is lost: %s", text)
	}

	ended := v.start(form(""), never)
	first := onlyRun(t, c)
	endedWell(t, ended, first)
	report := regexp.MustCompile(`href="\./(run/[^"/]+-small)/"`).FindStringSubmatch(ended)
	if report == nil {
		t.Fatalf("no way to the report in %s", ended)
	}
	if text := v.see(report[1] + "/"); !strings.Contains(text, `<iframe title="The report of this run" src="index.html">`) {
		t.Errorf("the page of the run is %s", text)
	}
	onDisk, err := os.ReadFile(filepath.Join(first, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	if _, text := v.ask(http.MethodGet, report[1]+"/index.html", nil); text != string(onDisk) {
		t.Error("the report is another than on disk")
	}

	// Again, from the form as that run had it, with a change.
	again := v.see("/start?like=" + url.QueryEscape(filepath.Base(first)))
	if !strings.Contains(again, `<option value="small.yaml" selected>`) {
		t.Errorf("the form of the run is %s", again)
	}
	ended = v.start(form("cache=off"), never)
	runs, err := filepath.Glob(filepath.Join(c.Dir, "reports", "*-small*"))
	if err != nil || len(runs) != 2 {
		t.Fatalf("runs are %q, %v: %s", runs, err, ended)
	}
	endedWell(t, ended, runs[1])
	compared := execute(t, commandIn(c, "compare", "-md", "compare.md", runs[0], runs[1]))
	query := url.Values{"run": {filepath.Base(runs[1]), filepath.Base(runs[0])}}.Encode()
	if text := v.see("/compare?" + query); !strings.Contains(text, fmt.Sprintf("with exit code %d: ", compared.code)) {
		t.Errorf("bench compare gives %+v, the page %s", compared, text)
	}

	// The report is rendered again, to the same bytes.
	if status, text := v.ask(http.MethodPost, report[1]+"/report", url.Values{}); status != http.StatusOK {
		t.Errorf("status %d: %s", status, text)
	}
	if same, err := os.ReadFile(filepath.Join(first, "index.html")); err != nil || !bytes.Equal(same, onDisk) {
		t.Errorf("rendered again, the report is another: %v", err)
	}

	// A run is watched, and aborted from the page that shows it.
	loading := func(page string) bool { return strings.Contains(page, "due ") && strings.Contains(page, "done ") }
	v.start(form("duration=60s"), loading)
	going := regexp.MustCompile(`href="\./(run/[^"]+/)">[^<]* goes on: watch it`).FindStringSubmatch(v.see("/"))
	if going == nil {
		t.Fatalf("no way to the run that goes on: %s", v.see("/"))
	}
	if text := v.see(going[1]); !strings.Contains(text, `src="live/"`) {
		t.Errorf("the page of the run is %s", text)
	}
	if status, text := v.ask(http.MethodGet, going[1]+"live/", nil); status != http.StatusOK || !strings.Contains(text, `action="interrupt"`) {
		t.Errorf("the live page: status %d: %s", status, text)
	}
	v.ask(http.MethodPost, going[1]+"live/interrupt", url.Values{})
	if ended := v.start(nil, never); !strings.Contains(ended, "it was interrupted (exit code 130)") {
		t.Errorf("the aborted run: %s", ended)
	}
	if status, text := v.ask(http.MethodGet, going[1]+"live/report/index.html", nil); status != http.StatusOK || !strings.Contains(text, "interrupted") {
		t.Errorf("its report: status %d: %s", status, text)
	}

	// Ctrl-C while a run goes on.
	v.start(form("duration=60s"), loading)
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	if code := c.ProcessState.ExitCode(); code != exitcode.OK || !strings.Contains(stderr.String(), "is interrupted; it reports what it measured") {
		t.Errorf("exit %d: %s", code, stderr.String())
	}
	runs, err = filepath.Glob(filepath.Join(c.Dir, "reports", "*-small*"))
	if err != nil || len(runs) != 4 {
		t.Fatalf("runs are %q, %v", runs, err)
	}
	stopped := 0
	for _, dir := range runs {
		if m := manifestOf(t, dir); m.State == samples.Stopped {
			stopped++
			nothingLeft(t, dir, m)
			if r := jsonReport(t, dir); len(r.Trials) != 1 || r.Trials[0].Completed == 0 {
				t.Errorf("report %+v", r)
			}
		}
	}
	if stopped != 2 {
		t.Errorf("%d of %q were interrupted", stopped, runs)
	}
}

// commandIn prepares a command in the folder of another.
func commandIn(c *exec.Cmd, args ...string) *exec.Cmd {
	beside := exec.Command(binary, args...)
	beside.Dir, beside.Env = c.Dir, c.Env
	return beside
}

// A run in a terminal beside the server is shown, keeps others from being started, and is left alone.
func TestServeShowsRunsOfTerminals(t *testing.T) {
	t.Parallel()
	run, lines := begun(t)
	c := commandIn(run, "serve", "reports")
	v := served(t, c)
	name := filepath.Base(onlyRun(t, run))
	if text := v.see("/"); !strings.Contains(text, name+" goes on: watch it.") {
		t.Errorf("the list is %s", text)
	}
	status, text := v.ask(http.MethodPost, "/start", url.Values{"scenario": {"smoke"}, "stack": {"embedded"}})
	if status != http.StatusConflict || !strings.Contains(text, name+" goes on. Two runs at once") {
		t.Errorf("status %d: %s", status, text)
	}
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if _ = c.Wait(); c.ProcessState.ExitCode() != exitcode.OK {
		t.Errorf("exit %d", c.ProcessState.ExitCode())
	}
	if err := run.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := lines.ReadString('\n'); err != nil {
			break
		}
	}
	if _ = run.Wait(); run.ProcessState.ExitCode() != exitcode.Interrupted {
		t.Errorf("the run beside: exit %d", run.ProcessState.ExitCode())
	}
}

// Who lacks the address is not let in, and no other page sends its forms.
func TestServeIsGuarded(t *testing.T) {
	t.Parallel()
	c := prepared(t, "serve")
	v := served(t, c)
	if got := v.base.Hostname(); got != "127.0.0.1" {
		t.Errorf("it listens on %s", got)
	}
	for name, change := range map[string]func(*http.Request){
		"NoToken":     func(r *http.Request) { r.URL.Path, r.URL.RawQuery = "/", "" },
		"OtherHost":   func(r *http.Request) { r.Host = "evil.example" },
		"OtherOrigin": func(r *http.Request) { r.Header.Set("Origin", "http://evil.example") },
		"OtherSite":   func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, v.base.JoinPath("start").String(), strings.NewReader("scenario=smoke&stack=embedded"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		change(r)
		a, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		a.Body.Close()
		if a.StatusCode/100 != 4 {
			t.Errorf("%s: %s", name, a.Status)
		}
	}
	if text := v.see("/started"); !strings.Contains(text, "No run was started from this page yet.") {
		t.Errorf("a run was started: %s", text)
	}
	port := v.base.Port()
	if got := execute(t, commandIn(c, "serve", "-listen", "127.0.0.1:"+port)); got.code != exitcode.Usage || !strings.Contains(got.stderr, "another program listens there") {
		t.Errorf("a taken port: %+v", got)
	}
}

// gathered puts records into one folder of runs.
func gathered(t *testing.T, runs map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "reports")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, from := range runs {
		if err := os.Rename(from, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// pagesOf are the pages of a folder of runs, in process.
func pagesOf(t *testing.T, dir string) *serve.Server {
	t.Helper()
	r := redact.New()
	s := serve.New(serve.Config{Dir: dir, Harness: harness{terminal{stdout: io.Discard, stderr: io.Discard, redactor: r}, dir}, Executable: binary, Redact: r.Text})
	t.Cleanup(s.Close)
	return s
}

// The page of a comparison has the verdict, the sentences and the exit code of bench compare, for every answer there is.
func TestServedComparisons(t *testing.T) {
	dir := gathered(t, map[string]string{
		"base": recorded(t, "base", 0, 6, 1, nil), "again": recorded(t, "again", 1, 6, 1, nil), "slow": recorded(t, "slow", 2, 6, 1.2, nil), "few": recorded(t, "few", 3, 2, 1.2, nil),
		"other": recorded(t, "other", 4, 6, 1, func(m *samples.Manifest) { m.Machine.Cores = 64 }),
		"matrix": recorded(t, "matrix", 5, 12, 1, func(m *samples.Manifest) {
			m.Configuration = map[string]string{"cache": []string{"on", "off"}[m.Trial%2]}
		}),
	})
	s := pagesOf(t, dir)
	for _, test := range []struct {
		names []string
		flags []string
		query string
		code  int
	}{
		{[]string{"base", "again"}, nil, "", exitcode.OK},
		{[]string{"base", "slow"}, nil, "", exitcode.Broken},
		{[]string{"base", "few"}, nil, "", exitcode.Invalid},
		{[]string{"base", "again", "slow"}, nil, "", exitcode.Broken},
		{[]string{"base", "slow"}, []string{"-threshold", "50%"}, "&threshold=50%25", exitcode.OK},
		{[]string{"matrix"}, nil, "", exitcode.OK},
		{[]string{"base", "other"}, []string{"-force"}, "&force=on", exitcode.OK},
		{[]string{"base", "other"}, nil, "", exitcode.Usage},
	} {
		var folders []string
		query := ""
		for _, name := range test.names {
			folders = append(folders, filepath.Join(dir, name))
			query += "&run=" + name
		}
		code, stdout, stderr := compared(slices.Concat(test.flags, folders)...)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/compare?"+query+test.query, nil))
		text := html.UnescapeString(w.Body.String())
		if code != test.code {
			t.Fatalf("%v: exit %d, want %d: %s", test.names, code, test.code, stderr)
		}
		if code == exitcode.Usage {
			if w.Code != http.StatusUnprocessableEntity || !strings.Contains(text, "cores: base has 4, head has 64") {
				t.Errorf("%v: status %d: %s", test.names, w.Code, text)
			}
			continue
		}
		// The last paragraph in a terminal is the mark, the verdict and the sentence that the page begins with.
		paragraphs := strings.Split(strings.TrimSpace(stdout), "\n\n")
		words := strings.Fields(paragraphs[len(paragraphs)-1])
		page := strings.Join(strings.Fields(strings.ReplaceAll(text, "\u00a0", " ")), " ")
		for _, want := range []string{strings.Join(words[2:], " "), "bench compare gives the same answer with exit code " + fmt.Sprint(code)} {
			if !strings.Contains(page, want) {
				t.Errorf("%v: no %q in %s", test.names, want, page)
			}
		}
	}
}

// What a shell word holds, comes back.
func TestShellWords(t *testing.T) {
	letters := []rune("ab =,'\"\\$(){}*\t\n[]é")
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		var want, line []string
		for range 1 + r.IntN(4) {
			word := ""
			for range 1 + r.IntN(6) {
				word += string(letters[r.IntN(len(letters))])
			}
			want, line = append(want, word), append(line, shellWord(word))
		}
		got, err := shellWords(strings.Join(line, " "))
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Fatalf("%q, %v: %s", line, err, diff)
		}
	}
	if _, err := shellWords("bench 'run"); err == nil {
		t.Error("a quote that is never closed is no error")
	}
}

// The command of a record becomes the form that it was, without its secrets.
func TestRepeatedWish(t *testing.T) {
	o := options{stack: "external", changes: overrides{{Key: "load.phases", Value: "[{name: all, rate: 5/s, duration: 2s}]"}, {Key: "env.API_PASSWORD", Value: "hunter22"}, {Key: "seed", Value: "7"}}}
	o.external.target = "http://127.0.0.1:1/a b"
	o.generators.on = engines()[0].name
	r := redact.New()
	for _, c := range o.changes {
		r.Learn(c.Key, c.Value)
	}
	h := harness{terminal{redactor: r}, "reports"}
	command := r.Text(o.repeatCommand("run", "chat-heavy"))
	if strings.Contains(command, "hunter22") {
		t.Fatalf("the test's command is %s", command)
	}
	got, secrets, err := h.Repeat(command)
	want := serve.Wish{Scenario: "chat-heavy", Stack: "external", Target: "http://127.0.0.1:1/a b", Changes: []scenario.Override{o.changes[0], o.changes[2]}}
	if diff := cmp.Diff(want, got); err != nil || !secrets || diff != "" {
		t.Errorf("%v, %v: %s", secrets, err, diff)
	}
	for _, bad := range []string{"", "bench", "rm -rf x", "bench run", "bench run -nope x", "bench 'run", "bench run a b"} {
		if w, _, err := h.Repeat(bad); err == nil {
			t.Errorf("%q became %+v", bad, w)
		}
	}
}

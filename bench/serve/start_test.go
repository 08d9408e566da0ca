package serve

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"quintet/bench/page/pagetest"
)

// wanted is the form of a run.
func wanted(changes string) url.Values {
	return url.Values{"scenario": {"smoke"}, "stack": {"embedded"}, "target": {""}, "changes": {changes}}
}

// begun waits until a job has printed that it began. Before, an interrupt ends it as it ends any program.
func begun(t *testing.T, j *job) {
	t.Helper()
	for st := j.state(); !strings.Contains(st.printed, "it began"); st = j.state() {
		if st.ended {
			t.Fatalf("it ended: %+v", st)
		}
		time.Sleep(time.Millisecond)
	}
}

// Every mistake is shown where it was typed, and nothing of what was typed is lost.
func TestStartRefuses(t *testing.T) {
	s, _, _ := serving(t)
	for name, test := range map[string]struct {
		form url.Values
		want []string
	}{
		"FromTheParser": {wanted("rate=5/s\r\nbad=1"), []string{"smoke.yaml:3: load: found `&lt;b&gt;x`, want a rate", "<li>-set bad=1: found the unknown key", "rate=5/s\nbad=1</textarea>"}},
		"NoKey":         {wanted("\n\nrate\nx=1\n=2"), []string{"-set, line 3: found &#34;rate&#34;, want a field, = and its value", "-set, line 5", "\n\n\nrate\nx=1\n=2</textarea>"}},
		"NoScenario":    {url.Values{"scenario": {"/etc/passwd.yaml"}, "stack": {"embedded"}}, []string{"found &#34;/etc/passwd.yaml&#34;, want one of the list", `<option value="/etc/passwd.yaml" selected>`}},
	} {
		t.Run(name, func(t *testing.T) {
			got := ask(t, s, "/start", test.form)
			if got.status != http.StatusUnprocessableEntity {
				t.Errorf("status %d", got.status)
			}
			pagetest.LintServed(t, []byte(got.text))
			contains(t, got.text, test.want...)
		})
	}
	if s.job.last() != nil {
		t.Error("something was started")
	}
}

// Of two that are started at once one is, the other is told; the started one is aborted, reports, and shows how it ended.
func TestStartOneAtATime(t *testing.T) {
	s, _, dir := serving(t)
	t.Setenv(childVariable, dir)
	keep(t, dir, "a", nil)
	contains(t, see(t, s, "/started", http.StatusOK), "No run was started from this page yet.")
	const together = 8
	var answers [together]answer
	var wait sync.WaitGroup
	for i := range together {
		wait.Go(func() { answers[i] = ask(t, s, "/start", wanted(fmt.Sprintf("rate=%d/s", i))) })
	}
	wait.Wait()
	started := 0
	for i, a := range answers {
		switch a.status {
		case http.StatusSeeOther:
			started++
		case http.StatusConflict:
			contains(t, a.text, "The run of smoke that was started here goes on. Two runs at once", fmt.Sprintf("rate=%d/s</textarea>", i))
		default:
			t.Errorf("%+v", a)
		}
	}
	if started != 1 {
		t.Fatalf("%d runs were started", started)
	}
	j := s.job.last()
	begun(t, j)
	contains(t, see(t, s, "/started", http.StatusOK), "smoke on embedded goes on since", `http-equiv="refresh"`, "Abort this run", "-set &#39;rate=")
	if got := ask(t, s, "/started/abort", url.Values{}); got.location != "/started" {
		t.Errorf("%+v", got)
	}
	// Asked twice, it is interrupted once: its report would be lost otherwise.
	ask(t, s, "/started/abort", url.Values{})
	<-j.done
	text := see(t, s, "/started", http.StatusOK)
	contains(t, text, "smoke on embedded ended: it was interrupted (exit code 130).", "it began with &lt;b&gt;run -stack embedded", `href="./run/a/"`)
	without(t, text, "http-equiv", "Abort this run")
	// What it printed is kept beside its record.
	contains(t, see(t, s, "/run/a/", http.StatusOK), `href="output.txt"`)
	got := ask(t, s, "/run/a/output.txt", nil)
	contains(t, got.text, "$ bench run -stack embedded -set 'rate=", "\nit began with <b>run")
	if kind := got.header.Get("Content-Type"); kind != "text/plain; charset=utf-8" {
		t.Errorf("the output is %s", kind)
	}
	// Now another may begin.
	if got := ask(t, s, "/start", wanted("end=now")); got.status != http.StatusSeeOther {
		t.Errorf("%+v", got)
	}
	<-s.job.last().done
	contains(t, see(t, s, "/started", http.StatusOK), "it was refused before it began (exit code 2)")
	if kept := ask(t, s, "/run/a/output.txt", nil).text; kept != got.text {
		t.Errorf("a run without a folder left its output in that of another: %s", kept)
	}
}

// When the server ends, what it started has ended and is reaped, and no more is started.
func TestCloseEndsTheRun(t *testing.T) {
	s, _, dir := serving(t)
	t.Setenv(childVariable, dir)
	if got := ask(t, s, "/start", wanted("")); got.status != http.StatusSeeOther {
		t.Fatalf("%+v", got)
	}
	pid := s.job.last().process.Process.Pid
	s.Close()
	if err := syscall.Kill(pid, 0); err != syscall.ESRCH {
		t.Errorf("process %d: %v", pid, err)
	}
	if got := ask(t, s, "/start", wanted("")); got.status != http.StatusInternalServerError || !strings.Contains(got.text, "the server is ending") {
		t.Errorf("%+v", got)
	}
}

// A run that is killed is said to have been.
func TestKilledRun(t *testing.T) {
	s, _, dir := serving(t)
	t.Setenv(childVariable, dir)
	ask(t, s, "/start", wanted(""))
	j := s.job.last()
	begun(t, j)
	// Its folder is the one that was not there before; what it printed has no room there.
	keep(t, dir, "b", nil)
	if err := os.Mkdir(filepath.Join(dir, "b", outputName), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := j.process.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-j.done
	contains(t, see(t, s, "/started", http.StatusOK), "ended before it could report: signal: killed.", "it began with", "kept here alone, not in its folder: is a directory.")
}

// A program that is not there is an error of the form.
func TestProgramIsGone(t *testing.T) {
	s, _, dir := serving(t)
	s.cfg.Executable = filepath.Join(dir, "gone")
	got := ask(t, s, "/start", wanted("rate=1/s"))
	if got.status != http.StatusInternalServerError {
		t.Errorf("%+v", got)
	}
	contains(t, got.text, "start the run: ", "rate=1/s</textarea>")
}

// Of a long output the end is kept.
func TestOutputIsBounded(t *testing.T) {
	var out tail
	for i := range 3 * maxTail / 10 {
		fmt.Fprintf(&out, "%09d\n", i)
	}
	text, cut := out.text()
	if !cut || len(text) != maxTail || !strings.HasSuffix(text, fmt.Sprintf("%09d\n", 3*maxTail/10-1)) || cap(out.kept) > 8*maxTail {
		t.Errorf("%v, %d bytes kept of %d", cut, len(text), cap(out.kept))
	}
}

// Labels and a note are kept beside the record, without secrets and within bounds; what was wrong is said and what was typed stays.
func TestNotes(t *testing.T) {
	s, _, dir := serving(t)
	keep(t, dir, "one", nil)
	notes := filepath.Join(dir, "one", "notes.json")
	got := ask(t, s, "/run/one/notes", url.Values{"labels": {"before the change, baseline,, baseline"}, "text": {"password=hunter22\r\ncache was cold <b>"}})
	if got.location != "/run/one/" {
		t.Fatalf("%+v", got)
	}
	text, err := os.ReadFile(notes)
	if err != nil {
		t.Fatal(err)
	}
	contains(t, string(text), `"before the change"`, `"baseline"`, `password=(hidden)\ncache was cold <b>`)
	contains(t, see(t, s, "/run/one/", http.StatusOK), "before the change, baseline", "cache was cold &lt;b&gt;</textarea>")
	contains(t, see(t, s, "/?label=baseline", http.StatusOK), "before the change, baseline", "cache was cold", `<option value="baseline" selected>`)
	contains(t, see(t, s, "/?text=WAS+COLD", http.StatusOK), `href="./run/one/"`)
	for _, bad := range []url.Values{
		{"labels": {strings.Repeat("l", 41)}}, {"labels": {strings.Repeat("a,b,c,d", 1) + ",e,f,g,h,i,j,k,l,m"}}, {"labels": {"\x07"}}, {"text": {strings.Repeat("ä", 4001)}},
	} {
		got := ask(t, s, "/run/one/notes", bad)
		if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.text, "Labels and note were not kept.") {
			t.Errorf("%.60v: %d", bad, got.status)
		}
		pagetest.LintServed(t, []byte(got.text))
	}
	if again, err := os.ReadFile(notes); err != nil || string(again) != string(text) {
		t.Errorf("what was kept is %s, %v", again, err)
	}
	// Empty ones leave nothing behind.
	ask(t, s, "/run/one/notes", url.Values{"labels": {" , "}, "text": {" "}})
	if _, err := os.Lstat(notes); !os.IsNotExist(err) {
		t.Errorf("notes.json is still there: %v", err)
	}
	// What cannot be written is said in a sentence; so is what cannot be read.
	if err := os.Mkdir(notes, 0o755); err != nil {
		t.Fatal(err)
	}
	got = ask(t, s, "/run/one/notes", url.Values{"labels": {"kept?"}, "text": {"typed"}})
	if got.status != http.StatusUnprocessableEntity {
		t.Errorf("%+v", got)
	}
	contains(t, got.text, "replace notes.json: ", `value="kept?"`, "typed</textarea>")
	contains(t, see(t, s, "/run/one/", http.StatusOK), "Labels and note cannot be read", "notes.json is no file")
	// So is a run that is gone.
	if err := os.RemoveAll(filepath.Join(dir, "one")); err != nil {
		t.Fatal(err)
	}
	if got := ask(t, s, "/run/one/notes", url.Values{"labels": {"x"}}); got.status != http.StatusNotFound || !strings.Contains(got.text, "It may have been removed.") {
		t.Errorf("%+v", got)
	}
}

package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// What the page has when it follows a load: numbers, lines that were drawn, and a verdict.
const (
	hasNumbers = `document.querySelectorAll("#groups dd").length > 10`
	hasLines   = `[...document.querySelectorAll("#figure-latency .legend li")].some(l => /p99 \d/.test(l.textContent)) && document.querySelectorAll("#charts canvas").length > 5`
	hasVerdict = `document.querySelector("#look table") !== null && document.getElementById("verdict").className !== ""`
	isReport   = `document.readyState === "complete" && location.pathname.endsWith("/report/index.html") && document.querySelector("h1") !== null && document.querySelectorAll("table").length > 5`
)

// short is the scenario smoke on stores in this process, long enough to be watched.
func short(duration string) []string {
	return []string{"run", "-live", "-quiet", "-set", "duration=" + duration, "-set", "rate=100/s", "scenarios/smoke.yaml"}
}

// A run is watched from its first second until it is the report. A second reader comes late and sees all of the past; a third has no script.
func TestRunFromStartToReport(t *testing.T) {
	// Browsers take their time to start on a busy machine; the run waits for none of them.
	first, phone, plain := open(t, 1280, 900), open(t, 380, 800), open(t, 1280, 900)
	p := start(t, t.TempDir(), short("45s")...)
	do(t, first, chromedp.Navigate(p.address))
	await(t, first, hasNumbers+" && "+hasLines)
	await(t, first, hasVerdict)
	picture(t, first, "live-1280")

	do(t, phone, chromedp.Navigate(p.address))
	await(t, phone, hasLines+" && "+hasVerdict)
	if wide := value[float64](t, phone, `document.documentElement.scrollWidth`); wide > 380 {
		t.Errorf("on a phone of 380 pixels the page is %v wide", wide)
	}
	picture(t, phone, "live-380")

	do(t, plain, chromedp.Func(withoutScript), chromedp.Navigate(p.address), chromedp.WaitVisible("#groups dd"))
	if html := got(t, plain, chromedp.OuterHTML("html")); !strings.Contains(html, `http-equiv="refresh"`) || strings.Contains(html, "<canvas") {
		t.Errorf("without script the page is %.500s", html)
	}

	await(t, first, isReport)
	await(t, phone, isReport)
	if code := p.wait(t); code > 3 {
		t.Errorf("bench ended with %d: %s", code, p.said())
	}
	picture(t, first, "report")
}

// The load is ended from the page, which asks once; what was measured is kept and reported, as with Ctrl-C.
func TestAbort(t *testing.T) {
	p := start(t, t.TempDir(), short("5m")...)
	b := open(t, 1280, 900)
	do(t, b, chromedp.Func(dark), chromedp.Navigate(p.address))
	await(t, b, hasVerdict+" && "+hasLines)
	picture(t, b, "live-dark")
	do(t, b, chromedp.Click("#end summary"), chromedp.WaitVisible("#end button"), chromedp.Click("#end button"))
	await(t, b, isReport)
	if text := value[string](t, b, `document.body.innerText`); !strings.Contains(text, "The run was interrupted after") {
		t.Errorf("the report says %.2000s", text)
	}
	if code := p.wait(t); code != 130 {
		t.Errorf("bench ended with %d, want that of an interrupt: %s", code, p.said())
	}
	reports, err := filepath.Glob(filepath.Join(p.dir, "reports", "*", "report.json"))
	if err != nil || len(reports) != 1 {
		t.Errorf("found reports %v (%v)", reports, err)
	}
}

// The connection is cut: the page says so, comes back by itself, and goes on where it was.
func TestReconnect(t *testing.T) {
	p := start(t, t.TempDir(), short("10m")...)
	between := newProxy(t, p.address)
	b := open(t, 1280, 900)
	do(t, b, chromedp.Navigate(between.address))
	await(t, b, hasLines)
	between.cut()
	await(t, b, `/connection is lost/.test(document.getElementById("status").textContent)`)
	left := value[string](t, b, `document.getElementById("left").textContent`)
	between.mend()
	await(t, b, fmt.Sprintf(`document.getElementById("left").textContent !== %q && !/lost/.test(document.getElementById("status").textContent)`, left))
	if !between.sent("Last-Event-ID: ") {
		t.Error("the browser did not say what it had seen")
	}
}

// A target answers with markup and scripts, and its scenario is named so too: all of it is text.
func TestHostileTarget(t *testing.T) {
	const hostile = `<img src=x onerror=hacked()><script>hacked()</script>`
	target := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		if r.Method == http.MethodPost {
			w.WriteHeader(http.StatusInternalServerError)
		}
		fmt.Fprint(w, hostile)
	}))
	t.Cleanup(target.Close)
	dir := t.TempDir()
	scenario := `name: hostile
description: "` + hostile + `"
ready: GET /
operations:
  things.get: {request: GET /thing, expect: {status: 200}}
  things.make: {request: POST /%3Cimg%20src=x%20onerror=hacked()%3E, body: '{"a": 1}', expect: {status: 201}}
workload: {mix: {things.get: 90, things.make: 10}}
load:
  phases:
    - {name: "<b onclick=hacked()>steady", rate: 50/s, duration: 5m}
slo: [p99 < 1s, failures < 50%]
`
	if err := os.WriteFile(filepath.Join(dir, "hostile.yaml"), []byte(scenario), 0o600); err != nil {
		t.Fatal(err)
	}
	p := start(t, dir, "run", "-live", "-quiet", "-stack", "external", "-target", target.URL, "hostile.yaml")
	b := open(t, 1280, 900)
	do(t, b, chromedp.Func(addHacked), chromedp.Navigate(p.address))
	await(t, b, hasVerdict+` && /status/.test(document.getElementById("failed").textContent)`)
	if bad := value[int](t, b, `document.querySelectorAll("#live img[src='x'], #live [onclick], #live [onerror], #live script").length`); bad != 0 {
		t.Errorf("%d elements of the target stand in the page", bad)
	}
	if text := value[string](t, b, `document.body.innerText`); !strings.Contains(text, "<b onclick=hacked()>steady") {
		t.Errorf("the name of the phase is not there as text: %.2000s", text)
	}
	do(t, b, chromedp.Click("#end summary"), chromedp.WaitVisible("#end button"), chromedp.Click("#end button"))
	await(t, b, isReport)
	if value[bool](t, b, `window.wasHacked === true`) {
		t.Error("a script of the target ran")
	}
	p.wait(t)
}

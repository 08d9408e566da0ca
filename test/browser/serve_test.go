package browser

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// hasReport is so on the page of a run whose frame shows the report, where the live page may have been.
const hasReport = `(f => f !== null && f.contentDocument !== null && f.contentWindow.location.pathname.endsWith("/index.html") && f.contentDocument.querySelectorAll("table").length > 5)(document.querySelector("iframe"))`

// says is so where a page has a text.
func says(text string) string { return fmt.Sprintf(`document.body.innerText.includes(%q)`, text) }

// follow clicks a link and waits until what it leads to is so.
func follow(t *testing.T, b context.Context, link, then string) {
	t.Helper()
	do(t, b, chromedp.Click(link))
	await(t, b, then)
}

// An afternoon, from the pages alone: run, look, change a setting, run, compare, note what was learned, and find it again.
func TestAfternoon(t *testing.T) {
	p := start(t, t.TempDir(), "serve")
	b := open(t, 1280, 900)
	do(t, b, chromedp.Navigate(p.address))
	await(t, b, says("No run is kept here yet."))
	follow(t, b, `.ways a[href$="start"]`, `document.getElementById("start") !== null`)

	// A mistake is told, and nothing that was typed is lost.
	const scenario, changes, button = `select[name="scenario"]`, `textarea[name="changes"]`, `#start button`
	do(t, b, chromedp.SetValue(scenario, "smoke"), chromedp.SetValue(changes, "rate=fast\nduration=6s"))
	follow(t, b, button, says("-set rate=fast: "))
	if typed := value[string](t, b, `document.querySelector("textarea").value + "|" + document.querySelector("select").value`); typed != "rate=fast\nduration=6s|smoke" {
		t.Errorf("what was typed became %q", typed)
	}
	picture(t, b, "start-1280")

	// The run is watched on its own page until the report is there, and the page around it says that it has ended.
	run := func(text string) (path string) {
		t.Helper()
		do(t, b, chromedp.SetValue(changes, text))
		follow(t, b, button, `/\/run\/[^/]+\/$/.test(location.pathname)`)
		await(t, b, says("going on")+` && document.querySelector("iframe") !== null`)
		await(t, b, hasReport+` && !`+says("going on"))
		return value[string](t, b, `location.pathname`)
	}
	first := run("rate=60/s\nduration=6s")
	picture(t, b, "run-1280")

	// Again, with a change.
	follow(t, b, `a[href*="start?like="]`, `document.querySelector("textarea") !== null && document.querySelector("textarea").value === "rate=60/s\nduration=6s"`)
	second := run("rate=60/s\nduration=6s\ncache=off")
	if first == second {
		t.Fatalf("both runs are %s", first)
	}
	follow(t, b, `a[href*="compare?"]`, says("bench compare gives the same answer with exit code "))
	picture(t, b, "compare-1280")

	// What was learned is noted, and found again.
	do(t, b, chromedp.Navigate(strings.TrimSuffix(p.address, "/")+second[strings.Index(second, "/run/"):]))
	do(t, b, chromedp.Click(`.folded summary`), chromedp.WaitVisible(`#notes input`),
		chromedp.SetValue(`#notes input`, "no cache"), chromedp.SetValue(`#notes textarea`, "It was <b>slower</b>."))
	follow(t, b, `#notes button`, says("no cache"))
	follow(t, b, `.ways a`, `document.querySelectorAll("tbody input[name=run]").length === 2`)
	do(t, b, chromedp.SetValue(`select[name="label"]`, "no cache"))
	follow(t, b, `#filter button`, `document.querySelectorAll("tbody input[name=run]").length === 1 && `+says("It was <b>slower</b>."))

	// Any selection is compared.
	follow(t, b, `.ways a`, `document.querySelectorAll("tbody input[name=run]").length === 2`)
	picture(t, b, "runs-1280")
	if n := value[int](t, b, `[...document.querySelectorAll("input[name=run]")].filter(box => { box.click(); return box.checked }).length`); n != 2 {
		t.Errorf("%d runs are chosen", n)
	}
	follow(t, b, `#pick button`, says("bench compare gives the same answer with exit code "))
	compared := value[string](t, b, `location.href`)

	// On a phone and in the dark.
	pages := map[string]string{"runs": p.address, "start": p.address + "start", "run": strings.TrimSuffix(p.address, "/") + second[strings.Index(second, "/run/"):], "compare": compared}
	for name, address := range pages {
		do(t, b, chromedp.EmulateViewport(380, 800), chromedp.Navigate(address))
		if wide := value[float64](t, b, `document.documentElement.scrollWidth`); wide > 380 {
			t.Errorf("%s is %v pixels wide on a phone of 380", name, wide)
		}
		picture(t, b, name+"-380")
	}
	do(t, b, chromedp.EmulateViewport(1280, 900), chromedp.Func(dark))
	for name, address := range pages {
		do(t, b, chromedp.Navigate(address))
		picture(t, b, name+"-dark")
	}
}

package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// busy is a load of ten operations at 10,000/s.
func busy(minutes int) string {
	text := "name: busy\nready: GET /\noperations:\n"
	mix := ""
	for i := range 10 {
		text += fmt.Sprintf("  things.op%d: {request: GET /%d, expect: {status: 200}}\n", i, i)
		mix += fmt.Sprintf("    things.op%d: 10\n", i)
	}
	return text + "workload:\n  mix:\n" + mix + fmt.Sprintf(`load:
  arrivals: poisson
  phases:
    - {name: warm-up, rate: 10000/s, duration: 5s, measure: false}
    - {name: steady, rate: 10000/s, duration: %dm}
slo: [p99 < 1s]
`, minutes)
}

// BenchmarkLivePage prints what the live page of a load of 10,000/s costs a browser: when a page that is opened first shows something, in the load's
// first minute and in its last; and the memory of a page that was there all the time, its script's and that of the processes of its browser (in which
// shared pages count by their share), beside what the same browser takes for an empty page. MINUTES is how long the load goes on (10). Nothing is
// asked of the numbers, and they need a machine with nothing else to do:
//
//	go -C test/browser test -run '^$' -bench LivePage -benchtime 1x -timeout 40m .
func BenchmarkLivePage(b *testing.B) {
	minutes, err := strconv.Atoi(os.Getenv("MINUTES"))
	if err != nil {
		minutes = 10
	}
	target := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "{}") }))
	defer target.Close()
	for range b.N {
		dir := b.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "busy.yaml"), []byte(busy(minutes)), 0o600); err != nil {
			b.Fatal(err)
		}
		p := start(b, dir, "run", "-live", "-quiet", "-stack", "external", "-target", target.URL, "busy.yaml")
		profile := b.TempDir()
		page := open(b, 1280, 900, chromedp.UserDataDir(profile))
		b.ReportMetric(resident(b, profile, "")/1e6, "MB-empty")
		do(b, page, chromedp.Navigate(p.address))
		await(b, page, hasLines)
		b.ReportMetric(firstPaint(b, p.address), "s-first-paint")
		for value[float64](b, page, `document.getElementById("part").value`) < 1-0.2/float64(minutes) {
			do(b, page, chromedp.Sleep(time.Second))
		}
		b.ReportMetric(firstPaint(b, p.address), "s-first-paint-at-the-end")
		b.ReportMetric(value[float64](b, page, `performance.memory.usedJSHeapSize`)/1e6, "MB-script")
		b.ReportMetric(resident(b, profile, "--type=renderer")/1e6, "MB-page")
		b.ReportMetric(resident(b, profile, "")/1e6, "MB-browser")
		do(b, page, chromedp.Click("#end summary"), chromedp.WaitVisible("#end button"), chromedp.Click("#end button"))
		await(b, page, isReport)
		p.wait(b)
	}
}

// firstPaint is how many seconds after it was asked for a page shows something, in a browser of its own.
func firstPaint(b *testing.B, address string) float64 {
	b.Helper()
	page := open(b, 1280, 900)
	do(b, page, chromedp.Navigate(address))
	const painted = `performance.getEntriesByName("first-contentful-paint")`
	await(b, page, painted+".length > 0")
	at := value[float64](b, page, painted+"[0].startTime")
	if err := chromedp.Cancel(page); err != nil {
		b.Fatal(err)
	}
	return at / 1000
}

// resident is how many bytes of memory the processes of a browser take that have an argument, those of the profile in a folder; all of them for "".
func resident(b *testing.B, profile, argument string) float64 {
	b.Helper()
	folders, err := filepath.Glob("/proc/[0-9]*")
	if err != nil || len(folders) == 0 {
		b.Fatalf("no /proc here: %v", err)
	}
	// Processes come and go meanwhile: what cannot be read of one is nothing.
	read := func(folder, name string) string {
		text, _ := os.ReadFile(filepath.Join(folder, name))
		return string(text)
	}
	parents := map[string]string{}
	root := ""
	for _, folder := range folders {
		stat, line := read(folder, "stat"), read(folder, "cmdline")
		if fields := strings.Fields(stat[strings.LastIndex(stat, ")")+1:]); len(fields) > 1 { // behind the name
			parents[filepath.Base(folder)] = fields[1]
		}
		if slices.Contains(strings.Split(line, "\x00"), "--user-data-dir="+profile) && !strings.Contains(line, "--type=") {
			root = filepath.Base(folder)
		}
	}
	total := 0.0
	for _, folder := range folders {
		pid := filepath.Base(folder)
		for pid != "" && pid != root {
			pid = parents[pid]
		}
		if pid == "" || argument != "" && !strings.Contains(read(folder, "cmdline"), argument) {
			continue
		}
		_, rest, _ := strings.Cut(read(folder, "smaps_rollup"), "\nPss:")
		kilobytes, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
		n, _ := strconv.ParseFloat(kilobytes, 64)
		total += n * 1024
	}
	return total
}

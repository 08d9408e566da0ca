package history

import (
	"math"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/document"
	"quintet/bench/page/pagetest"
)

var pageLink = regexp.MustCompile(`href="(\./[^"]*)"`)

func TestGoldenHistory(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "reports")
	writeMany(t, dir, 24)
	writeOdd(t, dir)
	page := listOf(t, dir)
	style := regexp.MustCompile(`(?s)<style>.*</style>`)
	pagetest.Golden(t, "history.html", style.ReplaceAll([]byte(page), []byte("<style></style>")))

	// Every link leads to a page that is there.
	links := pageLink.FindAllStringSubmatch(page, -1)
	if len(links) < 24 {
		t.Errorf("the page has %d links for 24 runs", len(links))
	}
	for _, l := range links {
		path, err := url.PathUnescape(l[1])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(dir, path)); err != nil {
			t.Errorf("a link leads nowhere: %v", err)
		}
	}
	// Made again, from another working folder and another path, it is the same.
	again := filepath.Join(t.TempDir(), "reports")
	if err := os.Rename(dir, again); err != nil {
		t.Fatal(err)
	}
	t.Chdir(again)
	if listOf(t, ".") != page {
		t.Error("the same reports make another list")
	}
}

// What is damaged is said to be and why, what is no run is not there, and the runs beside them are.
func TestHistoryOfDamagedRuns(t *testing.T) {
	dir := t.TempDir()
	writeOdd(t, dir)
	page := listOf(t, dir)
	for folder, why := range map[string]string{
		"20260802-090000-empty":      "report.json is empty",
		"20260803-090000-half":       "report.json breaks off before its end",
		"20260804-090000-else":       "report.json has no verdict, so it is no report",
		"20260805-090000-wrong":      "report.json has a string where it cannot be: /trials/0/throughput",
		"20260806-090000-folder":     "report.json is no file",
		"20260807-090000-chat-heavy": "It has no report: it is still running, or was cut off before one was written.",
		"20260808-090000-chat-heavy": "it has no report, and its record is damaged",
	} {
		row := page[max(0, strings.Index(page, folder)):]
		row, _, _ = strings.Cut(row, "</tr>")
		if !strings.Contains(row, why) {
			t.Errorf("%s is not said to be %q: %s", folder, why, row)
		}
		if command := "bench report " + filepath.Base(dir) + "/" + folder; !strings.Contains(row, command) {
			t.Errorf("%s: no word of %q", folder, command)
		}
	}
	for _, no := range []string{"thoughts", ">notes", ".hidden/", dir} {
		if strings.Contains(page, no) {
			t.Errorf("the list holds %q", no)
		}
	}
	if !strings.Contains(page, `<a href="./example/index.html">2026-09-01 12:40 UTC</a>`) {
		t.Error("the run beside them is not listed by its date")
	}
	if n := strings.Count(page, "✗ corrupt"); n != 6 {
		t.Errorf("%d runs are corrupt, want 6", n)
	}
}

// A folder that cannot be read may be a run.
func TestHistoryOfUnreadableFolder(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("nothing is unreadable to root")
	}
	dir := t.TempDir()
	writeRun(t, dir, "example", madeDocument(0, 0.013))
	if err := os.Mkdir(filepath.Join(dir, "locked"), 0); err != nil {
		t.Fatal(err)
	}
	if page := listOf(t, dir); !strings.Contains(page, "its folder cannot be read: permission denied") {
		t.Error("nothing is said of the folder")
	}
}

// Kept examples may lie in a folder of their own; the same run kept twice is one point of a line.
func TestHistoryOfGroups(t *testing.T) {
	dir := t.TempDir()
	writeLine(t, dir, []float64{0.01, 0.02}, nil)
	writeRun(t, dir, "example/small", madeDocument(1, 0.02))
	writeRun(t, dir, "example/deeper/down", madeDocument(2, 0.02))
	page := listOf(t, dir)
	if !strings.Contains(page, `href="./example/small/index.html"`) || strings.Contains(page, "deeper") {
		t.Error("not one folder deep")
	}
	if !strings.Contains(page, "p99 of 2 runs") {
		t.Error("the copy is a point of its own")
	}
	// Another run that began in the same second has the same id, and is another run.
	parallel := madeDocument(2, 0.02)
	at := parallel.Began.Add(time.Millisecond)
	parallel.Began = &at
	writeRun(t, dir, "example/parallel", parallel)
	if !strings.Contains(listOf(t, dir), "p99 of 3 runs") {
		t.Error("a run of the same second is no point of its own")
	}
}

func TestHistoryOfNothing(t *testing.T) {
	dir := t.TempDir()
	if path, runs, err := Write(dir); path != "" || runs != 0 || err != nil {
		t.Errorf("%q, %d, %v", path, runs, err)
	}
	if files, _ := os.ReadDir(dir); len(files) != 0 {
		t.Errorf("it wrote %v", files)
	}
	if _, _, err := Write(filepath.Join(dir, "absent")); err == nil {
		t.Error("an absent folder is no error")
	}
	// Only runs without a report: a page all the same.
	writeFile(t, filepath.Join(dir, "x", "report.json"), nil)
	if page := listOf(t, dir); !strings.Contains(page, "No run has a report that can be read.") {
		t.Error("nothing is said")
	}
}

// A page that is no list of runs is left alone.
func TestHistoryReplacesNoOtherPage(t *testing.T) {
	dir := t.TempDir()
	writeRun(t, dir, "example", madeDocument(0, 0.013))
	own := filepath.Join(dir, "index.html")
	writeFile(t, own, []byte("<h1>My home page</h1>"))
	if _, _, err := Write(dir); err == nil || !strings.Contains(err.Error(), "is no list of runs") {
		t.Errorf("got %v", err)
	}
	if text, err := os.ReadFile(own); err != nil || string(text) != "<h1>My home page</h1>" {
		t.Errorf("it became %q, %v", text, err)
	}
}

// Whatever a report, a folder or a scenario calls itself stays text.
func TestHistoryEscapes(t *testing.T) {
	const evil = `</style></title></svg><script>alert(1)</script><img src=x onerror="alert(1)">&"'` + "`\x1b[2J"
	dir := t.TempDir()
	for n, folder := range []string{`javascript:alert(1)`, `a"onmouseover="alert(1)`, `<script>alert(1)<`, `100%25#x?y=z`, "bad\xff\xfename", "."} {
		d := madeDocument(n, 0.013)
		d.Scenario, d.Stack, d.Headline, d.Build.Revision, d.Machine.CPU = evil, evil, evil, evil, evil
		d.SLO[0].Expression, d.SLO[0].OK, d.Verdict = evil, false, "fail"
		tr := &d.Trials[0]
		tr.Configuration, tr.Record.Settings = map[string]string{evil: evil}, map[string]string{"x" + evil: evil}
		tr.Record.Dataset.Volume, tr.Record.Dataset.Fingerprint, tr.Phases[0].Name = evil, evil, evil
		if n == 2 {
			d = invalid(d)
			d.InvalidReasons[0] = evil
			tr.Record.Dataset.Volume = "other" + evil
		}
		if folder == "." {
			folder = "group/" + `<script>`
		}
		writeRun(t, dir, folder, d)
	}
	writeFile(t, filepath.Join(dir, `<b>'corrupt'; rm`, "report.json"), []byte(`{"verdict": "<script>alert(1)</script>"}`))
	page := listOf(t, dir)
	if strings.Contains(page, "<script") || strings.Contains(page, "<img") || strings.Contains(page, "<b>'") {
		t.Error("a name became an element")
	}
	if n := strings.Count(page, "</style>"); n != 1 {
		t.Errorf("the style ends %d times", n)
	}
	for _, l := range pageLink.FindAllStringSubmatch(page, -1) {
		path, err := url.PathUnescape(strings.ReplaceAll(l[1], "&amp;", "&"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(dir, path)); err != nil {
			t.Errorf("a link leads nowhere: %v", err)
		}
	}
}

// Numbers of several trials and of searches.
func TestHistoryNumbers(t *testing.T) {
	find := func(d document.Document) []measured { return (&Run{Document: d}).configurations() }

	d := configured(madeDocument(0, 0.01), 3, map[string]float64{"on": 0.010, "off": 0.030})
	d.Trials[2].Valid = false // the slowest without cache
	list := find(d)
	if len(list) != 2 || list[0].configuration != "cache off" || list[1].configuration != "cache on" {
		t.Fatalf("configurations %+v", list)
	}
	near := func(got, want float64) bool { return math.Abs(got-want) < 1e-9 }
	if m := list[0]; len(m.trials) != 2 || !near(m.p99, 0.0315) || !near(m.low, 0.030) || !near(m.high, 0.033) {
		t.Errorf("without cache %+v", m)
	}
	if m := list[1]; len(m.trials) != 3 || !near(m.p99, 0.011) || !near(m.low, 0.010) || !near(m.high, 0.012) {
		t.Errorf("with cache %+v", m)
	}
	if c := tailCell(list); c.Text != "11 ms – 31.5 ms" || c.Note != "" {
		t.Errorf("p99 is %+v", c)
	}

	unbounded := madeDocument(0, 0.01)
	unbounded.Trials[0].All.Intervals["p99"] = analysis.Interval{Low: 0.009, High: math.NaN()}
	if c := tailCell(find(unbounded)); c.Text != "10 ms" || c.Note != "> 9 ms" {
		t.Errorf("p99 is %+v", c)
	}
	// A setting that is no axis makes another configuration all the same: it is another line.
	set := madeDocument(0, 0.01)
	set.Trials[0].Record.Settings = map[string]string{"cache": "off"}
	if list := find(set); list[0].configuration != "cache off" {
		t.Errorf("configuration %q", list[0].configuration)
	}

	for want, change := range map[string]func(*document.Capacity){
		"1,600/s":          func(*document.Capacity) {},
		"at least 1,600/s": func(c *document.Capacity) { c.AtLeast = true },
		"about 1,600/s":    func(c *document.Capacity) { c.Unsure = true },
		"below 800/s":      func(c *document.Capacity) { c.Rate, c.Refused = 0, 800 },
		"unknown":          func(c *document.Capacity) { c.Rate, c.Refused, c.GeneratorBound = 0, 0, true },
	} {
		d := searched(madeDocument(0, 0.01), 1600)
		change(&d.Capacities[0])
		list := find(d)
		if c := capacityCell(list); c.Text != want {
			t.Errorf("capacity is %q, want %q", c.Text, want)
		}
		if len(list) != 1 || list[0].configuration != "" || list[0].bounded() != (want == "1,600/s") {
			t.Errorf("%s: %+v", want, list)
		}
	}
}

// Runs of the far future and of unknown dates, and folders whose names follow no rule.
func TestHistoryOrder(t *testing.T) {
	dir := t.TempDir()
	for n, folder := range []string{"b", "a", "c"} {
		writeRun(t, dir, folder, madeDocument(n, 0.01))
	}
	undated := madeDocument(0, 0.01)
	undated.Began, undated.RunID = nil, "undated"
	writeRun(t, dir, "undated", undated)
	named := undated
	named.RunID = "named"
	writeRun(t, dir, "20261231-235959-named", named)
	folders, err := findRuns(dir)
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, k := range readRuns(folders, none) {
		order = append(order, k.Folder)
	}
	if got, want := strings.Join(order, " "), "20261231-235959-named c a b undated"; got != want {
		t.Errorf("the order is %s, want %s", got, want)
	}
	if got := dateOfName("20261231-235959-x"); !got.Equal(time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC)) {
		t.Errorf("got %v", got)
	}
}

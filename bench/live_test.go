package main

import (
	"bufio"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quintet/bench/exitcode"
	"quintet/bench/samples"
)

// A run is shown at the address that it prints, follows its load there, and is ended from there as Ctrl-C ends it: what was measured is reported, who
// looks gets the report, and nothing is left running.
func TestLive(t *testing.T) { eachWay(t, shownLive) }

func shownLive(t *testing.T, way []string) {
	c := prepared(t, slices.Concat([]string{"run", "-live"}, way, []string{"-set", "duration=60s", "small.yaml"})...)
	scenarioFile(t, c, strings.Replace(small, ", measure: false", "", 1))
	address, sends := "", false
	lines := bufio.NewReader(started(t, c, c.StderrPipe))
	for address == "" || !sends {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatalf("the run ended before it sent load: %v", err)
		}
		if before, token, ok := strings.Cut(strings.TrimSpace(line), "?token="); ok {
			address = before + token + "/" // where the printed address leads
		}
		sends = sends || strings.Contains(line, "due") && strings.Contains(line, "done")
	}
	if page := fetched(t, address); !strings.Contains(page, "small on embedded, live") && !strings.Contains(page, "-small") {
		t.Errorf("the page is %s", page)
	}
	answer, err := http.Get(address + "events")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	events := bufio.NewScanner(answer.Body)
	events.Buffer(nil, 16<<20)
	until := func(text string) {
		t.Helper()
		for events.Scan() {
			if strings.Contains(events.Text(), text) {
				return
			}
		}
		t.Fatalf("no event has %s: %v", text, events.Err())
	}
	until(`"phase warm-up, 1 of 2"`)
	ended, err := http.Post(address+"interrupt", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	ended.Body.Close()
	until(`"report":"report/index.html"`)
	if report := fetched(t, address+"report/index.html"); !strings.Contains(report, "The run was interrupted after") {
		t.Errorf("the report is %.2000s", report)
	}
	if _, m := cutShort(t, c, lines); m.State != samples.Stopped {
		t.Errorf("state %s", m.State)
	}
}

// What cannot be served is one line, before anything starts.
func TestLiveRefused(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for flag, says := range map[string]string{
		"-live=" + taken.Addr().String(): "another program listens there; name another port, or port 0 for a free one",
		"-live=nowhere":                  `found "nowhere", want host:port`,
		"-live=127.0.0.1:99999":          "serve pages at 127.0.0.1:99999",
	} {
		cmd := prepared(t, "run", "-quiet", flag, "small.yaml")
		scenarioFile(t, cmd, small)
		got := execute(t, cmd)
		if got.code != exitcode.Usage || !strings.Contains(got.stderr, says) {
			t.Errorf("%s: %+v", flag, got)
		}
		if left, err := filepath.Glob(filepath.Join(cmd.Dir, "reports", "*")); err != nil || len(left) > 0 {
			t.Errorf("%s left %v, %v", flag, left, err)
		}
	}
}

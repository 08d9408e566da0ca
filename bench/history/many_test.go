package history

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"quintet/bench/page/pagetest"
)

// Runs that end together each write the list: it is whole at every moment, and the last one holds all of them.
func TestHistoryOfRunsThatEndTogether(t *testing.T) {
	dir := t.TempDir()
	writeRun(t, dir, "first", madeDocument(0, 0.01))
	listOf(t, dir)
	const runs = 24
	var wait sync.WaitGroup
	done := make(chan struct{})
	wait.Go(func() {
		for {
			text, err := os.ReadFile(filepath.Join(dir, "index.html"))
			if err != nil || !strings.HasSuffix(strings.TrimSpace(string(text)), "</html>") {
				t.Errorf("a reader saw half a page: %d bytes, %v", len(text), err)
			}
			select {
			case <-done:
				return
			default:
			}
		}
	})
	var writers sync.WaitGroup
	for n := range runs {
		writers.Go(func() {
			writeRun(t, dir, fmt.Sprintf("together-%02d", n), madeDocument(n+1, 0.01))
			if _, _, err := Write(dir); err != nil {
				t.Error(err)
			}
		})
	}
	writers.Wait()
	close(done)
	wait.Wait()
	page, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	pagetest.Lint(t, page)
	for n := range runs {
		if link := fmt.Sprintf(`href="./together-%02d/index.html"`, n); !strings.Contains(string(page), link) {
			t.Errorf("the last list has no %s", link)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			t.Errorf("%s was left behind", e.Name())
		}
	}
}

// However many runs there are, every one is listed, in a page that a phone opens.
func TestHistoryOfManyRuns(t *testing.T) {
	dir := t.TempDir()
	const runs = 300
	writeMany(t, dir, runs)
	page := listOf(t, dir)
	folders, err := findRuns(dir)
	if err != nil || len(folders) != runs {
		t.Fatalf("%d runs, %v", len(folders), err)
	}
	for _, f := range folders {
		if !strings.Contains(page, `href="./`+f.Name+`/index.html"`) {
			t.Errorf("%s is not listed", f.Name)
		}
	}
	if len(page) > runs<<11 {
		t.Errorf("the page has %d bytes", len(page))
	}
	if n := strings.Count(page, "<svg"); n > 2*maxOpen {
		t.Errorf("%d pictures", n)
	}
}

// BenchmarkHistory lists a thousand runs whose reports are as large as those of a minute on the embedded stack.
func BenchmarkHistory(b *testing.B) {
	dir := b.TempDir()
	writeMany(b, dir, 1000)
	folders, err := findRuns(dir)
	if err != nil {
		b.Fatal(err)
	}
	total := int64(0)
	for _, f := range folders {
		path := filepath.Join(f.path, "report.json")
		text, err := os.ReadFile(path)
		if err != nil {
			b.Fatal(err)
		}
		slots := strings.Repeat("   0.014671871,\n", 130<<10/16)
		text = []byte(strings.Replace(string(text), `"due": [`, `"due": [`+"\n"+slots, 1))
		writeFile(b, path, text)
		total += int64(len(text))
	}
	b.SetBytes(total)
	for b.Loop() {
		if _, runs, err := Write(dir); err != nil || runs != 1000 {
			b.Fatal(runs, err)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/list")
}

// TestLookHistory leaves lists of one, five and sixty runs for somebody to look at.
func TestLookHistory(t *testing.T) {
	if *pagetest.Look == "" {
		t.Skip("nobody looks")
	}
	for _, runs := range []int{1, 5, 60, 1000} {
		dir := filepath.Join(*pagetest.Look, fmt.Sprintf("list-%d", runs))
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		writeMany(t, dir, runs)
		if runs == 60 {
			writeOdd(t, dir)
		}
		began := time.Now()
		listOf(t, dir)
		t.Logf("%d runs took %v", runs, time.Since(began))
	}
}

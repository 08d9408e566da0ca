package history

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"quintet/bench/page"
)

// historyMark stands at the beginning of every list of runs, so that a page of somebody else's is never taken for one and replaced.
const overviewMark = `<meta name="generator" content="quintet: list of runs">`

var (
	//go:embed templates
	templates embed.FS
	//go:embed templates/history.css
	style string
)

// Write makes dir/index.html anew: the list of every run in dir, and their numbers over time. It returns the
// page's path and how many runs are on it; where there is none nothing is written. Runs are read from their report.json alone. One
// that has none, or whose report or folder is damaged, is listed as such; folders that hold no run are left out.
//
// The same reports give the same bytes. The page is replaced at once, and several programs may do so at the same time: the last to
// write it has seen every report that any of them wrote before it called. A page that is not such a list is never replaced, that is an
// error.
func Write(dir string) (path string, runs int, err error) {
	path = filepath.Join(dir, "index.html")
	if err := replaceable(path); err != nil {
		return "", 0, err
	}
	folders, err := findRuns(dir)
	for {
		if err != nil {
			return "", 0, fmt.Errorf("list runs: %w", err)
		}
		if len(folders) == 0 {
			return "", 0, nil
		}
		html, err := page.Encode(templates, "history.html", newOverview(ParentName(dir), readRuns(folders, none)), style)
		if err != nil {
			return "", 0, err
		}
		if err := page.Replace(path, html); err != nil {
			return "", 0, err
		}
		// Somebody may have listed more runs than were here a moment ago, and this page has now replaced theirs. Whoever looks again
		// after writing finds that out. No lock is needed, and none can be left behind.
		again, err := findRuns(dir)
		if err != nil {
			return "", 0, fmt.Errorf("list runs: %w", err)
		}
		if sameRuns(folders, again) {
			return path, len(folders), nil
		}
		folders = again
	}
}

// replaceable reports as an error that a page is there which is no list of runs.
func replaceable(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("look at the list of runs: %w", err)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is no file, so the list of runs cannot replace it", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("look at the list of runs: %w", err)
	}
	defer f.Close()
	begin, err := io.ReadAll(io.LimitReader(f, 1<<10))
	if err != nil {
		return fmt.Errorf("look at the list of runs: %w", err)
	}
	if len(begin) > 0 && !bytes.Contains(begin, []byte(overviewMark)) {
		return fmt.Errorf("%s is no list of runs, so it was not replaced by one", path)
	}
	return nil
}

// ParentName is what commands on the page call the folder of runs: its own name, not the path it has on this machine.
func ParentName(dir string) string {
	path, err := filepath.Abs(dir)
	if err != nil {
		path = dir
	}
	return filepath.Base(path)
}

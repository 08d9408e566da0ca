package history

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// runFolder is a folder that holds a run, as seen without opening a file in it.
type runFolder struct {
	// Name is relative to the folder of runs, with slashes; path is where it lies.
	Name, path string
	// report and page are its report.json and index.html, nil when it has none. trials are the names of its trials' folders where there is no report.
	report, page os.FileInfo
	trials       []string
	// notes is its file of labels and a note, nil when it has none.
	notes os.FileInfo
	// err is why nothing is known of it.
	err error
}

// findRuns finds the runs in dir, and those in folders of runs within it, such as one of kept examples. A run is a folder with a
// report.json or with folders named trial-*. Hidden folders and whatever else lies there are no runs.
func findRuns(dir string) ([]runFolder, error) { return findRunsBelow(dir, "", true) }

// findRunsBelow finds runs in a folder, and with groups in the folders below it, one level deep. Hidden folders are skipped.
func findRunsBelow(dir, prefix string, groups bool) ([]runFolder, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var found []runFolder
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if strings.HasPrefix(e.Name(), ".") || !isFolder(e, path) {
			continue
		}
		f := runFolder{Name: prefix + e.Name(), path: path}
		if f.look() {
			found = append(found, f)
		} else if groups {
			// A folder that cannot be read below one that is no run is no run either.
			below, _ := findRunsBelow(path, f.Name+"/", false)
			found = append(found, below...)
		}
	}
	return found, nil
}

// isFolder reports whether an entry is a folder or leads to one.
func isFolder(e fs.DirEntry, path string) bool {
	if e.Type()&fs.ModeSymlink == 0 {
		return e.IsDir()
	}
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// look reports whether the folder holds a run.
func (f *runFolder) look() bool {
	var err error
	if f.report, err = os.Stat(filepath.Join(f.path, "report.json")); err == nil {
		if f.page, err = os.Stat(filepath.Join(f.path, "index.html")); err != nil || !f.page.Mode().IsRegular() {
			f.page = nil
		}
		f.lookForNotes()
		return true
	}
	f.report = nil
	entries, err := os.ReadDir(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return false // it was removed a moment ago
	}
	f.err = err
	for _, e := range entries {
		if e.IsDir() && strings.HasPrefix(e.Name(), "trial-") {
			f.trials = append(f.trials, e.Name())
		}
	}
	f.lookForNotes()
	return f.err != nil || len(f.trials) > 0
}

func (f *runFolder) lookForNotes() {
	var err error
	if f.notes, err = os.Stat(filepath.Join(f.path, notesFile)); err != nil {
		f.notes = nil
	}
}

// same reports whether two looks at a folder found the same.
func (f *runFolder) same(g *runFolder) bool {
	return f.Name == g.Name && sameFile(f.report, g.report) && sameFile(f.page, g.page) && sameFile(f.notes, g.notes) && slices.Equal(f.trials, g.trials)
}

// sameRuns reports whether two looks at the folder of runs found the same reports.
func sameRuns(a, b []runFolder) bool {
	return slices.EqualFunc(a, b, func(x, y runFolder) bool { return x.same(&y) })
}

func sameFile(a, b os.FileInfo) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}

package history

import (
	"fmt"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"

	"quintet/bench/stack/lockfile"
	"quintet/bench/words"
)

// Reader reads the runs of one folder again and again, and each report once for as long as it stays as it is. Make it with NewReader. Its
// methods are safe for concurrent use.
type Reader struct {
	dir string

	mu sync.Mutex
	// kept are the runs that were read, by their folder.
	kept map[string]keptRun
}

// keptRun is a run with the look at its folder that it was read from.
type keptRun struct {
	folder runFolder
	run    Run
}

// NewReader makes a Reader of the runs in dir and in folders of runs within it.
func NewReader(dir string) *Reader {
	return &Reader{dir: dir, kept: map[string]keptRun{}}
}

// Runs are the runs that are there now, newest first. The address of each from the list is run/FOLDER/, the folder one element of it.
func (r *Reader) Runs() ([]Run, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	folders, err := findRuns(r.dir)
	if err != nil {
		return nil, fmt.Errorf("list runs: %s", cause(err))
	}
	runs := readRuns(folders, func(f *runFolder) *Run {
		// A record grows without a change of what is kept of its folder.
		if k, ok := r.kept[f.Name]; ok && f.report != nil && k.folder.same(f) {
			return &k.run
		}
		return nil
	})
	at := make(map[string]*runFolder, len(folders))
	for i := range folders {
		at[folders[i].Name] = &folders[i]
	}
	kept := make(map[string]keptRun, len(runs))
	for i := range runs {
		k := &runs[i]
		k.Address = "./run/" + url.PathEscape(k.Folder) + "/"
		if GoesOn(at[k.Folder].path) {
			k.goesOn()
		}
		kept[k.Folder] = keptRun{*at[k.Folder], *k}
	}
	r.kept = kept
	return runs, nil
}

// GoesOn reports whether the run in a folder is being measured: the program that does lives, and has not reported yet.
func GoesOn(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "report.json"))
	return err != nil && lockfile.Held(dir)
}

// goesOn makes the run one that is being measured. While data is seeded for its first trial there is no record, so its name is what is known of it.
func (k *Run) goesOn() {
	k.GoesOn, k.Unreported, k.Problem = true, true, words.MeasuredNow
	if k.Scenario == "" {
		_, k.Scenario, _ = strings.Cut(strings.Replace(path.Base(k.Folder), "-", "", 1), "-")
	}
}

// Run is the run in a folder, nil when the folder holds none. Only names that Runs has lead to one, so no name leads out of the folder of runs.
func (r *Reader) Run(folder string) (*Run, error) {
	runs, err := r.Runs()
	if err != nil {
		return nil, err
	}
	for i := range runs {
		if runs[i].Folder == folder {
			return &runs[i], nil
		}
	}
	return nil, nil
}

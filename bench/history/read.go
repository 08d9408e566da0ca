package history

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"quintet/bench/document"
	"quintet/bench/jsonfile"
	"quintet/bench/samples"
	"quintet/bench/words"
)

// maxReportBytes is how large a report.json the list reads: a hundred times that of a large matrix. Whatever is larger is none.
const maxReportBytes = 256 << 20

// keptRun is one run of the list. Its report is a summary.
type runSummary struct {
	document.Document
	// folder is relative to the folder of runs; name is what is shown of it.
	folder, name string
	hasPage      bool
	// began is the zero time when it is unknown.
	began time.Time
	// problem states why the report could not be read, "" when it could. unreported is a run whose report was not written (yet); any
	// other problem is damage.
	problem    string
	unreported bool
}

// readRuns reads the reports of runs, newest run first. Runs of an unknown date stand last, and those of one instant in the opposite order of
// their names, which begin with the date as well.
func readRuns(folders []runFolder) []runSummary {
	runs := make([]runSummary, len(folders))
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(folders)) {
		wait.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(folders)); i = next.Add(1) - 1 {
				runs[i] = readKept(&folders[i])
			}
		})
	}
	wait.Wait()
	slices.SortFunc(runs, func(a, b runSummary) int {
		if c := b.began.Compare(a.began); c != 0 {
			return c
		}
		return strings.Compare(b.folder, a.folder)
	})
	return runs
}

// readKept reads the summary of one run. What cannot be read is no error of the list: the run has a row with its problem.
func readKept(f *runFolder) runSummary {
	k := runSummary{folder: f.Name, name: shortened(f.Name), hasPage: f.page != nil, began: dateOfName(filepath.Base(f.path))}
	switch {
	case f.err != nil:
		k.problem = words.UnreadableFolder(cause(f.err))
	case f.report == nil:
		k.unreported = true
		k.peek(f)
	default:
		if err := k.read(f); err != nil {
			k.Document, k.problem = document.Document{}, err.Error()
		} else if k.Began != nil {
			k.began = *k.Began
		}
	}
	return k
}

// read reads the report.
func (k *runSummary) read(f *runFolder) error {
	switch {
	case !f.report.Mode().IsRegular():
		return errors.New("report.json is no file")
	case f.report.Size() == 0:
		return errors.New("report.json is empty")
	case f.report.Size() > maxReportBytes:
		return errors.New("report.json is too large to be one")
	}
	file, err := os.Open(filepath.Join(f.path, "report.json"))
	if err != nil {
		return fmt.Errorf("report.json cannot be read: %s", cause(err))
	}
	d, err := document.ReadSummary(bufio.NewReader(file))
	if err := errors.Join(err, file.Close()); err != nil {
		var mismatch *jsonfile.MismatchError
		switch {
		case errors.Is(err, io.ErrUnexpectedEOF):
			return errors.New("report.json breaks off before its end")
		case errors.As(err, &mismatch):
			return fmt.Errorf("report.json has %w", mismatch)
		}
		return fmt.Errorf("report.json is damaged: %w", err)
	}
	k.Document = *d
	switch k.Verdict {
	case "pass", "fail", "invalid":
		return nil
	case "":
		return errors.New("report.json has no verdict, so it is no report")
	}
	return fmt.Errorf("report.json has a verdict that there is not: %.40q", k.Verdict)
}

// peek reads what is known of a run without a report from its first trial's manifest.
func (k *runSummary) peek(f *runFolder) {
	slices.Sort(f.trials)
	t, err := samples.OpenTrial(filepath.Join(f.path, f.trials[0]))
	if err != nil {
		k.problem, k.unreported = words.DamagedRecord(cause(err)), false
		return
	}
	k.Scenario, k.Stack = t.Manifest.Scenario, t.Manifest.Stack
	if !t.Manifest.Began.IsZero() {
		k.began = t.Manifest.Began.UTC()
	}
	k.problem = words.Unreported
}

// cause is an error without the path that it happened at: the page is read elsewhere than where it was written.
func cause(err error) string {
	var at *os.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return err.Error()
}

// maxNameLetters is how many letters the list shows of what somebody else named.
const maxNameLetters = 300

// shortened is text that can stand in a list, whatever it holds.
func shortened(s string) string {
	letters := []rune(strings.ToValidUTF8(s, "\uFFFD"))
	if len(letters) > maxNameLetters {
		return string(letters[:maxNameLetters-1]) + "…"
	}
	return string(letters)
}

// dateOfName is the date that the name of a run's folder begins with, the zero time when it does not.
func dateOfName(name string) time.Time {
	const layout = "20060102-150405"
	if len(name) < len(layout) {
		return time.Time{}
	}
	at, err := time.Parse(layout, name[:len(layout)])
	if err != nil {
		return time.Time{}
	}
	return at
}

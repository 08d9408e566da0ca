package history

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/url"
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

// Run is one run of the list. Its report is a summary.
type Run struct {
	document.Document
	Notes Notes
	// Folder is relative to the folder of runs, with slashes; Name is what is shown of it.
	Folder, Name string
	// HasPage says that its report's page is there, Unreported that no report was written (yet).
	HasPage, Unreported bool
	// GoesOn says that the program that measures it lives. Only a Reader finds that out.
	GoesOn bool
	// Address is that of its page from the list, "" when it has none.
	Address string
	// began is the zero time when it is unknown.
	began time.Time
	// Problem states why the report could not be read, "" when it could. Any problem of a run that is not unreported is damage.
	Problem string
}

// readRuns reads the reports of runs, newest run first. Runs of an unknown date stand last, and those of one instant in the opposite order of
// their names, which begin with the date as well. known gives a run that need not be read, or nil.
func readRuns(folders []runFolder, known func(*runFolder) *Run) []Run {
	runs := make([]Run, len(folders))
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(folders)) {
		wait.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(folders)); i = next.Add(1) - 1 {
				if k := known(&folders[i]); k != nil {
					runs[i] = *k
				} else {
					runs[i] = readRun(&folders[i])
				}
			}
		})
	}
	wait.Wait()
	slices.SortFunc(runs, newestFirst)
	return runs
}

// none knows no run.
func none(*runFolder) *Run { return nil }

// readRun reads the summary of one run. What cannot be read is no error of the list: the run has a row with its problem.
func readRun(f *runFolder) Run {
	k := Run{Folder: f.Name, Name: shortened(f.Name), HasPage: f.page != nil, began: dateOfName(filepath.Base(f.path))}
	if k.HasPage {
		k.Address = "./" + (&url.URL{Path: f.Name + "/index.html"}).EscapedPath()
	}
	if f.notes != nil {
		// Notes that cannot be read are none to a list; who opens the run is told.
		k.Notes, _ = ReadNotes(f.path)
	}
	switch {
	case f.err != nil:
		k.Problem = words.UnreadableFolder(cause(f.err))
	case f.report == nil:
		k.Unreported = true
		k.peek(f)
	default:
		if err := k.read(f); err != nil {
			k.Document, k.Problem = document.Document{}, err.Error()
		} else if k.Began != nil {
			k.began = *k.Began
		}
	}
	return k
}

// read reads the report.
func (k *Run) read(f *runFolder) error {
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
func (k *Run) peek(f *runFolder) {
	slices.Sort(f.trials)
	t, err := samples.OpenTrial(filepath.Join(f.path, f.trials[0]))
	if err != nil {
		k.Problem, k.Unreported = words.DamagedRecord(cause(err)), false
		return
	}
	k.Scenario, k.Stack = t.Manifest.Scenario, t.Manifest.Stack
	if !t.Manifest.Began.IsZero() {
		k.began = t.Manifest.Began.UTC()
	}
	k.Problem = words.Unreported
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

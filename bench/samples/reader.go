package samples

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"quintet/bench/redact"
)

// Run is the record of a run: its trials in order.
type Run struct {
	Dir    string
	Trials []*Trial
	// Unread says in words which trials could not be read, and why.
	Unread []string
}

// Trial is the record of one trial. Its methods may be called more than once; each call reads the files anew.
type Trial struct {
	Manifest Manifest
	dir      string
	redactor *redact.Redactor
}

// OpenRun reads the manifests of a run's trials. It fails only when the folder itself cannot be read; a trial whose manifest is
// missing, damaged or of a newer format is named in Unread. Secrets that an old record holds in clear text are redacted, here and in Events.
func OpenRun(dir string) (*Run, error) {
	folders, err := named(dir, "trial-", "")
	if err != nil {
		return nil, fmt.Errorf("open run: %w", err)
	}
	run, redactor := &Run{Dir: dir}, redact.New()
	for _, folder := range folders {
		if info, err := os.Stat(folder); err == nil && !info.IsDir() {
			continue // a report's figure of the trial lies beside it and is named after it
		}
		m, err := readManifest(folder, redactor)
		if err != nil {
			run.Unread = append(run.Unread, fmt.Sprintf("%s: %v", filepath.Base(folder), err))
			continue
		}
		run.Trials = append(run.Trials, &Trial{Manifest: m, dir: folder, redactor: redactor})
	}
	return run, nil
}

// OpenTrial reads the manifest of one trial, as OpenRun does.
func OpenTrial(dir string) (*Trial, error) {
	redactor := redact.New()
	m, err := readManifest(dir, redactor)
	if err != nil {
		return nil, fmt.Errorf("open trial %s: %w", filepath.Base(dir), err)
	}
	return &Trial{Manifest: m, dir: dir, redactor: redactor}, nil
}

// named lists what lies in a folder under names that begin and end so, sorted.
func named(dir, prefix, suffix string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, e := range entries {
		if name := e.Name(); strings.HasPrefix(name, prefix) && strings.HasSuffix(name, suffix) {
			paths = append(paths, filepath.Join(dir, name))
		}
	}
	return paths, nil
}

func readManifest(folder string, redactor *redact.Redactor) (Manifest, error) {
	var m Manifest
	text, err := os.ReadFile(filepath.Join(folder, manifestName))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return m, errors.New("it has no manifest, so nothing is known of it")
	case err != nil:
		return m, err
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, fmt.Errorf("its manifest is damaged: %w", err)
	}
	if m.Format < 1 || m.Format > FormatVersion {
		return m, fmt.Errorf("its format is version %d, this program knows up to %d", m.Format, FormatVersion)
	}
	m.Redact(redactor)
	return m, nil
}

// Dir is the trial's folder.
func (t *Trial) Dir() string { return t.dir }

// Hits streams the hits of all generators, file after file, each in the order in which they were recorded. The Hit is reused. f's
// error ends the stream and is returned. Where a file breaks off or is damaged, the whole hits before that place are
// streamed, those of the other files too, and an error says where.
func (t *Trial) Hits(f func(*Hit) error) error {
	files, err := named(t.dir, hitsPrefix, hitsSuffix)
	if err != nil {
		return err
	}
	var damage []error
	for _, file := range files {
		var stopped error
		err := readHits(file, func(h *Hit) error {
			stopped = f(h)
			return stopped
		})
		if stopped != nil {
			return stopped
		}
		damage = append(damage, relative(file, err))
	}
	return errors.Join(damage...)
}

// Points streams the scraped values in the order in which they were recorded, as Hits does. A trial without the file has none.
func (t *Trial) Points(f func(*Point) error) error {
	path := filepath.Join(t.dir, pointsName)
	err := readPoints(path, f)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return relative(path, err)
}

// Events returns the events in the order in which they were recorded. A line that cannot be decoded, such as the last one of a trial
// that was cut off, ends them with an error; those before it are returned.
func (t *Trial) Events() ([]Event, error) {
	f, err := os.Open(filepath.Join(t.dir, eventsName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var events []Event
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		var e Event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return events, fmt.Errorf("%s is damaged at line %d: %w", eventsName, n, err)
		}
		e.Detail = t.redactor.Text(e.Detail)
		events = append(events, e)
	}
	return events, lines.Err()
}

// relative says a file's own name in an error that names its path: reports are read elsewhere than where they were written.
func relative(path string, err error) error {
	if err == nil {
		return nil
	}
	return &fileError{path, err}
}

type fileError struct {
	path string
	err  error
}

func (e *fileError) Error() string {
	return strings.Replace(e.err.Error(), e.path, filepath.Base(e.path), 1)
}

func (e *fileError) Unwrap() error { return e.err }

package samples

import (
	"errors"
	"fmt"
	"io"
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

// readManifest reads and redacts a manifest: one of an older version may hold what is a secret by the rules of today.
func readManifest(folder string, redactor *redact.Redactor) (Manifest, error) {
	f, err := openRegular(filepath.Join(folder, manifestName))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Manifest{}, errors.New("it has no manifest, so nothing is known of it")
	case err != nil:
		return Manifest{}, relative(filepath.Join(folder, manifestName), err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxManifest+1))
	if err != nil {
		return Manifest{}, err
	}
	m, err := DecodeManifest(text)
	if err != nil {
		return Manifest{}, err
	}
	m.Redact(redactor)
	return m, nil
}

// Dir is the trial's folder.
func (t *Trial) Dir() string { return t.dir }

// Hits streams the hits of all generators, file after file, each in the order in which they were recorded. The Hit is reused. f's
// error ends the stream and is returned. Where a file breaks off, is damaged or holds a hit that cannot be, the whole hits before that place
// are streamed, those of the other files too, and an error says where. Of a trial that ended, a file that is missing, has lost its end or
// is another than was recorded is an error as well.
func (t *Trial) Hits(f func(*Hit) error) error {
	files, damage, err := t.hitFiles()
	if err != nil {
		return err
	}
	for _, name := range files {
		var stopped error
		path := filepath.Join(t.dir, name)
		own, unknown := t.Manifest.generatorOf(name)
		if unknown != nil {
			damage = errors.Join(damage, unknown)
			continue
		}
		end, ended, err := readHits(path, len(t.Manifest.Operations), func(h *Hit) error {
			if err := own.adopt(h); err != nil {
				return fmt.Errorf("%s holds a hit that cannot be: number %d %w", path, h.Seq, err)
			}
			stopped = f(h)
			return stopped
		})
		if stopped != nil {
			return stopped
		}
		damage = errors.Join(damage, t.verified(path, end.file(name), ended, err))
	}
	return damage
}

// Points streams the scraped values in the order in which they were recorded, as Hits does.
func (t *Trial) Points(f func(*Point) error) error {
	path := filepath.Join(t.dir, pointsName)
	end, ended, err := readPoints(path, f)
	return t.verified(path, end.file(pointsName), ended, err)
}

// verified is what is wrong with a file that was read: the error of reading it, or that it is not whole.
func (t *Trial) verified(path string, got File, ended bool, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return t.missing(got.Name)
	case err != nil:
		return relative(path, err)
	}
	return t.whole(got, ended)
}

// Events returns the events in the order in which they were recorded. A line that cannot be decoded, such as the last one of a trial
// that was cut off, ends them with an error; those before it are returned. Of a trial that ended, it is an error too when lines are gone.
func (t *Trial) Events() ([]Event, error) {
	path := filepath.Join(t.dir, eventsName)
	events, end, ended, err := readEvents(path)
	for i := range events {
		events[i].Detail = t.redactor.Text(events[i].Detail)
	}
	if err == nil && len(events) == 0 && t.Manifest.Format < firstWithFiles && t.ended() {
		err = fmt.Errorf("%s is empty", path) // the beginning of a phase is an event
	}
	return events, t.verified(path, end.file(eventsName), ended || t.Manifest.Format < firstWithFiles, err)
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

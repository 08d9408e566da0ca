package samples

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Writer writes the record of one trial. Make it with Create. Its methods are safe for concurrent use. An error of any of them
// means that the record has ended: the same error comes back from every later call, and what was written before stays readable.
type Writer struct {
	dir string
	recorder
	// writes is the ledger's file, nil until there is an entry.
	writes atomic.Pointer[blockFile]

	mu       sync.Mutex // guards what follows
	manifest Manifest
	events   *os.File
	// eventsEnd is what the events written so far add up to; the first error of eventsErr stays.
	eventsEnd blocksEnd
	eventsErr error
	// adopted are the files of other generators.
	adopted []File

	// stores has the indices of manifest.Stores.
	stores storeNames

	stop    chan struct{}
	flusher sync.WaitGroup
}

// Names of the files in a trial's folder.
const (
	manifestName = "manifest.json"
	eventsName   = "events.jsonl"
	pointsName   = "points.bin"
	hitsPrefix   = "hits-"
	hitsSuffix   = ".bin"
	firstHits    = hitsPrefix + "1" + hitsSuffix
	writesPrefix = "ledger-"
	firstWrites  = writesPrefix + "1" + hitsSuffix
)

// isOf reports whether a file's name is of a sort of which each generator has one.
func isOf(prefix, name string) bool {
	return strings.HasPrefix(name, prefix) && strings.HasSuffix(name, hitsSuffix) && filepath.Base(name) == name
}

// Create begins the record of a trial in a folder, which must exist and hold no other one. Close the Writer.
func Create(dir string, m Manifest) (w *Writer, err error) {
	m.Files = nil
	w = &Writer{dir: dir, manifest: m, stop: make(chan struct{}), recorder: newRecorder()}
	for _, name := range m.Stores {
		if _, ok := w.stores.add(name); !ok {
			return nil, fmt.Errorf("create record: more than %d stores", maxStoreNames)
		}
	}
	defer func() {
		if err != nil {
			_, closing := w.closeFiles()
			err = errors.Join(fmt.Errorf("create record: %w", err), closing)
			w = nil
		}
	}()
	if err := w.writeManifest(); err != nil {
		return w, err
	}
	if len(m.Generators) == 0 {
		if w.hits, err = createHits(filepath.Join(dir, firstHits), 0); err != nil {
			return w, err
		}
		w.hits.fresh = w.begin
	}
	if w.points, err = createBlocks(filepath.Join(dir, pointsName), pointKinds[0].magic); err != nil {
		return w, err
	}
	w.events, err = os.OpenFile(filepath.Join(dir, eventsName), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return w, err
	}
	w.flusher.Go(w.flushing)
	return w, nil
}

// recorder has the files of hits and points, of a Writer or a Stream. hits is nil in the record of other generators.
type recorder struct {
	hits   *blockFile
	before Hit // the hit before in the block; guarded by hits.mu
	points *blockFile
	encode pointEncoder // guarded by points.mu
}

func newRecorder() recorder { return recorder{encode: pointEncoder{series: map[Series]uint64{}}} }

// begin has no hit stand before the first one of a block.
func (r *recorder) begin() { r.before = Hit{} }

// Hit records a hit. In a trial of several generators only they do so.
func (r *recorder) Hit(h *Hit) error {
	if r.hits == nil {
		return errors.New("record hit: this record is of other generators")
	}
	return wrap("record hit", r.hits.add(func(b []byte) []byte {
		b = encodeHit(b, &r.before, h)
		r.before = *h
		return b
	}))
}

// Point records a scraped value. Points of one series come in the order of their times.
func (r *recorder) Point(p Point) error {
	return wrap("record point", r.points.add(func(b []byte) []byte { return r.encode.append(b, &p) }))
}

// Event records an event; it is in the file when Event returns.
func (w *Writer) Event(e Event) error {
	line, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("record event: %w", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return wrap("record event", w.writeEvent(append(line, '\n')))
}

// writeEvent appends a line and counts it.
func (w *Writer) writeEvent(line []byte) error {
	if w.eventsErr != nil {
		return w.eventsErr
	}
	if _, w.eventsErr = w.events.Write(line); w.eventsErr == nil {
		w.eventsEnd.entries++
		w.eventsEnd.sum = crc32.Update(w.eventsEnd.sum, castagnoli, line)
	}
	return w.eventsErr
}

// closeEvents writes the last line and closes the file.
func (w *Writer) closeEvents() (blocksEnd, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	end := w.eventsEnd
	err := w.writeEvent(lastLine(end))
	if w.eventsErr == nil {
		w.eventsErr = os.ErrClosed
	}
	return end, errors.Join(err, w.events.Close())
}

// Store returns the index of a store's name in Manifest.Stores, adding the name when it is new. It is false when there are too
// many names, or the manifest with the new name could not be written.
func (w *Writer) Store(name string) (uint8, bool) {
	if i, ok := w.stores.index(name); ok {
		return i, true
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if i, ok := w.stores.index(name); ok {
		return i, true
	}
	i, ok := w.stores.add(name)
	if !ok {
		return 0, false
	}
	// A run that is cut off must still know whose times its hits hold.
	w.manifest.Stores = append(slices.Clone(w.manifest.Stores), name)
	return i, w.writeManifest() == nil
}

// Manifest changes the manifest and writes it anew, at once and whole. change must leave Stores alone.
func (w *Writer) Manifest(change func(*Manifest)) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	change(&w.manifest)
	return wrap("write manifest", w.writeManifest())
}

// writeManifest replaces the file: a reader sees the old manifest or the new one.
func (w *Writer) writeManifest() error {
	text, err := encodeManifest(&w.manifest)
	if err != nil {
		return err
	}
	path := filepath.Join(w.dir, manifestName)
	if err := os.WriteFile(path+".new", text, 0o600); err != nil {
		return errors.Join(err, os.Remove(path+".new"))
	}
	return os.Rename(path+".new", path)
}

// flushing writes what is in memory four times a second, so that a trial that is cut off loses no more than that. Errors stay in the
// files and come back from the next call that adds something.
func (w *Writer) flushing() {
	ticker := time.NewTicker(flushEvery)
	defer ticker.Stop()
	for {
		select {
		case <-w.stop:
			return
		case <-ticker.C:
			if w.hits != nil {
				_ = w.hits.flush()
			}
			_ = w.points.flush()
			if b := w.writes.Load(); b != nil {
				_ = b.flush()
			}
		}
	}
}

// Close writes what is left and the end marks, closes the files, and states in the manifest how they ended.
func (w *Writer) Close() error {
	close(w.stop)
	w.flusher.Wait()
	files, err := w.closeFiles()
	if err == nil {
		err = w.Manifest(func(m *Manifest) { m.Files = files })
	}
	return wrap("close record", err)
}

// closeFiles closes the files that there are.
func (w *Writer) closeFiles() (files []File, err error) {
	ended := func(name string, end blocksEnd, closing error) {
		files, err = append(files, end.file(name)), errors.Join(err, closing)
	}
	if w.hits != nil {
		end, closing := w.hits.close()
		ended(firstHits, end, closing)
	}
	if w.points != nil {
		end, closing := w.points.close()
		ended(pointsName, end, closing)
	}
	if writes := w.writes.Load(); writes != nil {
		end, closing := writes.close()
		ended(firstWrites, end, closing)
	}
	if w.events != nil {
		end, closing := w.closeEvents()
		ended(eventsName, end, closing)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	// They may have been taken over in any order.
	slices.SortFunc(w.adopted, func(a, b File) int { return cmp.Or(cmp.Compare(len(a.Name), len(b.Name)), cmp.Compare(a.Name, b.Name)) })
	return append(files, w.adopted...), err
}

func wrap(act string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", act, err)
}

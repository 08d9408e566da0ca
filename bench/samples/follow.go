package samples

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"time"

	"quintet/bench/redact"
)

// Follower reads the record of a trial while another goroutine or process writes it. Each call gives what has been written since the one before, the
// first ones what there is from the beginning; a block or line that is not whole yet is left for later. It keeps no file open between calls, and
// writes nothing. It is for one goroutine. The zero Follower is not usable; make one with Follow.
type Follower struct {
	dir      string
	redactor *redact.Redactor
	manifest Manifest
	// written tells the manifest that was read last from a newer one.
	written time.Time
	size    int64

	// there is how long each file of hits was when the manifest was read.
	there  map[string]int64
	hits   map[string]*followedHits
	points followedPoints
	events followedEvents
}

// followedHits, followedPoints and followedEvents are how far a file has been read.
type followedHits struct {
	scanner blockScanner
	decoder hitDecoder
}

type followedPoints struct {
	scanner blockScanner
	decoder pointDecoder
}

type followedEvents struct {
	at, lines int64
}

// Follow begins to follow the trial in a folder, which need not have anything yet.
func Follow(dir string) *Follower {
	points := filepath.Join(dir, pointsName)
	return &Follower{
		dir: dir, redactor: redact.New(), hits: map[string]*followedHits{},
		points: followedPoints{blockScanner{path: points, kinds: pointKinds}, pointDecoder{path: points}},
	}
}

// Manifest is the manifest as it is now, and whether it has changed since the call before. It is an error when there is none. Once its State is
// not Running and it has Files, all of the record is on disk.
func (f *Follower) Manifest() (m Manifest, changed bool, err error) {
	if err := f.measure(); err != nil {
		return Manifest{}, false, err
	}
	info, err := os.Stat(filepath.Join(f.dir, manifestName))
	if err == nil && info.ModTime().Equal(f.written) && info.Size() == f.size {
		return f.manifest, false, nil
	}
	if err == nil {
		m, err = readManifest(f.dir, f.redactor)
	}
	if err != nil {
		return Manifest{}, false, fmt.Errorf("follow trial %s: %w", filepath.Base(f.dir), relative(filepath.Join(f.dir, manifestName), err))
	}
	f.manifest, f.written, f.size = m, info.ModTime(), info.Size()
	if m.State != Running && m.Files != nil {
		err = f.measure() // the rest may have been written since
	}
	return m, true, err
}

// measure notes how long the files of hits are. The names that a hit refers to are in the manifest before the hit is in its file, so they are in a
// manifest that is read after this.
func (f *Follower) measure() error {
	paths, err := named(f.dir, hitsPrefix, hitsSuffix)
	if err != nil {
		return fmt.Errorf("follow hits: %w", err)
	}
	f.there = make(map[string]int64, len(paths))
	for _, path := range paths {
		if info, err := os.Stat(path); err == nil { // one that cannot be looked at says so when it is read
			f.there[path] = info.Size()
		}
	}
	return nil
}

// Hits streams the hits that were recorded between the last two calls of Manifest, of all generators. The Hit is reused. An error of a file, or of f,
// comes after the hits before it; the next call goes on after the last whole block of which f took all. What hits refer to is in the manifest that
// the last call returned.
func (f *Follower) Hits(take func(*Hit) error) error {
	for _, path := range slices.Sorted(maps.Keys(f.there)) {
		name := filepath.Base(path)
		own, err := f.manifest.generatorOf(name)
		if err != nil {
			continue // the manifest is going to name it
		}
		h := f.hits[name]
		if h == nil {
			h = &followedHits{blockScanner{path: path, kinds: hitKinds}, hitDecoder{path: path}}
			f.hits[name] = h
		}
		h.decoder.operations = len(f.manifest.Operations)
		err = h.scanner.follow(f.there[path], func(kind *blockKind, entries int, payload []byte) error {
			return h.decoder.block(kind, entries, payload, func(hit *Hit) error {
				if err := own.adopt(hit); err != nil {
					return fmt.Errorf("%s holds a hit that cannot be: number %d %w", path, hit.Seq, err)
				}
				return take(hit)
			})
		})
		if err != nil {
			return relative(path, err)
		}
	}
	return nil
}

// Points streams the scraped values that have been recorded since the call before; errors are those of Hits.
func (f *Follower) Points(take func(*Point) error) error {
	p := &f.points
	return relative(p.scanner.path, p.scanner.follow(math.MaxInt64, func(_ *blockKind, _ int, payload []byte) error { return p.decoder.block(payload, take) }))
}

// follow scans what has been written since the last block that was read, as far as the file is no longer than a size.
func (s *blockScanner) follow(size int64, f blockFunc) error {
	file, err := openRegular(s.path)
	if errors.Is(err, fs.ErrNotExist) && s.kind == nil {
		return nil // not begun
	}
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	least := int64(headerSize)
	if s.kind == nil {
		least = int64(len(s.kinds[0].magic))
	}
	// What is written from here on is for the next call: a reader that is as fast as the writer would never end.
	length := min(size, info.Size()) - s.at
	if length < least {
		return nil
	}
	r := bufio.NewReaderSize(io.NewSectionReader(file, s.at, length), int(min(readBuffer, length)))
	var torn *tornError
	if err := s.scan(r, f); !errors.As(err, &torn) {
		return err
	}
	return nil
}

// Events are those that have been recorded since the call before.
func (f *Follower) Events() ([]Event, error) {
	path := filepath.Join(f.dir, eventsName)
	file, err := openRegular(path)
	if errors.Is(err, fs.ErrNotExist) && f.events.at == 0 {
		return nil, nil // not begun
	}
	if err != nil {
		return nil, relative(path, err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || info.Size() <= f.events.at {
		return nil, err
	}
	var list []Event
	lines := bufio.NewScanner(io.NewSectionReader(file, f.events.at, info.Size()-f.events.at))
	lines.Buffer(nil, maxEventLine)
	lines.Split(wholeLines)
	for lines.Scan() {
		line := lines.Bytes()
		if line[len(line)-1] != '\n' {
			break
		}
		e, last, err := decodeEvent(line)
		if err != nil {
			return list, fmt.Errorf("%s is damaged at line %d: %w", eventsName, f.events.lines+1, err)
		}
		f.events.at, f.events.lines = f.events.at+int64(len(line)), f.events.lines+1
		if last == nil {
			e.Detail = f.redactor.Text(e.Detail)
			list = append(list, e)
		}
	}
	return list, relative(path, lines.Err())
}

// Followed is the part of a record that a Follower had given at an instant, to be read again from the beginning: analysis takes each hit twice.
// It does not change, and may be read while the Follower goes on.
type Followed struct {
	manifest Manifest
	redactor *redact.Redactor
	hits     []followedPart
	points   followedPart
	events   followedPart
}

// followedPart is the beginning of a file.
type followedPart struct {
	path   string
	length int64
}

// Record is the part of the record that calls of f have given so far.
func (f *Follower) Record() *Followed {
	r := &Followed{
		manifest: f.manifest, redactor: f.redactor, points: followedPart{f.points.scanner.path, f.points.scanner.at},
		events: followedPart{filepath.Join(f.dir, eventsName), f.events.at},
	}
	for _, name := range slices.Sorted(maps.Keys(f.hits)) {
		r.hits = append(r.hits, followedPart{f.hits[name].scanner.path, f.hits[name].scanner.at})
	}
	return r
}

// read calls f with the part; one of nothing is not there.
func (p followedPart) read(f func(io.Reader) error) error {
	if p.length == 0 {
		return nil
	}
	file, err := openRegular(p.path)
	if err != nil {
		return relative(p.path, err)
	}
	defer file.Close()
	return relative(p.path, f(io.NewSectionReader(file, 0, p.length)))
}

// Hits streams them as Trial.Hits does.
func (r *Followed) Hits(f func(*Hit) error) error {
	for _, part := range r.hits {
		own, err := r.manifest.generatorOf(filepath.Base(part.path))
		if err != nil {
			return err
		}
		d := hitDecoder{path: part.path, operations: len(r.manifest.Operations)}
		s := blockScanner{path: part.path, kinds: hitKinds}
		err = part.read(func(from io.Reader) error {
			return s.scan(bufio.NewReaderSize(from, readBuffer), func(kind *blockKind, entries int, payload []byte) error {
				return d.block(kind, entries, payload, func(h *Hit) error {
					if err := own.adopt(h); err != nil {
						return fmt.Errorf("%s holds a hit that cannot be: number %d %w", part.path, h.Seq, err)
					}
					return f(h)
				})
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Points streams them as Trial.Points does.
func (r *Followed) Points(f func(*Point) error) error {
	d := pointDecoder{path: r.points.path}
	s := blockScanner{path: r.points.path, kinds: pointKinds}
	return r.points.read(func(from io.Reader) error {
		return s.scan(bufio.NewReaderSize(from, readBuffer), func(_ *blockKind, _ int, payload []byte) error { return d.block(payload, f) })
	})
}

// Events are those of Trial.Events.
func (r *Followed) Events() (events []Event, err error) {
	err = r.events.read(func(from io.Reader) (err error) {
		events, _, _, err = scanEvents(r.events.path, from)
		return err
	})
	for i := range events {
		events[i].Detail = r.redactor.Text(events[i].Detail)
	}
	return events, err
}

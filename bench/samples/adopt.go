package samples

import (
	"bufio"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"
)

// WriteHits writes the file of hits of a generator into a trial's folder.
func WriteHits(dir string, index int, from io.Reader) error {
	return writeFile(dir, HitsFile(index), from)
}

// WriteWrites writes the file of the ledger of a generator into a trial's folder.
func WriteWrites(dir string, index int, from io.Reader) error {
	return writeFile(dir, WritesFile(index), from)
}

func writeFile(dir, name string, from io.Reader) error {
	f, err := takeOver(dir, name)
	if err == nil {
		_, err = io.Copy(f, from)
		err = errors.Join(err, f.Close())
	}
	return wrap("take over "+name, err)
}

// takeOver makes a file that another generator has recorded; one that is there is an error.
func takeOver(dir, name string) (*os.File, error) {
	return os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
}

// AdoptHits takes over the file of hits of one of the manifest's generators while it is read, and returns how many hits it holds. each, unless nil,
// is called with every hit as soon as its block has come; the Hit is reused, and its store times are by the names of its generator. A file that breaks
// off is kept as far as it goes: reading it says so. Files of several generators can be taken over at once.
func (w *Writer) AdoptHits(index int, from io.Reader, each func(*Hit)) (hits uint64, err error) {
	d := hitDecoder{path: HitsFile(index)}
	return w.adopt(d.path, from, hitKinds, func(kind *blockKind, entries int, payload []byte) error {
		return d.block(kind, entries, payload, func(h *Hit) error {
			if each != nil {
				h.Generator = uint16(index)
				each(h)
			}
			return nil
		})
	})
}

// AdoptWrites takes over the file of the ledger of one of the manifest's generators, as AdoptHits does, and returns how many writes it holds.
func (w *Writer) AdoptWrites(index int, from io.Reader) (writes uint64, err error) {
	return w.adopt(WritesFile(index), from, writeKinds, func(*blockKind, int, []byte) error { return nil })
}

// adopt takes over a file. The first entry of its kind is the clock's offset.
func (w *Writer) adopt(name string, from io.Reader, kinds []blockKind, block blockFunc) (entries uint64, err error) {
	f, err := takeOver(w.dir, name)
	if err != nil {
		return 0, wrap("take over "+name, err)
	}
	copied := io.TeeReader(from, f)
	// What is damaged is found again by whoever reads the record. Blocks come whole, so a small buffer holds none of them back.
	s := blockScanner{path: name, kinds: kinds}
	_ = s.scan(bufio.NewReaderSize(copied, 512), block)
	_, err = io.Copy(io.Discard, copied)
	if err = errors.Join(err, f.Close()); err != nil {
		return 0, wrap("take over "+name, err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.adopted = append(w.adopted, s.end.file(name))
	return max(s.end.entries, 1) - 1, nil
}

// adoptedWrites streams the ledgers that were taken over. The clocks of their generators were compared to within an error, by which each write may have
// begun earlier and ended later than its generator says: which of two came first is not known then.
func (w *Writer) adoptedWrites(f func(*Write) error) error {
	w.mu.Lock()
	generators, adopted := w.manifest.Generators, w.adopted
	w.mu.Unlock()
	for i := range generators {
		name, doubt := WritesFile(i), generators[i].ClockError()
		for _, file := range adopted {
			if file.Name != name {
				continue
			}
			if _, _, err := readWrites(filepath.Join(w.dir, name), func(entry *Write) error {
				entry.Sent, entry.Ended = entry.Sent-doubt, entry.Ended+doubt
				return f(entry)
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

// ClockError is by how much the instants of a generator's hits may lie off those of the coordinator's clock, either way.
func (g *LoadGenerator) ClockError() time.Duration {
	if g.After == (Clock{}) { // it has not told its end
		return g.Before.Uncertainty
	}
	return max(g.Before.Uncertainty, (g.After.Offset-g.Before.Offset).Abs()+g.After.Uncertainty)
}

// ReadPoints streams a file of points that another generator wrote, as Trial.Points does.
func ReadPoints(path string, f func(*Point) error) error {
	_, _, err := readPoints(path, f)
	return err
}

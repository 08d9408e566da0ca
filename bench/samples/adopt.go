package samples

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// WriteHits writes the file of hits of a generator into a trial's folder.
func WriteHits(dir string, index int, from io.Reader) error {
	f, err := os.OpenFile(filepath.Join(dir, HitsFile(index)), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("take over hits: %w", err)
	}
	_, err = io.Copy(f, from)
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("take over hits: %w", err)
	}
	return nil
}

// AdoptHits takes over the file of hits of one of the manifest's generators, and returns how many hits it holds. A file that breaks off is
// kept as far as it goes: reading it says so.
func (w *Writer) AdoptHits(index int, from io.Reader) (hits uint64, err error) {
	if err := WriteHits(w.dir, index, from); err != nil {
		return 0, err
	}
	name := HitsFile(index)
	// What is damaged is found again by whoever reads the record.
	end, _, _ := readBlocks(filepath.Join(w.dir, name), hitKinds, func(*blockKind, int, []byte) error { return nil })
	w.mu.Lock()
	defer w.mu.Unlock()
	w.adopted = append(w.adopted, end.file(name))
	return max(end.entries, 1) - 1, nil
}

// ReadPoints streams a file of points that another generator wrote, as Trial.Points does.
func ReadPoints(path string, f func(*Point) error) error {
	_, _, err := readPoints(path, f)
	return err
}

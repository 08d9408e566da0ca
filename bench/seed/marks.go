package seed

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// marksFile notes the batches that stores have acknowledged, a line each, so that a seeding that was cut off goes on where it stood. It
// is the same for every store: to ask a store what it holds of a batch takes as long as to load it.
const marksFile = "seeding.marks"

// settled is how long an acknowledged batch may still be lost when its store is killed: Cassandra as shipped writes its commit log
// every ten seconds. Batches younger than that at the end are loaded once more.
const settled = 15 * time.Second

// batchID is a stretch of rows of a kind.
type batchID struct {
	kind     string
	from, to int64
}

// marks are the batches that are done. A nil one knows of none and notes none.
type marks struct {
	done map[batchID]bool

	mu   sync.Mutex
	file *os.File
}

// openMarks reads what was noted in a folder for a data set, and goes on noting.
func openMarks(dir, fingerprint string) (_ *marks, err error) {
	m := &marks{done: map[batchID]bool{}}
	path, title := filepath.Join(dir, marksFile), "quintet seeds "+fingerprint
	switch text, err := os.ReadFile(path); {
	case err == nil:
		m.read(string(text), title)
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("read how far seeding came: %w", err)
	}
	// Written anew: a line that was cut off would spoil the next. What is read was long ago, whenever this one is cut off.
	m.file, err = os.CreateTemp(dir, marksFile+".*")
	if err != nil {
		return nil, fmt.Errorf("note how far seeding comes: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("note how far seeding comes: %w", err), m.file.Close(), os.Remove(m.file.Name()))
		}
	}()
	w := bufio.NewWriter(m.file)
	fmt.Fprintln(w, title)
	for id := range m.done {
		fmt.Fprintln(w, id.kind, id.from, id.to, 0)
	}
	if err := w.Flush(); err != nil {
		return nil, err
	}
	return m, os.Rename(m.file.Name(), path)
}

// read takes the batches that have settled from a file with the right title.
func (m *marks) read(text, title string) {
	type mark struct {
		batchID
		at int64
	}
	var list []mark
	last := int64(0)
	lines := bufio.NewReader(strings.NewReader(text))
	for n := 0; ; n++ {
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) {
			break // a last line without an end was cut off
		}
		if n == 0 {
			if strings.TrimSpace(line) != title {
				return
			}
			continue
		}
		var k mark
		if _, err := fmt.Sscan(line, &k.kind, &k.from, &k.to, &k.at); err != nil {
			continue
		}
		list = append(list, k)
		last = max(last, k.at)
	}
	for _, k := range list {
		if k.at == 0 || k.at <= last-settled.Milliseconds() {
			m.done[k.batchID] = true
		}
	}
}

// has reports whether a batch is loaded already.
func (m *marks) has(id batchID) bool { return m != nil && m.done[id] }

// add notes a batch. It survives the end of the process, not of the machine: then the count at the end tells.
func (m *marks) add(id batchID) error {
	if m == nil {
		return nil
	}
	line := fmt.Sprintln(id.kind, id.from, id.to, time.Now().UnixMilli())
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, err := m.file.WriteString(line); err != nil {
		return fmt.Errorf("note how far seeding came: %w", err)
	}
	return nil
}

func (m *marks) close() error {
	if m == nil {
		return nil
	}
	return m.file.Close()
}

// removeMarks forgets how far seeding came.
func removeMarks(dir string) error {
	if err := os.Remove(filepath.Join(dir, marksFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("forget how far seeding came: %w", err)
	}
	return nil
}

package samples

import (
	"errors"
	"io"
	"sync"
)

// Stream is the record of one of several generators: what a Writer writes into files of a folder goes to sinks, byte for byte the same, a
// whole block in each call of Write: when one is full, and at each Flush. Make it with NewStream. It is safe for concurrent use, and its errors
// stay, as those of a Writer.
type Stream struct {
	recorder
	// writes is the ledger, nil in a trial that keeps none.
	writes *blockFile

	mu     sync.Mutex // guards what follows, and adding a store
	events []Event
	stores storeNames
}

// NewStream begins a record, with a ledger unless writes is nil, and closes the sinks when it cannot. Close the Stream.
func NewStream(hits, points, writes io.WriteCloser) (*Stream, error) {
	s := &Stream{recorder: newRecorder()}
	var err error
	if s.hits, err = beginBlocks(hits, hitKinds[0].magic); err != nil {
		return nil, wrap("begin the record", errors.Join(err, points.Close()))
	}
	s.hits.fresh = s.begin
	if _, err = withOffset(s.hits, 0); err == nil {
		s.points, err = beginBlocks(points, pointKinds[0].magic)
	}
	if err == nil && writes != nil {
		if s.writes, err = beginBlocks(writes, writeKinds[0].magic); err == nil {
			_, err = withOffset(s.writes, 0)
		}
	}
	if err != nil {
		return nil, wrap("begin the record", errors.Join(err, s.close()))
	}
	return s, nil
}

// files are those that there are.
func (s *Stream) files() (list []*blockFile) {
	for _, b := range []*blockFile{s.hits, s.writes, s.points} {
		if b != nil {
			list = append(list, b)
		}
	}
	return list
}

// Write records an entry of the ledger.
func (s *Stream) Write(entry *Write) error {
	return wrap("record write", s.writes.add(func(b []byte) []byte { return encodeWrite(b, entry) }))
}

// Event keeps an event.
func (s *Stream) Event(e Event) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events = append(s.events, e)
	return nil
}

// Store returns the index of a store's name in Stores, adding the name when it is new. It is false when there are too many.
func (s *Stream) Store(name string) (uint8, bool) {
	if i, ok := s.stores.index(name); ok {
		return i, true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if i, ok := s.stores.index(name); ok {
		return i, true
	}
	return s.stores.add(name)
}

// Stores are the names so far, Events the events.
func (s *Stream) Stores() []string { return s.stores.list() }

// Events are the events so far, in the order in which they came.
func (s *Stream) Events() []Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Event(nil), s.events...)
}

// Flush hands what is in memory to the sinks.
func (s *Stream) Flush() error {
	var errs []error
	for _, b := range s.files() {
		errs = append(errs, b.flush())
	}
	return wrap("record", errors.Join(errs...))
}

// Close writes what is left and the end marks, closes the sinks, and returns how many hits there are.
func (s *Stream) Close() (hits uint64, err error) {
	err = s.close()
	return s.hits.end.entries - 1, wrap("close record", err) // the clock's offset is an entry too
}

func (s *Stream) close() error {
	var errs []error
	for _, b := range s.files() {
		_, err := b.close()
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

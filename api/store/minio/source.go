package minio

import (
	"errors"
	"fmt"
	"hash"
	"io"
	"sync"

	"quintet/api/store"
)

var (
	errLimit = errors.New("over the limit")
	errEnded = errors.New("the upload has ended")
)

// source reads an upload's content from the caller: it counts, hashes, holds size and limit, and keeps the first error so that
// it is found again however the driver dresses it.
type source struct {
	r io.Reader
	// size is what must come, -1 when not known; limit is what may.
	size, limit int64
	hash        hash.Hash

	// mu is held while reading: the driver's transport may still read when its call has returned, and the caller's reader must
	// not be touched after Put.
	mu   sync.Mutex
	read int64
	err  error
}

// Read implements io.Reader.
func (s *source) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.r.Read(p)
	s.read += int64(n)
	s.hash.Write(p[:n])
	switch {
	case s.size >= 0 && s.read > s.size:
		err = fmt.Errorf("%w: content is longer than its size of %d bytes", store.ErrInvalid, s.size)
	case s.read > s.limit:
		err = errLimit
	case s.read == s.size && err == nil && n > 0:
		// The transport stops reading at the size it announced, so what follows must be looked for now.
		err = s.ended()
	}
	if err == io.EOF && s.size >= 0 && s.read < s.size {
		err = fmt.Errorf("%w: content ends after %d of %d bytes", store.ErrInvalid, s.read, s.size)
	}
	if err != nil {
		s.err = err
	}
	if err != nil && err != io.EOF {
		return 0, err
	}
	return n, err
}

// ended returns io.EOF when nothing follows.
func (s *source) ended() error {
	var one [1]byte
	for range 100 {
		n, err := s.r.Read(one[:])
		switch {
		case n > 0:
			return fmt.Errorf("%w: content is longer than its size of %d bytes", store.ErrInvalid, s.size)
		case err != nil:
			return err
		}
	}
	return io.ErrNoProgress
}

// finish ends reading for good and returns what went wrong with it, if anything.
func (s *source) finish() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.err
	s.err = errEnded
	if err == io.EOF {
		return nil
	}
	return err
}

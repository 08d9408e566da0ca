package stack

import (
	"slices"
	"sync"

	"quintet/api/store/faulty"
)

// SpoilFile is where the API of a stack looks for what is to happen to calls to its stores. Make it with NewSpoilFile.
type SpoilFile struct {
	path string

	mu sync.Mutex
	// inForce are what was asked for and not taken back, by store.
	inForce map[string][]*faulty.Fault
}

// NewSpoilFile writes a file that spoils nothing.
func NewSpoilFile(path string) (*SpoilFile, error) {
	return &SpoilFile{path: path, inForce: map[string][]*faulty.Fault{}}, faulty.Write(path, nil)
}

// Path is the file.
func (s *SpoilFile) Path() string { return s.path }

// For is the Spoiler of a store, by the name of what answers.
func (s *SpoilFile) For(store string) Spoiler { return spoiler{s, store} }

type spoiler struct {
	file  *SpoilFile
	store string
}

// Spoil implements Spoiler.
func (s spoiler) Spoil(f faulty.Fault) (end func() error, err error) {
	file := s.file
	file.mu.Lock()
	defer file.mu.Unlock()
	mine := &f
	file.inForce[s.store] = append(file.inForce[s.store], mine)
	return func() error {
		file.mu.Lock()
		defer file.mu.Unlock()
		file.inForce[s.store] = slices.DeleteFunc(file.inForce[s.store], func(one *faulty.Fault) bool { return one == mine })
		return file.write()
	}, file.write()
}

// write writes what is in force.
func (s *SpoilFile) write() error {
	all := map[string]faulty.Fault{}
	for store, list := range s.inForce {
		var sum faulty.Fault
		for _, f := range list {
			sum = faulty.Fault{
				Errors: max(sum.Errors, f.Errors), Hang: max(sum.Hang, f.Hang),
				Delay: max(sum.Delay, f.Delay), Jitter: max(sum.Jitter, f.Jitter), Share: max(sum.Share, f.Share),
			}
		}
		all[store] = sum
	}
	return faulty.Write(s.path, all)
}

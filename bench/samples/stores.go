package samples

import "sync/atomic"

// maxStoreNames is how many stores an index of one byte tells apart.
const maxStoreNames = 256

// storeNames gives names of stores their indices, in the order in which they came. Looking one up is safe at any time; whoever adds one holds
// a lock of its own.
type storeNames struct {
	// indices is replaced whole when a name is added.
	indices atomic.Pointer[map[string]uint8]
}

// index is the index of a name that was added.
func (s *storeNames) index(name string) (i uint8, ok bool) {
	if names := s.indices.Load(); names != nil {
		i, ok = (*names)[name]
	}
	return i, ok
}

// add gives a name the next index; false when there is none left.
func (s *storeNames) add(name string) (uint8, bool) {
	names := map[string]uint8{name: 0}
	if old := s.indices.Load(); old != nil {
		if len(*old) >= maxStoreNames {
			return 0, false
		}
		for n, i := range *old {
			names[n] = i
		}
		names[name] = uint8(len(*old))
	}
	s.indices.Store(&names)
	return names[name], true
}

// list are the names in the order of their indices.
func (s *storeNames) list() []string {
	names := s.indices.Load()
	if names == nil {
		return nil
	}
	list := make([]string, len(*names))
	for n, i := range *names {
		list[i] = n
	}
	return list
}

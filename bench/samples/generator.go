package samples

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// LoadGenerator is one of the processes that the load of a trial was split among.
type LoadGenerator struct {
	// Index counts from 0. Its hits stand in the file HitsFile(Index), its points have the source Source(Index).
	Index int `json:"index"`
	// Host and PID are of the process, Cores is how many its machine has.
	Host  string `json:"host"`
	PID   int    `json:"pid"`
	Cores int    `json:"cores"`
	// State is how far it got: complete, interrupted (the load was ended early), or failed, for which Reason is why.
	State  State  `json:"state"`
	Reason string `json:"reason,omitempty"`
	// Stores are what the store times of its hits refer to.
	Stores []string `json:"stores"`
	// Hits is how many it says that it recorded, steps of sequences among them, 0 for one that was lost; Offered is how many of its share were due.
	Hits    uint64 `json:"hits"`
	Offered uint64 `json:"offered"`
	// Late is how much later than the common start it began, Twice that another process came with the same index, and was turned away.
	Late  time.Duration `json:"late"`
	Twice bool          `json:"twice,omitempty"`
	// Before and After are its clock before and after the load.
	Before Clock `json:"before"`
	After  Clock `json:"after"`
}

// Clock is how far the coordinator's clock was ahead of a generator's, to within Uncertainty either way. Both were compared with the bucket's.
type Clock struct {
	Offset      time.Duration `json:"offset"`
	Uncertainty time.Duration `json:"uncertainty"`
}

// SourcePrefix begins the source of the points of one of several generators.
const SourcePrefix = "generator-"

// Source is the source of the points of one of several generators.
func Source(index int) string { return SourcePrefix + strconv.Itoa(index) }

// HitsFile is the name of its file of hits, WritesFile that of its file of the ledger.
func HitsFile(index int) string   { return hitsPrefix + strconv.Itoa(index+1) + hitsSuffix }
func WritesFile(index int) string { return writesPrefix + strconv.Itoa(index+1) + hitsSuffix }

// possible is an error when no generator can have been like that; at is its place in the list.
func (g *LoadGenerator) possible(at int) error {
	switch {
	case g.Index != at:
		return fmt.Errorf("generators[%d] has the index %d", at, g.Index)
	case len(g.Stores) > maxStoreNames:
		return fmt.Errorf("generators[%d] has %d stores, more than the %d that can be", at, len(g.Stores), maxStoreNames)
	case g.Cores < 0 || g.Before.Uncertainty < 0 || g.After.Uncertainty < 0:
		return fmt.Errorf("generators[%d] has a number below 0", at)
	}
	return nil
}

// generatorHits is whose hits a file has, and the index of its stores in the manifest. The zero generatorHits is that of a trial that has no list
// of generators.
type generatorHits struct {
	several bool
	index   uint16
	stores  []uint8
}

// generatorOf is whose file one of hits is.
func (m *Manifest) generatorOf(file string) (generatorHits, error) {
	if len(m.Generators) == 0 {
		return generatorHits{}, nil
	}
	number, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(file, hitsPrefix), hitsSuffix))
	if err != nil || number < 1 || number > len(m.Generators) || HitsFile(number-1) != file {
		return generatorHits{}, fmt.Errorf("%s is of none of the %d generators", file, len(m.Generators))
	}
	g := generatorHits{several: true, index: uint16(number - 1)}
	for _, name := range m.Generators[number-1].Stores {
		i := slices.Index(m.Stores, name)
		if i < 0 {
			return generatorHits{}, fmt.Errorf("%s has times of the store %q, which the manifest does not name", file, name)
		}
		g.stores = append(g.stores, uint8(i))
	}
	return g, nil
}

// errForeignStore is a store time of a store that its generator has not named.
var errForeignStore = errors.New("has the time of a store that its generator does not name")

// adopt says whose a hit is, and has its store times refer to the manifest's names.
func (g *generatorHits) adopt(h *Hit) error {
	if !g.several {
		return nil
	}
	h.Generator = g.index
	for i := range h.Stores[:h.NStores] {
		s := &h.Stores[i]
		if int(s.Store) >= len(g.stores) {
			return errForeignStore
		}
		s.Store = g.stores[s.Store]
	}
	return nil
}

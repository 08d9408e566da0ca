package workload

import (
	"fmt"
	"slices"
	"sort"
	"sync/atomic"
	"time"

	"quintet/bench/scenario"
	"quintet/bench/splitmix"
)

// Workload makes the requests of a run. It is safe for concurrent use.
type Workload struct {
	// Run makes what must be unique (the e-mail addresses of created users, what declared operations make with {run}) unique across runs
	// against stores that keep their rows. Empty for stores that begin empty; set it before the first Request.
	Run string

	data *Dataset
	seed uint64
	// mix holds the operations of the mix with their running share of all weights.
	mix    []*operation
	shares []float64
	index  map[string]uint16
	// names are those of the mix, and behind them the operations that are only steps of its sequences.
	names []string

	users, groups, conversations, files chooser

	newUsers   ring[createdUser]
	newGroups  ring[createdGroup]
	newFiles   ring[createdFile]
	sessions   ring[session]
	befriended sketch
	// declared are the operations that the scenario declares, in the mix or not.
	declared []*declared
	// memories are what answers to declared operations were remembered for, by name.
	memories map[string]*memory
	now      func() time.Time
}

// call is one hit being made.
type call struct {
	n         uint64
	operation uint16
	splitmix.Sequence
	// within is the sequence that it is a step of, nil for none.
	within *Sequence
}

// New checks that the data set has what the mix reads. The error names the operation.
func New(w scenario.Workload, d *Dataset, seed uint64) (*Workload, error) {
	out := &Workload{data: d, seed: seed, index: map[string]uint16{}, now: time.Now}
	operations, err := out.declare(w)
	if err != nil {
		return nil, err
	}
	total := 0.0
	for _, m := range w.Mix {
		if !(m.Weight > 0) {
			return nil, fmt.Errorf("workload: %s has weight %g, want more than 0", m.Operation, m.Weight)
		}
		var o *operation // of a sequence it is made below, once all names are known
		if w.Sequence(m.Operation) == nil {
			if o, err = out.find(operations, m.Operation); err != nil {
				return nil, err
			}
		}
		out.index[m.Operation] = uint16(len(out.mix))
		out.mix, out.names = append(out.mix, o), append(out.names, m.Operation)
		total += m.Weight
		out.shares = append(out.shares, total)
	}
	if err := out.sequences(w, operations); err != nil {
		return nil, err
	}
	if len(out.mix) == 0 {
		return nil, fmt.Errorf("workload: the mix is empty")
	}
	for i := range out.shares {
		out.shares[i] /= total
	}
	for _, name := range w.Asked() {
		o, err := out.find(operations, name)
		if err != nil {
			return nil, err
		}
		if _, ok := out.index[o.needs]; o.needs != "" && !ok {
			return nil, fmt.Errorf("workload: %s needs %s in the mix, which writes what it reads", name, o.needs)
		}
	}
	return out, out.choosers(w.Keys)
}

// choosers makes a chooser for each kind of key; a kind the scenario says nothing about is drawn uniformly.
func (w *Workload) choosers(keys map[string]scenario.Keys) error {
	rows := w.data.Rows()
	for i, k := range []struct {
		kind   string
		n      int64
		target *chooser
	}{
		{"users", rows["users"], &w.users}, {"groups", rows["groups"], &w.groups},
		{"conversations", w.data.conversationsToAsk(), &w.conversations}, {"files", rows["files"], &w.files},
	} {
		how, ok := keys[k.kind]
		if !ok {
			how.Kind = "uniform"
		}
		c, err := newChooser(uint64(k.n), how, w.seed, uint64(i))
		if err != nil {
			return fmt.Errorf("workload: %s: %w", k.kind, err)
		}
		*k.target = c
	}
	return nil
}

// Operations names the operations and sequences of the mix, and behind them the operations that are only steps of its sequences;
// Request.Operation is an index into it.
func (w *Workload) Operations() []string { return slices.Clone(w.names) }

// Request makes hit n. It depends on the seed and n alone, but for reads of what this run wrote (see the package comment).
func (w *Workload) Request(n uint64) Request {
	c := call{n: n, Sequence: splitmix.For(w.seed, forRequest, n)}
	u := c.Float()
	at := min(sort.Search(len(w.shares), func(i int) bool { return w.shares[i] > u }), len(w.mix)-1)
	c.operation = uint16(at)
	return w.mix[at].build(w, &c)
}

// sketch counts by key in a fixed space: a count is never too low, and seldom too high.
type sketch [1 << 12]atomic.Uint32

func (s *sketch) add(key int64)          { s[splitmix.Mix(uint64(key))%uint64(len(s))].Add(1) }
func (s *sketch) count(key int64) uint32 { return s[splitmix.Mix(uint64(key))%uint64(len(s))].Load() }

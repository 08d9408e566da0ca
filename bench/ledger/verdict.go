package ledger

import (
	"slices"
	"sync"
	"time"

	"quintet/bench/samples"
)

// class is what was found of a write.
type class uint8

const (
	confirmed class = iota
	lost
	stale
	// hidden is stale, and the store itself has it.
	hidden
	duplicated
	phantom
	// found and missing are of indeterminate writes, refused of one that was refused and is not there.
	found
	missing
	refused
	expired
	unchecked
)

// findings names the classes that are findings; the others have no examples.
var findings = [...]string{lost: "lost", stale: "stale", hidden: "hidden", duplicated: "duplicated", phantom: "phantom", unchecked: ""}

// verdict is what was found of one write.
type verdict struct {
	*samples.Write
	class class
}

// verdictOf is that on a write of which it is known whether it is there.
func verdictOf(w *samples.Write, there bool) verdict {
	switch {
	case w.Outcome == samples.Acknowledged && there:
		return verdict{w, confirmed}
	case w.Outcome == samples.Acknowledged:
		return verdict{w, lost}
	case w.Outcome == samples.Denied && there:
		return verdict{w, phantom}
	case w.Outcome == samples.Denied:
		return verdict{w, refused}
	case there:
		return verdict{w, found}
	}
	return verdict{w, missing}
}

// tally counts verdicts. Its size is bounded.
type tally struct {
	operations []string
	// maxExamples is how many there are of one class and kind.
	maxExamples int

	mu       sync.Mutex
	kinds    [samples.WriteKinds]samples.LedgerCounts
	examples [samples.WriteKinds][unchecked + 1][]samples.LedgerExample
	lostAt   []time.Duration
	hidden   time.Duration
	partial  uint64
	reason   string
}

// add counts verdicts; sinceBegan is how long ago the load began.
func (t *tally) add(verdicts []verdict, sinceBegan time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, v := range verdicts {
		counts := &t.kinds[v.Kind]
		if v.Outcome == samples.Acknowledged {
			counts.Acknowledged++
		}
		if v.Outcome == samples.Denied {
			counts.Refused++
		}
		switch v.class {
		case confirmed:
			counts.Confirmed++
		case lost:
			counts.Lost++
			t.lose(v.Ended)
		case hidden:
			counts.Hidden++
			counts.Stale++
			t.hidden = max(t.hidden, sinceBegan-v.Ended)
		case stale:
			counts.Stale++
		case duplicated:
			counts.Duplicated++
		case phantom:
			counts.Phantom++
		case found:
			counts.IndeterminateFound++
		case missing:
			counts.IndeterminateMissing++
		case expired:
			counts.Expired++
		case unchecked:
			counts.Unchecked++
		}
		t.example(v)
	}
}

// lose notes when a lost write was acknowledged; of too many the earliest are kept.
func (t *tally) lose(at time.Duration) {
	i, _ := slices.BinarySearch(t.lostAt, at)
	if t.lostAt = slices.Insert(t.lostAt, i, at); len(t.lostAt) > samples.MaxLostAt {
		t.lostAt = t.lostAt[:samples.MaxLostAt]
	}
}

// example keeps a verdict that is a finding, unless there are enough of its kind.
func (t *tally) example(v verdict) {
	list := &t.examples[v.Kind][v.class]
	if findings[v.class] == "" || len(*list) == t.maxExamples {
		return
	}
	e := samples.LedgerExample{Class: findings[v.class], Kind: v.Kind.String(), Sent: v.Sent.Seconds(), Ended: v.Ended.Seconds()}
	e.Of, e.Key = names(v.Write)
	if int(v.Operation) < len(t.operations) {
		e.Operation = t.operations[v.Operation]
	}
	*list = append(*list, e)
}

// result is the tally as it is recorded.
func (t *tally) result() samples.Ledger {
	l := samples.Ledger{HiddenFor: t.hidden.Seconds(), PartialFiles: t.partial, Reason: t.reason, LostAt: []float64{}, Examples: []samples.LedgerExample{}}
	for kind := range t.kinds {
		counts := &t.kinds[kind]
		if *counts == (samples.LedgerCounts{}) {
			continue
		}
		l.Kinds = append(l.Kinds, samples.LedgerKind{Kind: samples.WriteKind(kind).String(), LedgerCounts: *counts})
		l.LedgerCounts = l.Plus(*counts)
		for _, list := range t.examples[kind] {
			slices.SortFunc(list, func(a, b samples.LedgerExample) int { return int(1e9 * (a.Ended - b.Ended)) })
			l.Examples = append(l.Examples, list...)
		}
	}
	for _, at := range t.lostAt {
		l.LostAt = append(l.LostAt, at.Seconds())
	}
	return l
}

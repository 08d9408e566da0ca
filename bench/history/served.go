package history

import (
	"slices"
	"strings"

	"quintet/bench/page"
	"quintet/bench/words"
)

// maxListed is how many runs a served list has: more than a browser sets in a moment are of no use.
const maxListed = 1000

// Page is the list of runs as a server shows it: those chosen, in their order, in one table in which each can be picked, and the lines over
// time of the same. parent is the name of the folder they lie in, all is how many there are before the choice.
func Page(parent string, chosen []Run, all int, served *page.Served) ([]byte, error) {
	return page.Encode(templates, "history.html", newServed(parent, chosen, all, served), style)
}

// Style is what the list's style has beside the kit's.
func Style() string { return style }

func newServed(parent string, chosen []Run, all int, served *page.Served) *overview {
	h := &overview{Head: page.Head{Served: served}}
	byDate := slices.Clone(chosen)
	slices.SortFunc(byDate, newestFirst)
	h.fill(parent, byDate, chosen, words.ListedHeading, maxListed, words.TooManyRuns)
	switch {
	case all == 0:
		h.Headline, h.Title = words.NoRunYet, words.NoRunYet
	case len(chosen) == 0:
		h.Headline, h.Title = words.NoRunChosen, words.NoRunChosen
	case len(chosen) < all:
		h.Headline = words.ChosenHeadline(uint64(len(chosen)), uint64(all))
	}
	return h
}

// Before reports whether a run began before another; of an unknown beginning none is known to.
func (k *Run) Before(other *Run) bool {
	return !k.began.IsZero() && (other.began.IsZero() || k.began.Before(other.began))
}

// newestFirst is the order of lists: runs of an unknown date last, those of one instant in the opposite order of their names.
func newestFirst(a, b Run) int {
	if c := b.began.Compare(a.began); c != 0 {
		return c
	}
	return strings.Compare(b.Folder, a.Folder)
}

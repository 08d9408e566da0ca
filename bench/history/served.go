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
	return page.Encode(templates, "history.html", newServed(parent, chosen, all, served), "history.css")
}

// Style is what the list's style has beside the kit's.
func Style() string {
	style, _ := templates.ReadFile("templates/history.css") // embedded: it is there
	return string(style)
}

func newServed(parent string, chosen []Run, all int, served *page.Served) *overview {
	h := &overview{Head: page.Head{Served: served}, Changed: page.Entry{ID: "changes", Title: words.ChangesHeading}}
	byDate := slices.Clone(chosen)
	slices.SortFunc(byDate, newestFirst)
	lines := trends(byDate)
	h.changes(lines)
	read, unread := readable(byDate)
	h.scenarios(read, lines)
	h.top(read, unread)
	switch {
	case all == 0:
		h.Headline, h.Title = words.NoRunYet, words.NoRunYet
	case len(chosen) == 0:
		h.Headline, h.Title = words.NoRunChosen, words.NoRunChosen
	case len(chosen) < all:
		h.Headline = words.ChosenHeadline(uint64(len(chosen)), uint64(all))
	}
	listed, _ := readable(chosen)
	h.Newest = page.Part{ID: "newest", Title: words.ListedHeading, Level: 2}
	switch shown := listed[:min(len(listed), maxListed)]; {
	case len(listed) == 0:
		h.Newest.Blocks = []page.Block{{Text: words.NothingReadable}}
	default:
		h.Newest.Blocks = []page.Block{page.OwnTable(runsTable(shown, words.ListedHeading, len(h.Scenarios) == 1, true))}
		if len(shown) < len(listed) {
			h.Newest.Blocks = append(h.Newest.Blocks, page.Block{Text: words.TooManyRuns(len(listed) - len(shown))})
		}
	}
	if len(unread) > 0 {
		h.After = append(h.After, page.TablePart("unread", 2, unreadTable(parent, unread)))
	}
	h.define()
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

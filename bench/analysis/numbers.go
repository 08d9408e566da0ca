package analysis

import (
	"maps"
	"slices"
)

const (
	// pageNumbers is how many numbers a page tells apart, pageWords in how many words.
	pageNumbers = 1 << 16
	pageWords   = pageNumbers / 64
	// maxPages bounds the pages that have gaps: 128 MiB. That is a thousand million numbers in any order, such as several generators' one file
	// after the other; of numbers in almost their order there are a few.
	maxPages = 1 << 14
)

// numbers counts which of the numbers from 0 on were seen. It keeps one bit for each number of the pages that have gaps.
type numbers struct {
	// pages has those of which a number was seen, nil for one that has no gaps or was given up.
	pages map[uint64]*[pageWords]uint64
	// gaps is how many pages are not nil.
	gaps int
	// seen is how many different numbers there were, beyond one more than the highest, twice how often a number came that had been seen.
	seen, beyond, twice uint64
}

// add counts a number.
func (s *numbers) add(n uint64) {
	s.beyond = max(s.beyond, n+1)
	at := n / pageNumbers
	page, known := s.pages[at]
	if known && page == nil {
		s.twice++
		return
	}
	if !known {
		page = s.begin(at)
	}
	word, bit := n%pageNumbers/64, uint64(1)<<(n%64)
	if page[word]&bit != 0 {
		s.twice++
		return
	}
	page[word] |= bit
	s.seen++
	if page[word] == ^uint64(0) && full(page) {
		s.pages[at] = nil
		s.gaps--
	}
}

// begin makes a page.
func (s *numbers) begin(at uint64) *[pageWords]uint64 {
	if s.pages == nil {
		s.pages = map[uint64]*[pageWords]uint64{}
	}
	if s.gaps == maxPages {
		s.giveUp()
	}
	page := new([pageWords]uint64)
	s.pages[at] = page
	s.gaps++
	return page
}

// giveUp takes the lower half of the pages for such whose missing numbers will not come any more. One that does all the same counts as seen
// before: a record like that is not one of a load.
func (s *numbers) giveUp() {
	for _, at := range slices.Sorted(maps.Keys(s.pages)) {
		if s.pages[at] == nil {
			continue
		}
		s.pages[at] = nil
		if s.gaps--; s.gaps <= maxPages/2 {
			return
		}
	}
}

func full(page *[pageWords]uint64) bool {
	return !slices.ContainsFunc(page[:], func(word uint64) bool { return word != ^uint64(0) })
}

// missing is how many numbers below the highest one seen never came.
func (s *numbers) missing() uint64 { return s.beyond - s.seen }

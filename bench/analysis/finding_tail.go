package analysis

import (
	"cmp"
	"slices"
)

// What is worth naming of the tail: a place whose share of it is so large and so much larger than usual, an operation that makes up so much
// more of it than of all hits.
const (
	tailPlaceMin      = 0.1
	tailPlaceMore     = 1.25
	tailOperationMost = 0.5
	tailOperationMore = 1.2
)

// minTailHits is how many slow hits it takes to say where such hits spend their time.
const minTailHits = 10

// TailTime is where the slowest 1 % of the hits spend their time, against where time goes usually.
type TailTime struct {
	// Hits is how many they are, Of how many hits there are in all, From the response time at which they begin, in seconds.
	Hits, Of uint64
	From     float64
	// Unsaid is why it is not said where they spend it; the other fields are then empty.
	Unsaid TailUnsaid
	// Largest has more of their time than any other place. Explains says that most of what they take longer than all hits do is there.
	Largest  TailPlace
	Explains bool
	// Risen are the other places with a part of their time that is worth naming and larger than usual by more than chance, that which
	// rose most first.
	Risen []TailPlace
}

// TailUnsaid is why it is not said where the slowest hits spend their time.
type TailUnsaid string

// The reasons: there are too few of them, most hits took as long, or most of their time is not recorded.
const (
	TailFew         TailUnsaid = "few"
	TailTied        TailUnsaid = "tied"
	TailNotRecorded TailUnsaid = "not recorded"
)

// FindTail states where the slowest 1 % of a trial's hits spend their time.
func FindTail(t *Trial) TailTime {
	tail := &t.Tail
	v := TailTime{Hits: tail.Hits, Of: t.All.Hits, From: tail.From, Unsaid: tailUnsaid(t)}
	if v.Unsaid != "" {
		return v
	}
	v.Largest = tail.Places[0]
	longer := sum(t.All.TailStores) - sum(t.All.Stores)
	v.Explains = v.Largest.Time-v.Largest.UsualTime > longer/2
	for _, p := range tail.Places[1:] {
		if rises(p) {
			v.Risen = append(v.Risen, p)
		}
	}
	slices.SortStableFunc(v.Risen, func(a, b TailPlace) int { return cmp.Compare(b.Share-b.Usual, a.Share-a.Usual) })
	return v
}

func tailUnsaid(t *Trial) TailUnsaid {
	unknown := 0.0
	for _, p := range t.Tail.Places {
		if p.Place == PlaceUnknown {
			unknown = p.Share
		}
	}
	switch {
	case t.Tail.Hits < minTailHits:
		return TailFew
	case 2*t.Tail.Hits > t.All.Hits:
		return TailTied
	case len(t.Tail.Places) == 0 || unknown >= 0.5:
		return TailNotRecorded
	}
	return ""
}

// rises reports whether slow hits spend more in a place than all hits do, in seconds and as a share, by more than chance.
func rises(p TailPlace) bool {
	return p.Share >= tailPlaceMin && p.Share >= tailPlaceMore*p.Usual && p.Interval.Low > p.Usual && p.Time >= tailPlaceMore*p.UsualTime
}

// TailOperation is the operation that most of the slowest 1 % are of, with its share of them and of all hits. Of is how large a part of
// all hits they are.
type TailOperation struct {
	Operation    string
	Share, Usual float64
	Of           float64
}

// findTailOperation finds none when no operation stands out.
func findTailOperation(t *Trial) []Values {
	name, most := mostFrequent(t.Tail.Operations)
	share, usual := float64(most)/float64(t.Tail.Hits), 0.0
	for _, o := range t.Operations {
		if o.Name == name {
			usual = float64(o.Hits) / float64(t.All.Hits)
		}
	}
	if unsaid := tailUnsaid(t); unsaid == TailFew || unsaid == TailTied || share <= tailOperationMost || share < tailOperationMore*usual || len(t.Operations) < 2 {
		return nil
	}
	return []Values{TailOperation{name, share, usual, float64(t.Tail.Hits) / float64(t.All.Hits)}}
}

func (TailTime) values()      {}
func (TailOperation) values() {}

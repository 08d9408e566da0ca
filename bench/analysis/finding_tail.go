package analysis

// What is worth naming of the tail: a place whose share in it is so much larger than usual, an operation that makes up so much
// more of it than of all hits.
const (
	tailPlaceMore     = 1.25
	tailOperationMost = 0.5
	tailOperationMore = 1.2
)

// TailTime is where the slowest 1 % of the hits spend most of their time, against where time goes usually.
type TailTime struct {
	// From is the service time at which the slowest 1 % begin, in seconds.
	From float64
	// Place is "" when it was not recorded. Share is how much of their time goes there, Usual how much of all hits' time.
	Place        string
	Share, Usual float64
	// Explains says that the share is so much larger than usual that it makes them slow.
	Explains bool
}

// FindTail says where the slowest 1 % of a trial's hits spend their time.
func FindTail(t *Trial) TailTime {
	return TailTime{t.Tail.From, t.Tail.Store, t.Tail.Share, t.Tail.Usual, t.Tail.Share > tailPlaceMore*t.Tail.Usual}
}

// TailOperation is the operation that most of the slowest 1 % are of, with its share of them and of all hits.
type TailOperation struct {
	Operation    string
	Share, Usual float64
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
	if t.Tail.Store == "" || share < tailOperationMost || share < tailOperationMore*usual || len(t.Operations) < 2 {
		return nil
	}
	return []Values{TailOperation{name, share, usual}}
}

func (TailTime) values()      {}
func (TailOperation) values() {}

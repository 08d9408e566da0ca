package stats

import "math"

// Stretch is a range of slots from Begin to End, the end excluded.
type Stretch struct{ Begin, End int }

// Excesses finds the stretches of a series in which more of what was counted has a property than a share of at most base explains; Weight
// is how many were looked at in a slot, Sum how many of them have it. They are in order and do not touch. Where the share is base or less
// throughout, and neighbours are independent, the series has none with a probability of at least 1 - alpha.
//
// Each slot scores the logarithm of the likelihood ratio of a larger share to base, so that slots with too many count up and all others
// down. A stretch begins where the sum begins to rise, once it has risen further than chance takes it in one of 1/alpha series, and ends at
// its peak, once it has fallen as far again (X-drop). Two shares are looked for: one that is a few times base, over a long time, and one
// of half of all and more, at once. A stretch is then looked through again for the share that was found in it, which sharpens its ends and
// divides it where it is none; what is left beside stays only if it is an excess by itself.
// Sources: E. S. Page, Biometrika 41 (1954) 100 (cumulative sums); S. Karlin, S. F. Altschul, PNAS 87 (1990) 2264 (how high chance takes
// them); S. F. Altschul et al., Nucleic Acids Research 25 (1997) 3389 (X-drop).
func Excesses(slots []Batch, base, alpha float64) []Stretch {
	total, _ := totals(slots)
	if !(total > 0) || !(base < 1) {
		return nil
	}
	base = math.Max(base, minBase)
	e := excess{slots: slots, base: base, least: math.Log(2 * total / alpha), mild: math.Min(mildFactor*base, (1+base)/2), in: make([]bool, len(slots))}
	for _, share := range []float64{e.mild, (1 + base) / 2} {
		for _, s := range e.scan(Stretch{0, len(slots)}, share) {
			e.settle(s)
		}
	}
	return e.marked()
}

const (
	// mildFactor is how many times the base the smaller of the two shares is that are looked for.
	mildFactor = 4
	// minBase keeps scores finite: of a property that must never occur one in so many is taken for chance.
	minBase = 1e-3
)

// excess is a search for stretches.
type excess struct {
	slots      []Batch
	base, mild float64
	// least is the score that chance reaches too seldom.
	least float64
	in    []bool
}

// score is the logarithm of the likelihood ratio of a share to the base.
func (e *excess) score(b Batch, share float64) float64 {
	return b.Sum*math.Log(share/e.base) + (b.Weight-b.Sum)*math.Log((1-share)/(1-e.base))
}

// scan are the stretches within a range that score enough for a share.
func (e *excess) scan(within Stretch, share float64) []Stretch {
	var found []Stretch
	begin, end, sum, peak := within.Begin, within.Begin, 0.0, 0.0
	for i := within.Begin; i < within.End; i++ {
		if sum += e.score(e.slots[i], share); sum > peak {
			end, peak = i+1, sum
		}
		fallen := peak-sum >= e.least || i+1 == within.End
		switch {
		case peak >= e.least && fallen:
			found = append(found, Stretch{begin, end})
			i = end - 1 // what lies behind the peak may begin another one
			begin, sum, peak = end, 0, 0
		case sum <= 0:
			begin, sum, peak = i+1, 0, 0
		}
	}
	return found
}

// settle looks through a stretch for its own share, and at what is left of it for the smaller one.
func (e *excess) settle(s Stretch) {
	weight, sum := totals(e.slots[s.Begin:s.End])
	share := math.Min(sum/weight, 1-1/(2*weight))
	var parts []Stretch
	if share > e.mild {
		parts = e.scan(s, share)
	}
	if len(parts) == 0 || parts[0] == s {
		e.mark(s)
		return
	}
	from := s.Begin
	for _, p := range append(parts, Stretch{s.End, s.End}) {
		for _, rest := range e.scan(Stretch{from, p.Begin}, e.mild) {
			e.settle(rest)
		}
		if from = p.End; p.Begin < p.End {
			e.settle(p)
		}
	}
}

func (e *excess) mark(s Stretch) {
	for i := s.Begin; i < s.End; i++ {
		e.in[i] = true
	}
}

// marked are the runs of slots that were marked.
func (e *excess) marked() []Stretch {
	var list []Stretch
	for i, in := range e.in {
		switch {
		case !in:
		case i > 0 && e.in[i-1]:
			list[len(list)-1].End++
		default:
			list = append(list, Stretch{i, i + 1})
		}
	}
	return list
}

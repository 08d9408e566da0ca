package compare

import "quintet/bench/stats"

// judge adjusts the P values of both families over all heads and pairs, and gives every row, pair and head its outcome.
func (c *Comparison) judge() {
	for _, primary := range []bool{true, false} {
		var family []*Row
		var p []float64
		for h := range c.Heads {
			for i := range c.Heads[h].Pairs {
				for r := range c.Heads[h].Pairs[i].Rows {
					if row := &c.Heads[h].Pairs[i].Rows[r]; row.Primary == primary {
						family, p = append(family, row), append(p, row.P)
					}
				}
			}
		}
		for i, adjusted := range stats.Holm(p) {
			family[i].Adjusted = adjusted
			family[i].judge(c.Options, len(family))
		}
		if primary {
			c.Primary = len(family)
		} else {
			c.Secondary = len(family)
		}
	}
	for h := range c.Heads {
		head := &c.Heads[h]
		for i := range head.Pairs {
			p := &head.Pairs[i]
			p.Outcome = Same
			for _, r := range p.Rows {
				if r.Primary {
					p.Outcome, p.Needed = gravest(p.Outcome, r.Outcome), max(p.Needed, r.Needed)
				}
			}
			if i == 0 {
				head.Outcome = p.Outcome
			}
			head.Outcome, head.Needed = gravest(head.Outcome, p.Outcome), max(head.Needed, p.Needed)
		}
		if h == 0 {
			c.Outcome = head.Outcome
		}
		c.Outcome = gravest(c.Outcome, head.Outcome)
	}
}

// gravest is the outcome that counts of two: one thing that is worse makes the whole worse, one that is unsure leaves it unsure, and what
// is better makes it better only when all else is known to be no worse.
func gravest(a, b Outcome) Outcome {
	for _, o := range []Outcome{Worse, Unsure, Better} {
		if a == o || b == o {
			return o
		}
	}
	return Same
}

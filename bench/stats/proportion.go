package stats

// Proportion is the interval of a share counted in batches (failures among hits), when those that have the property may come in bursts:
// the score interval of Wilson for as many hits as are independent.
//
// Where dependence shows and the run is long enough, that is EffectiveSize. In a shorter one each stretch of neighbouring batches with
// the property is taken for one event, and the hits for as many fewer as an event has on average; stretches of unequal size count for
// fewer still. A share of which nothing was seen has the interval of independent hits, because of bursts that did not happen nothing is known:
// whoever prints it says so.
func Proportion(groups [][]Batch, confidence float64) (low, high float64) {
	var n, k float64
	for _, g := range groups {
		w, s := totals(g)
		n, k = n+w, k+s
	}
	if n == 0 {
		return 0, 1
	}
	size := n
	if d := DependenceOf(groups); d.Time > 0 && k > 0 {
		var known bool
		if size, known = EffectiveSize(n, groups, d, confidence); !known {
			size = n / eventSize(groups)
		}
	}
	return wilson(k/n, size, confidence)
}

// eventSize is how many hits one event has that lasts as long as neighbouring batches have the property, E[s^2]/E[s]: what the variance
// of a sum of such events depends on.
func eventSize(groups [][]Batch) float64 {
	var sum, squares float64
	for _, g := range groups {
		event := 0.0
		for i := range g {
			event += g[i].Sum
			if i+1 == len(g) || g[i].Sum == 0 {
				sum, squares, event = sum+event, squares+event*event, 0
			}
		}
	}
	return squares / sum
}

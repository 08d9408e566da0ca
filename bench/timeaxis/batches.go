package timeaxis

import "quintet/bench/stats"

// Grouped splits batches into the phases they belong to.
func (a *Axis) Grouped(batches []stats.Batch) [][]stats.Batch {
	groups := make([][]stats.Batch, len(a.Measured))
	for i, b := range batches {
		g := a.Batches[i].group
		groups[g] = append(groups[g], b)
	}
	return groups
}

// Coarse joins batches to as many as a rate needs for its variance.
func (a *Axis) Coarse(batches []stats.Batch) [][]stats.Batch {
	return stats.Dependence{Batches: len(batches)}.Merge(a.Grouped(batches))
}

// Dependence is that of a property within the phases of even load, where there are any: in a spike or in steps hits differ by design.
func (a *Axis) Dependence(batches []stats.Batch) stats.Dependence {
	groups := a.Grouped(batches)
	var even [][]stats.Batch
	for i, g := range groups {
		if a.even[i] {
			even = append(even, g)
		}
	}
	if len(even) == 0 {
		even = groups
	}
	d := stats.DependenceOf(even)
	d.Batches = len(batches)
	return d
}

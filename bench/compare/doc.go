// Package compare judges whether one run is better or worse than another, from their results. It returns kinds and values; package
// words has the sentences.
//
//  1. The trials of each side are grouped by configuration, and groups of the same name are put beside one another (match).
//  2. In what two groups differ is either what the comparison is about, or makes it meaningless (differences).
//  3. Every metric is a row, every trial one observation (rows). Of runs that searched for capacity a search is one observation.
//  4. All rows are judged together, since they are a family of tests: better, worse, the same, or unsure (judge).
//
// What decides, and why, is said at Runs. Adding a metric: a row in comparedMetrics.
package compare

package scenario

import "strings"

// Meant returns the name closest to a misspelt word, or "" when none is close: at most a third of the word may differ.
// Letter case and the choice between "-", "_" and "." do not count. The first of equally close names wins.
func Meant(word string, names []string) string {
	const longest = 64 // longer names are not typing mistakes, and the distance is quadratic
	if len(word) > longest {
		return ""
	}
	best, closest := "", max(1, (len(word)+1)/3)+1
	for _, name := range names {
		if len(name) > longest || name == word {
			continue
		}
		if d := distance(plain(word), plain(name)); d < closest {
			best, closest = name, d
		}
	}
	return best
}

func plain(s string) string {
	return strings.NewReplacer("_", ".", "-", ".", " ", ".").Replace(strings.ToLower(s))
}

// distance is the optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}

package seed

import (
	"cmp"

	"quintet/api/store"
	"quintet/bench/workload"
)

// Layout is the version of how rows are written by the loaders: data that is kept is of this version. It changes when a loader writes
// other bytes for the same rows.
const Layout = "1"

// contentSamples is how many rows of a kind, evenly spaced, tell the mean size of their content.
const contentSamples = 1000

// Needs is about how many bytes a data set takes on disk, by server, on every server there is. The figures, in the backends' own
// descriptions, are our measurements of the native and the embedded stack, blocks of the file system, at 0.1x, 1x and 10x, rounded up by
// a tenth to a fifth.
func Needs(d *workload.Dataset, backends []store.Description) map[string]int64 {
	rows := d.Rows()
	content := map[string]float64{
		"messages":      meanOf(rows["messages"], func(i int64) int64 { return int64(len(d.Message(i).Content)) }),
		"notifications": meanOf(rows["notifications"], func(i int64) int64 { return int64(len(d.Notification(i).Content)) }),
		"files":         meanOf(rows["files"], func(i int64) int64 { _, _, size, _ := d.File(i); return size }),
	}
	bytes := map[string]float64{}
	for _, b := range backends {
		for _, s := range b.Space {
			server := cmp.Or(s.Server, b.Name)
			if s.Kind == "" {
				bytes[server] += s.Row
				continue
			}
			bytes[server] += float64(rows[s.Kind]) * (s.Row + s.Content*content[s.Kind])
		}
	}
	needs := map[string]int64{}
	for server, n := range bytes {
		needs[server] = int64(n)
	}
	return needs
}

func meanOf(rows int64, size func(i int64) int64) float64 {
	n := min(rows, contentSamples)
	if n <= 0 {
		return 0
	}
	total := int64(0)
	for k := range n {
		total += size(k * rows / n)
	}
	return float64(total) / float64(n)
}

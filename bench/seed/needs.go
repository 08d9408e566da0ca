package seed

import (
	"maps"

	"quintet/bench/workload"
)

// Layout is the version of how rows are written by the loaders: data that is kept is of this version. It changes when a loader writes
// other bytes for the same rows.
const Layout = "1"

// space is what a kind takes on disk in a store.
type space struct {
	store string
	// kind is the kind; empty for what the store takes without any row.
	kind string
	// row is how many bytes a row takes beside its content, content how many each byte of its content.
	row, content float64
}

// spaces is the table of what a row takes on disk while the stores are filled, which is more than they take in the end: logs go and files
// are merged. The figures are our own measurements of the native and the embedded stack, blocks of the file system, at 0.1x, 1x and 10x,
// rounded up by a tenth to a fifth. In the end the servers took, in MB at 0.1x, 1x and 10x, and at the peak of 10x:
//
//	postgres    48   50  102   102   (of which 48 are there without a row; logs of changes are recycled, not removed)
//	cassandra    2   13  116   313   (its commit log lives until the memtables are flushed)
//	neo4j        4   25  295   295   (its transaction logs stay)
//	minio        0    8   82    82
//	sqlite       3   25  250   343   (with gofakes3)
//	gofakes3     1    7   77
//
// versitygw took 3.5 at 0.3x.
var spaces = []space{
	{"postgres", "", 60e6, 0},
	{"postgres", "users", 600, 0},
	{"postgres", "groups", 600, 0},
	{"cassandra", "", 250e6, 0},
	{"cassandra", "messages", 60, 1.5},
	{"cassandra", "notifications", 60, 1.5},
	{"neo4j", "", 10e6, 0},
	{"neo4j", "friendships", 600, 0},
	{"neo4j", "memberships", 600, 0},
	{"minio", "", 1e6, 0},
	{"minio", "files", 16e3, 1},
	{"versitygw", "", 1e6, 0},
	{"versitygw", "files", 8e3, 1},
	{"sqlite", "", 2e6, 0},
	{"sqlite", "users", 250, 0},
	{"sqlite", "groups", 300, 0},
	{"sqlite", "messages", 130, 1},
	{"sqlite", "notifications", 130, 1},
	{"sqlite", "friendships", 50, 0},
	{"sqlite", "memberships", 50, 0},
	{"gofakes3", "", 1e6, 0},
	{"gofakes3", "files", 8e3, 1},
}

// contentSamples is how many rows of a kind, evenly spaced, tell the mean size of their content.
const contentSamples = 1000

// Needs is about how many bytes a data set takes on disk, by store, in every store there is.
func Needs(d *workload.Dataset) map[string]int64 {
	rows := d.Rows()
	content := map[string]float64{
		"messages":      meanOf(rows["messages"], func(i int64) int64 { return int64(len(d.Message(i).Content)) }),
		"notifications": meanOf(rows["notifications"], func(i int64) int64 { return int64(len(d.Notification(i).Content)) }),
		"files":         meanOf(rows["files"], func(i int64) int64 { _, _, size, _ := d.File(i); return size }),
	}
	bytes := map[string]float64{}
	for _, s := range spaces {
		if s.kind == "" {
			bytes[s.store] += s.row
			continue
		}
		bytes[s.store] += float64(rows[s.kind]) * (s.row + s.content*content[s.kind])
	}
	needs := map[string]int64{}
	for store, n := range maps.All(bytes) {
		needs[store] = int64(n)
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

package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"quintet/bench/scenario"
	"quintet/bench/stack/native"
	"quintet/bench/stack/snapshot"
	"quintet/bench/words"
)

// keptData is where seeded data is kept: dir, or the usual place when that is empty. fresh makes what is there count for nothing.
func keptData(dir string, fresh bool) (*snapshot.Cache, error) {
	if dir == "" {
		var err error
		if dir, err = native.DefaultData(); err != nil {
			return nil, err
		}
	}
	c := &snapshot.Cache{Dir: dir}
	if fresh {
		c.NotBefore = time.Now()
	}
	return c, nil
}

// listKept prints what is kept.
func listKept(t terminal, c *snapshot.Cache) error {
	list, err := c.List()
	if err != nil {
		return err
	}
	fmt.Fprintf(t.stdout, "%s\n", c.Dir)
	w := tabwriter.NewWriter(t.stdout, 0, 0, 2, ' ', 0)
	total := int64(0)
	for _, k := range list {
		total += k.Bytes
		what, made := "half-made", ""
		if k.Whole {
			rows := int64(0)
			for n := range maps.Values(k.Record.Rows) {
				rows += n
			}
			var stores []string
			for _, name := range slices.Sorted(maps.Keys(k.Record.Bytes)) {
				stores = append(stores, name+" "+words.Bytes(float64(k.Record.Bytes[name])))
			}
			what = words.Count(float64(rows)) + " rows"
			made = fmt.Sprintf("made %s, %s", k.Record.Made.UTC().Format("2006-01-02 15:04"), strings.Join(stores, ", "))
		}
		fmt.Fprintf(w, "  %s\t%s\t%s\tused %s\t%s\n", k.Name, what, words.Bytes(float64(k.Bytes)), k.Used.UTC().Format("2006-01-02 15:04"), made)
	}
	err = w.Flush()
	fmt.Fprintf(t.stdout, "%d kept, %s\n", len(list), words.Bytes(float64(total)))
	return err
}

// pruneKept throws away what was used longest ago until no more than a size is left.
func pruneKept(t terminal, c *snapshot.Cache, size string) error {
	most, err := scenario.ParseSize(size)
	if err != nil {
		return usageError(fmt.Errorf("-prune: %w", err))
	}
	gone, err := c.Prune(int64(most))
	for _, k := range gone {
		fmt.Fprintf(t.stdout, "threw away %s, %s\n", k.Name, words.Bytes(float64(k.Bytes)))
	}
	return errors.Join(err, listKept(t, c))
}

package analysis

import (
	"strings"

	"quintet/bench/samples"
	"quintet/bench/scraped"
	"quintet/bench/timeaxis"
)

// Record is what was written down of a trial; *samples.Trial is one. Hits and Points may be streamed more than once.
type Record interface {
	Hits(func(*samples.Hit) error) error
	Points(func(*samples.Point) error) error
	Events() ([]samples.Event, error)
}

// facts is everything known of a trial once its record has been read: what the checks judge.
type facts struct {
	*Trial
	axis    *timeaxis.Axis
	first   *totals
	second  *tails
	scraped *scraped.Tracks
	limits  Limits
	// damage is the first part of the record that is torn or could not be read.
	damage Files
}

// note runs a step of reading and keeps what went wrong, once.
func (f *facts) note(part string, step func() error) {
	if err := step(); err != nil && f.damage == (Files{}) {
		f.damage = Files{part, strings.ReplaceAll(err.Error(), "\n", "; ")}
	}
}

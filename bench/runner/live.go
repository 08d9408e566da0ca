package runner

import (
	"quintet/bench/load"
	"quintet/bench/scrape"
)

// Live is a look at a run while it goes on: its status with the numbers of this instant.
type Live struct {
	Status
	// Load and Scraped are zero before a load is played, and after it the last numbers.
	Load    load.Live
	Scraped scrape.Live
}

// Live returns a look at the run. Safe for concurrent use.
func (r *Runner) Live() Live {
	l := Live{Status: r.Status()}
	if l.Status.Load != nil {
		l.Load = l.Status.Load.Live()
	}
	if l.Scraper != nil {
		l.Scraped = l.Scraper.Live()
	}
	return l
}

// Playing reports whether a load is being played.
func (l Live) Playing() bool {
	return l.Stage == Loading && l.Status.Load != nil && len(l.Phases) > 0 && l.Load.Elapsed > 0
}

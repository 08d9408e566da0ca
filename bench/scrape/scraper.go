package scrape

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/prometheus/procfs"
	"golang.org/x/sync/errgroup"

	"quintet/bench/samples"
)

// Target is what to scrape: an endpoint, a process, or both.
type Target struct {
	// Name becomes the Source of the points; names are unique.
	Name string
	// URL of the Prometheus endpoint; empty: only the process.
	URL string
	// PID says which process it is now, 0 when there is none; nil: only the endpoint. It is asked at every scrape, because a
	// service that a fault has killed comes back as another process.
	PID func() int
}

// Config says what to scrape and where points go.
type Config struct {
	Targets []Target
	// Interval between scrapes; default 1s.
	Interval time.Duration
	// Timeout of one scrape; default the smaller of Interval and 1s. One that is longer than Interval costs rounds.
	Timeout time.Duration
	// Write takes the points, never two at a time. Points of one source come in the order of their times.
	Write func(samples.Point) error
	// Connections is the number of connections the load generator has open; nil: not known.
	Connections func() int
	// MaxSeries bounds how many series one target may have over the whole run; default 20,000. A scrape that would
	// bring more is a gap.
	MaxSeries int
}

// Scraper scrapes targets. Make it with New.
type Scraper struct {
	cfg     Config
	client  *http.Client
	sources []*source

	mu     sync.Mutex // guards broken and orders calls of Write
	broken error
}

const (
	defaultInterval  = time.Second
	longestTimeout   = time.Second
	defaultMaxSeries = 20_000
)

// New makes a Scraper and starts nothing.
func New(cfg Config) *Scraper { return newScraper(cfg, procfs.DefaultMountPoint) }

// newScraper is New with another place for /proc.
func newScraper(cfg Config, proc string) *Scraper {
	if cfg.Interval <= 0 {
		cfg.Interval = defaultInterval
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = min(cfg.Interval, longestTimeout)
	}
	if cfg.MaxSeries <= 0 {
		cfg.MaxSeries = defaultMaxSeries
	}
	s := &Scraper{cfg: cfg, client: newClient()}
	for _, t := range cfg.Targets {
		src := newSource(t.Name, cfg.MaxSeries)
		if t.URL != "" {
			src.endpoint = newEndpoint(s.client, t.URL)
		}
		if t.PID != nil {
			src.process = newProcess(proc, t.PID)
		}
		// A process that cannot be seen on this machine is left out: it would be a gap at every scrape.
		if src.endpoint != nil || src.process != nil {
			s.sources = append(s.sources, src)
		}
	}
	generator := newSource(generatorName, cfg.MaxSeries)
	generator.own = newSelf(cfg.Connections, newMachine(proc)).read
	if generator.process = newProcess(proc, os.Getpid); generator.process != nil {
		generator.process.alone = true
	}
	s.sources = append(s.sources, generator)
	return s
}

// Run scrapes from began, the instant of offset 0, until ctx ends, and then once more. It returns an error only when Write
// does; that ends it at once. After ctx ends it takes at most two timeouts. Run may be called once.
func (s *Scraper) Run(ctx context.Context, began time.Time) error {
	defer s.client.CloseIdleConnections()
	// Requests outlive ctx, for the last scrape; they end with the first point that cannot be written.
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var group errgroup.Group
	for _, src := range s.sources {
		group.Go(func() error {
			err := s.follow(ctx, work, src, began)
			if err != nil {
				stop()
			}
			return err
		})
	}
	return group.Wait()
}

// follow scrapes one source round after round.
func (s *Scraper) follow(ctx, work context.Context, src *source, began time.Time) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for round := 0; ; round = nextRound(round, time.Since(began), s.cfg.Interval) {
		timer.Reset(time.Until(began.Add(time.Duration(round) * s.cfg.Interval)))
		select {
		case <-work.Done():
			return nil
		case <-ctx.Done():
		case <-timer.C:
		}
		last := ctx.Err() != nil
		if err := s.scrape(work, src, began); err != nil || last {
			return err
		}
	}
}

// nextRound is the round to make after another one: the next, or when that and more are overdue, the last one overdue.
func nextRound(round int, elapsed, interval time.Duration) int {
	return max(round+1, int(elapsed/interval))
}

// scrape makes one scrape of a source and writes its points.
func (s *Scraper) scrape(work context.Context, src *source, began time.Time) error {
	ctx, cancel := context.WithTimeout(work, s.cfg.Timeout)
	defer cancel()
	points := src.scrape(ctx, time.Since(began))
	if work.Err() != nil {
		return nil // cut off by a failed write: not the target's gap
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range points {
		if s.broken != nil {
			return nil
		}
		if err := s.cfg.Write(p); err != nil {
			s.broken = fmt.Errorf("write point of %s: %w", src.name, err)
			return s.broken
		}
	}
	return nil
}

package scrape

import (
	"cmp"
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

// Config states what to scrape and where points go.
type Config struct {
	Targets []Target
	// Collectors are asked as well, each at an interval of its own.
	Collectors []Collector
	// Interval between scrapes; default 1s.
	Interval time.Duration
	// Timeout of one scrape; default the smaller of Interval and 1s. One that is longer than Interval costs rounds.
	Timeout time.Duration
	// Write takes the points, never two at a time. Points of one source come in the order of their times.
	Write func(samples.Point) error
	// Connections is the number of connections the load generator has open; nil: not known.
	Connections func() int
	// InFlight is the number of hits in flight; nil: not known.
	InFlight func() int
	// Self is what the source of this process's own figures is called; default "generator".
	Self string
	// MaxSeries bounds how many series one target may have over the whole run; default 20,000. A scrape that would
	// bring more is a gap.
	MaxSeries int
}

// Scraper scrapes targets. Make it with New.
type Scraper struct {
	cfg     Config
	client  *http.Client
	sources []*source
	// collectors are asked by calls.
	collectors []*collecting

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
	cfg.Interval = cmp.Or(cfg.Interval, defaultInterval)
	if cfg.Timeout <= 0 {
		cfg.Timeout = min(cfg.Interval, longestTimeout)
	}
	cfg.MaxSeries = cmp.Or(cfg.MaxSeries, defaultMaxSeries)
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
	generator := newSource(cmp.Or(cfg.Self, Generator), cfg.MaxSeries)
	generator.own = newSelf(cfg.Connections, cfg.InFlight, newMachine(proc)).read
	if generator.process = newProcess(proc, os.Getpid); generator.process != nil {
		generator.process.alone = true
	}
	s.sources = append(s.sources, generator)
	for _, c := range cfg.Collectors {
		s.collectors = append(s.collectors, newCollecting(c, cfg))
	}
	return s
}

// Run scrapes from began, the instant of offset 0, until ctx ends, and then once more. It returns an error only when Write
// does; that ends it at once. After ctx ends it takes at most two timeouts and the lag of whatever has the longest. Run may be called once.
func (s *Scraper) Run(ctx context.Context, began time.Time) error {
	defer s.client.CloseIdleConnections()
	// Requests outlive ctx, for the last scrape; they end with the first point that cannot be written.
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var group errgroup.Group
	begin := func(f followed) {
		group.Go(func() error {
			err := s.follow(ctx, work, f, began)
			if err != nil {
				stop()
			}
			return err
		})
	}
	for _, src := range s.sources {
		begin(s.rounds(src))
	}
	for _, c := range s.collectors {
		begin(followed{c.Name, c.Every, c.Timeout, c.Lag, c.look})
	}
	return group.Wait()
}

// followed is a source, or a collector, with its interval and the timeout of one scrape.
type followed struct {
	name           string
	every, timeout time.Duration
	// lag is what the last scrape waits for.
	lag time.Duration
	// scrape returns the points of an instant, which are good until the next call.
	scrape func(ctx context.Context, at time.Duration) []samples.Point
}

// rounds are those of a source.
func (s *Scraper) rounds(src *source) followed {
	return followed{src.name, s.cfg.Interval, s.cfg.Timeout, 0, src.scrape}
}

// follow scrapes one source round after round.
func (s *Scraper) follow(ctx, work context.Context, f followed, began time.Time) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for round := 0; ; round = nextRound(round, time.Since(began), f.every) {
		timer.Reset(time.Until(began.Add(time.Duration(round) * f.every)))
		select {
		case <-work.Done():
			return nil
		case <-ctx.Done():
		case <-timer.C:
		}
		last, at := ctx.Err() != nil, time.Since(began)
		if last && f.lag > 0 {
			timer.Reset(f.lag)
			select {
			case <-work.Done():
				return nil
			case <-timer.C:
			}
		}
		if err := s.scrape(work, f, at); err != nil || last {
			return err
		}
	}
}

// nextRound is the round to make after another one: the next, or when that and more are overdue, the last one overdue.
func nextRound(round int, elapsed, interval time.Duration) int {
	return max(round+1, int(elapsed/interval))
}

// scrape makes one scrape of a source, for an instant, and writes its points.
func (s *Scraper) scrape(work context.Context, f followed, at time.Duration) error {
	ctx, cancel := context.WithTimeout(work, f.timeout)
	defer cancel()
	points := f.scrape(ctx, at)
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
			s.broken = fmt.Errorf("write point of %s: %w", f.name, err)
			return s.broken
		}
	}
	return nil
}

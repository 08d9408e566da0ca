package live

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/words"
	"quintet/telemetry"
)

// Config states which run is shown.
type Config struct {
	// Dir is the run's folder.
	Dir string
	// Status, unless nil, says in a line what the run does while its record does not: starting, seeding. "" for nothing.
	Status func() string
	// Interrupt, unless nil, ends the load as Ctrl-C does. It is called once at most.
	Interrupt func()
	// GoesOn, unless nil, reports whether the run still goes on in another process. Without it Finish says when the run has ended.
	GoesOn func() bool
	// Backends describe the stores that the record does not.
	Backends []telemetry.Backend
}

// Live shows one run. Make it with New; it is an http.Handler for package web. Close it.
type Live struct {
	cfg  Config
	feed feed
	ctx  context.Context
	stop context.CancelFunc

	mu sync.Mutex // guards what follows
	// streams is how many readers are there, asked when the page was asked for last.
	streams   int
	asked     time.Time
	following bool
	// interrupted says that somebody has ended the run from the page, finished that the run has ended.
	interrupted, finished bool
	closed                bool
	work                  sync.WaitGroup
	// soon has the next round be made at once, served says that a reader has the report.
	soon, served chan struct{}

	// What follows is of the goroutine that follows the run.
	trial   *trial
	charts  []chart
	columns columns
	looker  looker
	trouble error
}

const (
	// every is how often what is new is shown.
	every = 500 * time.Millisecond
	// lease is how long a run is followed for a reader without a stream, whose page is loaded again before.
	lease = 6 * time.Second
	// patience is how long Finish waits for readers to have the report.
	patience = 10 * time.Second
	// refresh is after how many seconds a browser without script loads the page again.
	refresh = 2
)

// New makes the page of a run. It starts nothing before the page is asked for.
func New(cfg Config) *Live {
	l := &Live{cfg: cfg, soon: make(chan struct{}, 1), served: make(chan struct{}, 64)}
	l.ctx, l.stop = context.WithCancel(context.Background())
	l.looker = looker{opts: analysis.Options{Backends: cfg.Backends}, done: make(chan func(), 1)}
	return l
}

// want has the run be followed for a while.
func (l *Live) want() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked = time.Now()
	if !l.following && !l.closed {
		l.following = true
		l.work.Go(l.follow)
	}
}

// wanted reports whether there are still readers; when there are none, following has ended.
func (l *Live) wanted() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.following = !l.closed && (l.streams > 0 || time.Since(l.asked) < lease)
	return l.following
}

// follow makes a round twice a second while there are readers.
func (l *Live) follow() {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		if err := l.round(); err != nil && l.ctx.Err() == nil {
			l.trouble = err
			_ = l.feed.publish(update{columns: l.columns.list, now: l.blank()})
		}
		select {
		case <-ticker.C:
		case <-l.soon:
		case after := <-l.looker.done:
			after()
		case <-l.ctx.Done():
		}
		if !l.wanted() {
			return
		}
	}
}

// round takes what is new and shows it.
func (l *Live) round() error {
	dir, err := latestTrial(l.cfg.Dir)
	if err != nil {
		return err
	}
	l.trouble = nil
	if dir == "" {
		return l.feed.publish(update{columns: l.columns.list, now: l.blank()})
	}
	if l.trial == nil || l.trial.dir != dir {
		l.trial = followTrial(l.ctx, dir, l.cfg.Backends)
	}
	fresh, err := l.trial.advance()
	if fresh {
		l.charts, l.columns = charts(l.trial.sum.Axis().Width.Seconds()), columns{}
		for i := range l.charts {
			l.charts[i].Title = words.FigureTitle(l.charts[i].ID)
		}
		if err := l.feed.begin(l.charts); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	u := l.trial.look(l.charts, &l.columns)
	l.state(&u.now)
	if err := l.feed.publish(u); err != nil {
		return err
	}
	epoch := l.feed.current()
	l.looker.begin(l.ctx, l.trial, func(v look) error { return l.feed.looked(epoch, v) }, func(err error) { l.trouble = err })
	return nil
}

// blank is the present state when there is no trial to tell of, or none that can be followed.
func (l *Live) blank() now {
	n, _ := l.feed.latest()
	if n.Title == "" {
		n.Title = filepath.Base(l.cfg.Dir)
	}
	n.Status = words.LiveStarting
	l.state(&n)
	return n
}

// state adds what the record does not say.
func (l *Live) state(n *now) {
	l.mu.Lock()
	interrupted, finished := l.interrupted, l.finished
	l.mu.Unlock()
	if l.cfg.Status != nil {
		if text := l.cfg.Status(); text != "" {
			n.Status = text
		}
	}
	switch {
	case errors.Is(l.trouble, fs.ErrNotExist) && !exists(l.cfg.Dir):
		n.Status = words.LiveGone
	case l.trouble != nil:
		n.Status = words.LiveUnreadable(l.trouble)
	case interrupted:
		n.Status = words.LiveAborting
	}
	over := finished || l.trial != nil && l.trial.over()
	if l.cfg.GoesOn != nil {
		finished = !l.cfg.GoesOn()
		over = finished
	}
	n.Report, n.Over = "", finished
	if over && exists(filepath.Join(l.cfg.Dir, reportFile)) {
		n.Report, n.Over = reportPath+reportFile, true
	} else if finished {
		n.Status = words.LiveNoReport
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// latestTrial is the folder of the last trial that has a manifest, "" when there is none yet.
func latestTrial(dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	for i := len(entries) - 1; i >= 0; i-- {
		name := entries[i].Name()
		if path := filepath.Join(dir, name); strings.HasPrefix(name, "trial-") && entries[i].IsDir() && exists(filepath.Join(path, "manifest.json")) {
			return path, nil
		}
	}
	return "", nil
}

// Finish is called when the run has ended and its report, if there is to be one, is written. It returns when those who look have the report, or
// after a few seconds; at once when there is no reader.
func (l *Live) Finish() {
	l.mu.Lock()
	l.finished = true
	readers := l.streams
	if readers == 0 && time.Since(l.asked) < lease {
		readers = 1
	}
	l.mu.Unlock()
	if readers == 0 {
		return
	}
	l.hurry()
	wait := time.NewTimer(patience)
	defer wait.Stop()
	for range readers {
		select {
		case <-l.served:
		case <-wait.C:
			return
		case <-l.ctx.Done():
			return
		}
	}
}

// hurry has the next round be made now.
func (l *Live) hurry() {
	select {
	case l.soon <- struct{}{}:
	default: // it is already
	}
}

// Close ends all that was started. Idempotent.
func (l *Live) Close() {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	l.stop()
	l.work.Wait()
	l.looker.working.Wait()
}

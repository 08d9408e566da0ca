package ledger

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"quintet/api/store"
	"quintet/bench/samples"
	"quintet/bench/workload"
)

// Config states what to read back, and where.
type Config struct {
	Recorder *Recorder
	// Targets are the base URLs of the API's replicas. Stores are those behind it, nil when they cannot be reached.
	Targets []string
	Stores  *store.Set
	// Dataset is what was seeded before the load, Operations names what Write.Operation indexes, Began is the instant of offset 0.
	Dataset    *workload.Dataset
	Operations []string
	Began      time.Time
	// ReadDeclared makes the request that reads a declared write back, false for one that cannot be; nil makes none. TLS is for targets of https.
	ReadDeclared func(*samples.Write) (workload.Reading, bool)
	TLS          *tls.Config
	// Concurrency is how many requests there are at once at most; 0 means 4, which leaves a server that has just come back room to breathe.
	Concurrency int
	// Limit bounds the whole; 0 means 5 minutes. What was not looked for by then is unchecked.
	Limit time.Duration
	// Held is how many entries are in memory at once, about; 0 means 50,000.
	Held int64
	// Examples is how many there are of one class and kind at most; 0 means 5.
	Examples int
	// Progress is called now and then, by one goroutine at a time; nil is not called.
	Progress func(Progress)
}

// Progress is how far the reading came.
type Progress struct {
	// Entries is how many there are, Done how many have a verdict.
	Entries, Done int64
	Elapsed       time.Duration
}

// Left is about how long the rest takes, 0 when that cannot be told.
func (p Progress) Left() time.Duration {
	if p.Done == 0 {
		return 0
	}
	return time.Duration(float64(p.Elapsed) / float64(p.Done) * float64(p.Entries-p.Done))
}

// filled is the configuration with its defaults.
func (c *Config) filled() Config {
	f := *c
	f.Concurrency = cmp.Or(f.Concurrency, 4)
	f.Limit = cmp.Or(f.Limit, 5*time.Minute)
	f.Examples = cmp.Or(f.Examples, 5)
	f.Held = cmp.Or(f.Held, 50_000)
	if f.Progress == nil {
		f.Progress = func(Progress) {}
	}
	return f
}

// errOver is why reading ends at its limit.
var errOver = errors.New("the time for reading back was over")

// ReadBack looks for every write of a ledger and counts what it found. What cannot be looked for is unchecked and has a Reason; an error
// is one of the ledger itself, or that of ctx.
func ReadBack(ctx context.Context, cfg Config) (samples.Ledger, error) {
	c := &checker{Config: cfg.filled(), checks: checks(), began: time.Now()}
	c.tally.operations, c.tally.maxExamples = c.Operations, c.Config.Examples
	c.api = newAPI(c.Targets, c.Concurrency, c.TLS)
	defer c.api.close()
	if c.Stores != nil {
		c.stores = stores{*c.Stores}
	}
	var err error
	if c.progress.Entries, err = c.Recorder.count(); err != nil {
		return samples.Ledger{}, err
	}
	limited, cancel := context.WithTimeoutCause(ctx, c.Limit, fmt.Errorf("%w (%s)", errOver, c.Limit))
	defer cancel()
	parts := uint64(max(1, (c.progress.Entries+c.Held-1)/c.Held))
	for part := range parts {
		held, err := c.Recorder.part(part, parts)
		if err != nil {
			return samples.Ledger{}, err
		}
		c.part(limited, held)
		if ctx.Err() != nil {
			return samples.Ledger{}, fmt.Errorf("read back: %w", context.Cause(ctx))
		}
	}
	absent, err := c.absentUsers(limited)
	if err != nil {
		c.tally.fail(err)
	}
	l := c.tally.result()
	l.AbsentUsers, l.Straight, l.Took = absent, c.stores != nil, time.Since(c.began).Seconds()
	return l, nil
}

// checker looks for writes.
type checker struct {
	Config
	checks [samples.WriteKinds]check
	api    *api
	// stores are nil when they cannot be reached.
	stores source
	began  time.Time
	tally  tally
	named  namedUsers

	mu       sync.Mutex // guards what follows
	progress Progress
}

// part checks the entries of one part, owner by owner.
func (c *checker) part(ctx context.Context, held []samples.Write) {
	slices.SortFunc(held, func(a, b samples.Write) int {
		x, y := ownerOf(&a), ownerOf(&b)
		return cmp.Or(cmp.Compare(x.kind, y.kind), slices.Compare(x.conversation[:], y.conversation[:]), cmp.Compare(x.row, y.row),
			cmp.Compare(x.key, y.key), cmp.Compare(a.Row, b.Row), cmp.Compare(a.Seq, b.Seq))
	})
	var group errgroup.Group
	group.SetLimit(c.Concurrency)
	for from := 0; from < len(held); {
		to := from + 1
		for to < len(held) && ownerOf(&held[to]) == ownerOf(&held[from]) {
			to++
		}
		one := held[from:to]
		group.Go(func() error {
			c.owner(ctx, one)
			return nil
		})
		from = to
	}
	_ = group.Wait()
}

// owner checks the writes of one owner, and counts them as unchecked when that cannot be done.
func (c *checker) owner(ctx context.Context, held []samples.Write) {
	verdicts, err := c.checks[held[0].Kind](c, ctx, held)
	if err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		c.tally.fail(err)
		verdicts = verdicts[:0]
		for i := range held {
			verdicts = append(verdicts, verdict{&held[i], unchecked})
		}
	}
	c.tally.add(verdicts, time.Since(c.Began))
	c.mu.Lock()
	defer c.mu.Unlock()
	c.progress.Done += int64(len(held))
	c.progress.Elapsed = time.Since(c.began)
	c.Progress(c.progress)
}

// fail keeps the first reason why something could not be checked.
func (t *tally) fail(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.reason == "" {
		t.reason = err.Error()
	}
}

// judged are the verdicts of what the API has, and of what the stores have of the writes that it does not show. again makes verdicts of what a
// source has.
func (c *checker) judged(ctx context.Context, again func(source) ([]verdict, error)) ([]verdict, error) {
	verdicts, err := again(c.api)
	if err != nil {
		return nil, err
	}
	return c.straight(ctx, verdicts, again)
}

// straight looks in the stores themselves for acknowledged writes that the API does not show: those that are there are hidden.
func (c *checker) straight(ctx context.Context, verdicts []verdict, again func(source) ([]verdict, error)) ([]verdict, error) {
	wrong := func(v verdict) bool { return v.class == lost || v.class == stale }
	if c.stores == nil || !slices.ContainsFunc(verdicts, wrong) {
		return verdicts, nil
	}
	var stored []verdict
	err := patiently(ctx, func() (err error) {
		if stored, err = again(c.stores); err != nil {
			err = fmt.Errorf("%w: %w", errAgain, err)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	classes := make(map[*samples.Write]class, len(stored))
	for _, v := range stored {
		classes[v.Write] = v.class
	}
	for i, v := range verdicts {
		if !wrong(v) {
			continue
		}
		if verdicts[i].class = classes[v.Write]; verdicts[i].class == confirmed || verdicts[i].class == duplicated {
			verdicts[i].class = hidden
		}
	}
	return verdicts, nil
}

// hide makes verdicts on acknowledged writes hidden where the store has them and a client who asks through the cache is not shown them.
func hide(verdicts []verdict, shown func(*samples.Write) bool) {
	for i, v := range verdicts {
		if v.class == confirmed && !shown(v.Write) {
			verdicts[i].class = hidden
		}
	}
}

package coordinator

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"quintet/bench/distributed"
	"quintet/bench/distributed/bucket"
	"quintet/bench/distributed/clock"
	"quintet/bench/distributed/collect"
	"quintet/bench/distributed/engine"
	"quintet/bench/distributed/generator"
	"quintet/bench/ledger"
	"quintet/bench/samples"
)

// Config is a run's part that several generators share.
type Config struct {
	// Run is the run's id, Generators how many there are.
	Run        string
	Generators int
	// Bucket is where the objects of runs stand, without the run's own folder.
	Bucket bucket.Config
	// Key is the secret of the run's own processes.
	Key distributed.Key
	// Engine starts the generators, for at most TimeLimit.
	Engine    engine.Engine
	TimeLimit time.Duration
	// Barrier is how long the generators may take to be ready for a trial; default 2m.
	Barrier time.Duration
	// Build is that of this program, and the one that generators must be of.
	Build samples.Build
	// Own are the hosts that are not this machine and may be put under load.
	Own []string
	// Note, unless nil, is told what happens, a line at a time.
	Note func(string)
}

// Coordinator leads generators. Make it with Open.
type Coordinator struct {
	Config
	bucket *bucket.Bucket
	// running is nil until the first trial: generators need not wait while the stack is seeded for the first time.
	running engine.Running
	clock   clock.Reading
}

const (
	defaultBarrier = 2 * time.Minute
	// askEngine is how often an engine is asked for failures.
	askEngine = 2 * time.Second
	// closing bounds what is done when a run ends, however it does.
	closing = time.Minute
)

// Open opens the bucket and measures this machine's clock against it. It starts no generator yet. Close the Coordinator.
func Open(ctx context.Context, cfg Config) (*Coordinator, error) {
	if err := distributed.CheckRun(cfg.Run); err != nil {
		return nil, err
	}
	if cfg.Generators < 1 || cfg.Generators > distributed.MaxGenerators {
		return nil, fmt.Errorf("%d generators, want 1 to %d", cfg.Generators, distributed.MaxGenerators)
	}
	cfg.Barrier = cmp.Or(cfg.Barrier, defaultBarrier)
	if cfg.Note == nil {
		cfg.Note = func(string) {}
	}
	c := &Coordinator{Config: cfg}
	var err error
	if c.bucket, err = bucket.Open(ctx, cfg.Bucket.In(cfg.Run)); err != nil {
		return nil, err
	}
	// Whatever is there belongs to another run, whose hits would join this one's.
	if there, err := c.bucket.List(ctx, ""); err != nil || len(there) > 0 {
		c.bucket.Close()
		if err == nil {
			err = fmt.Errorf("bucket: there are objects of a run %s already", cfg.Run)
		}
		return nil, err
	}
	if c.clock, err = clock.Measure(ctx, c.bucket.Date, nil); err != nil {
		c.bucket.Close()
		return nil, fmt.Errorf("measure the clock: %w", err)
	}
	return c, nil
}

// start has the engine start the generators, once.
func (c *Coordinator) start(ctx context.Context) (err error) {
	if c.running != nil {
		return nil
	}
	c.running, err = c.Engine.Start(ctx, c.Job())
	return err
}

// Job is what the engine is asked for.
func (c *Config) Job() engine.Job {
	environment, secrets := c.Bucket.Environment(), c.Bucket.Secrets()
	secrets[distributed.KeyVariable] = string(c.Key)
	environment[generator.RunVariable], environment[generator.BucketVariable] = c.Run, c.Bucket.URL
	environment[engine.NumberVariable] = fmt.Sprint(c.Generators)
	return engine.Job{Run: c.Run, Generators: c.Generators, Environment: environment, Secrets: secrets, TimeLimit: c.TimeLimit}
}

// LedgerKey is the key with which the generators seal what they record of sessions in a trial.
func (c *Coordinator) LedgerKey(trial int) []byte {
	return c.Key.For(distributed.Round(trial).LedgerPurpose(), ledger.KeySize)
}

// Close tells the generators that there is no further round, and has the engine end them and remove what it keeps. Objects stay.
func (c *Coordinator) Close(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closing)
	defer cancel()
	defer c.bucket.Close()
	err := c.bucket.Put(ctx, distributed.Stop, []byte("{}"))
	if c.running != nil {
		err = errors.Join(err, c.running.Stop(ctx))
	}
	return err
}

// Recorded writes what the coordinator has recorded of a trial that has ended to the bucket.
func (c *Coordinator) Recorded(ctx context.Context, trial int, dir string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closing)
	defer cancel()
	return collect.Upload(ctx, c.bucket, distributed.Round(trial), dir, true)
}

// put writes a message.
func (c *Coordinator) put(ctx context.Context, name string, message any) error {
	content, err := distributed.Encode(message)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return c.bucket.Put(ctx, name, content)
}

// read reads a message.
func read[T any](ctx context.Context, c *Coordinator, name string) (message T, err error) {
	content, err := c.bucket.Get(ctx, name, distributed.MaxMessage)
	if err == nil {
		message, err = distributed.Decode[T](content)
	}
	if err != nil {
		err = fmt.Errorf("read %s: %w", name, err)
	}
	return message, err
}

// failed are the generators that have failed, by index: what the engine says, and what they said themselves, which is more.
func (c *Coordinator) failed(ctx context.Context) (map[int]string, error) {
	failed, err := c.running.Failed(ctx)
	if err != nil {
		failed = map[int]string{} // an engine that cannot be asked now is asked again
	}
	confessed, err := c.bucket.List(ctx, distributed.FailedPrefix)
	if err != nil {
		return failed, err
	}
	for _, o := range confessed {
		if i := distributed.Index(o.Name); i >= 0 {
			if f, err := read[distributed.Failure](ctx, c, o.Name); err == nil {
				failed[i] = f.Reason
			}
		}
	}
	return failed, nil
}

// maxNamed is how many generators a message names.
const maxNamed = 10

// named lists indices with what is known of each: "1 (why), 4 and 20 more".
func named(indices []int, why map[int]string) string {
	var parts []string
	for _, i := range indices[:min(len(indices), maxNamed)] {
		text := fmt.Sprint(i)
		if why[i] != "" {
			text += " (" + why[i] + ")"
		}
		parts = append(parts, text)
	}
	text := strings.Join(parts, ", ")
	if more := len(indices) - maxNamed; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// indices are those of a map, in order.
func indices(of map[int]string) []int { return slices.Sorted(maps.Keys(of)) }

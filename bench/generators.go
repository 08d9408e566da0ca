package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"quintet/api/store/embedded"
	"quintet/bench/distributed"
	"quintet/bench/distributed/bucket"
	"quintet/bench/distributed/coordinator"
	"quintet/bench/distributed/engine"
	"quintet/bench/host"
	"quintet/bench/load"
	"quintet/bench/runner"
	"quintet/bench/scenario"
)

// generatorOptions are the flags of a run whose load comes from several generators.
type generatorOptions struct {
	number             int
	on, bucket         string
	barrier, timeLimit time.Duration
	// image and overlay are for Kubernetes. print shows what the engine would be asked for, and starts nothing.
	image, overlay string
	print          bool
}

func (o *generatorOptions) define(set *flag.FlagSet) {
	set.IntVar(&o.number, "generators", 0, "the `number` of generators that share the load (default: this process sends it)")
	set.StringVar(&o.on, "on", "processes", "the `engine` that starts the generators; see bench list")
	set.StringVar(&o.bucket, "bucket", "", "the s3://BUCKET/PREFIX that plan and hits go through, with AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY\n"+
		"in the environment (default: one of this process, on loopback)")
	set.StringVar(&o.image, "image", "", "-on kubernetes: the generators' `image`, as make image makes it (default: the Job's own)")
	set.StringVar(&o.overlay, "overlay", "", "-on kubernetes: the `folder` that kustomize builds the Job from (default: deploy/kubernetes/generator/base)")
	set.BoolVar(&o.print, "print", false, "print what the engine would be asked for, without secrets, and start nothing")
	set.DurationVar(&o.barrier, "barrier", 2*time.Minute, "how long the generators may take to be ready for a trial")
	set.DurationVar(&o.timeLimit, "time-limit", 4*time.Hour, "how long generators may live, should nobody end them")
}

// words are the flags as a command line has them.
func (o *generatorOptions) words() []string {
	if o.number == 0 {
		return nil
	}
	words := []string{"-generators", fmt.Sprint(o.number)}
	if o.on != engines()[0].name {
		words = append(words, "-on", o.on)
	}
	if o.bucket != "" {
		words = append(words, "-bucket", shellWord(o.bucket))
	}
	if o.image != "" {
		words = append(words, "-image", shellWord(o.image))
	}
	if o.overlay != "" {
		words = append(words, "-overlay", shellWord(o.overlay))
	}
	return words
}

// check refuses what several generators cannot do, before anything starts.
func (o *generatorOptions) check(s scenario.Scenario) error {
	if o.number == 0 {
		if o.bucket != "" || o.on != engines()[0].name || o.image != "" || o.overlay != "" || o.print {
			return errors.New("-bucket, -on, -image, -overlay and -print are for a run with -generators N")
		}
		return nil
	}
	kind, err := findEngine(o.on)
	switch {
	case err != nil:
		return err
	case o.number < 0 || o.number > distributed.MaxGenerators:
		return fmt.Errorf("-generators: found %d, want 1 to %d", o.number, distributed.MaxGenerators)
	case o.bucket != "":
		if _, err := bucket.FromEnvironment(o.bucket, os.Getenv); err != nil {
			return err
		}
	case !kind.here:
		return fmt.Errorf("-on %s: its generators cannot reach a bucket of this process: add -bucket s3://BUCKET/PREFIX", o.on)
	}
	if (o.image != "" || o.overlay != "") && o.on != "kubernetes" {
		return errors.New("-image and -overlay are for -on kubernetes")
	}
	if s.Load.Closed > 0 && s.Load.Closed < o.number {
		return fmt.Errorf("%s: load.closed: %d users cannot be divided among %d generators", s.File, s.Load.Closed, o.number)
	}
	return nil
}

// manifest prints what the engine would be asked for in a run that began now, with its folder in out.
func (o *generatorOptions) manifest(ctx context.Context, t terminal, s scenario.Scenario, out string) error {
	kind, err := findEngine(o.on)
	if err != nil {
		return usageError(err)
	}
	executable, err := os.Executable()
	if err != nil {
		return err
	}
	run := runID(s.Name, time.Now())
	asked, err := kind.new(engineConfig{executable: executable, dir: filepath.Join(out, run), options: *o})
	if err != nil {
		return usageError(err)
	}
	printer, ok := asked.(engine.Printer)
	if !ok {
		return usageError(fmt.Errorf("-print: -on %s starts them itself: there is nothing to print", o.on))
	}
	place, err := bucket.FromEnvironment(o.bucket, os.Getenv)
	if err != nil {
		return usageError(err)
	}
	c := coordinator.Config{Run: run, Generators: o.number, Bucket: place, Key: distributed.NewKey(), TimeLimit: o.timeLimit}
	text, err := printer.Manifest(ctx, c.Job())
	if err != nil {
		return err
	}
	_, err = t.stdout.Write(text)
	return err
}

// fleet is the generators of a run with all that this process has of them.
type fleet struct {
	*coordinator.Coordinator
	end func() error
}

// open opens what a run needs for its generators and has the runner use them. It is nil for a run without.
func (o *generatorOptions) open(ctx context.Context, t terminal, r *runner.Runner, own string) (*fleet, error) {
	if o.number == 0 {
		return nil, nil
	}
	kind, err := findEngine(o.on)
	if err != nil {
		return nil, err
	}
	executable, err := os.Executable()
	if err != nil {
		return nil, err
	}
	starter, err := kind.new(engineConfig{executable: executable, dir: r.Dir, options: *o})
	if err != nil {
		return nil, usageError(err)
	}
	place, end, err := o.place(ctx, r.Dir)
	if err != nil {
		return nil, err
	}
	key := distributed.NewKey()
	t.redactor.Learn("bucket.secret", place.SecretKey)
	t.redactor.Learn("generators.secret", string(key))
	c, err := coordinator.Open(ctx, coordinator.Config{
		Run: r.RunID, Generators: o.number, Bucket: place, Key: key, Engine: starter, TimeLimit: o.timeLimit, Barrier: o.barrier, Build: host.Build(),
		Own:  strings.FieldsFunc(strings.ToLower(own), func(c rune) bool { return c == ',' || c == ' ' }),
		Note: func(text string) { t.complain("bench:", errors.New(text)) },
	})
	if err != nil {
		return nil, errors.Join(err, end())
	}
	r.Generators, r.Recorded, r.LedgerKey = o.number, c.Recorded, c.LedgerKey
	r.Remote = func(l runner.Remote) load.Player {
		return c.Player(coordinator.Trial{
			Number: l.Trial.Number, Attack: l.Attack, Operations: l.Operations, Remembered: l.Remembered, Recall: l.Recall, Scenario: l.Trial.Scenario,
			DrawSeed: l.Trial.Seed, Fingerprint: l.Fingerprint, Unique: l.Unique, Record: l.Record, Manifest: l.Manifest, Dir: l.Dir,
		})
	}
	return &fleet{c, end}, nil
}

// Close ends the generators and gives the bucket up.
func (f *fleet) Close(ctx context.Context) error {
	if f == nil {
		return nil
	}
	return errors.Join(f.Coordinator.Close(ctx), f.end())
}

// ownBucket is the name of the bucket of this process.
const ownBucket = "runs"

// place is the bucket of a run: the one that was named, or one that this process serves on loopback from a folder of the run, which goes
// when it ends: by then all of it is in the record.
func (o *generatorOptions) place(ctx context.Context, dir string) (cfg bucket.Config, end func() error, err error) {
	if o.bucket != "" {
		cfg, err = bucket.FromEnvironment(o.bucket, os.Getenv)
		if err != nil {
			return cfg, nil, usageError(err)
		}
		return cfg, func() error { return nil }, nil
	}
	cfg = bucket.Config{URL: "s3://" + ownBucket, AccessKey: rand.Text(), SecretKey: rand.Text()}
	folder := filepath.Join(dir, "bucket")
	server, err := embedded.OpenS3(ctx, embedded.S3Config{Dir: folder, AccessKey: cfg.AccessKey, SecretKey: cfg.SecretKey, MaxBytes: 64 << 20})
	if err != nil {
		return cfg, nil, err
	}
	end = func() error { return errors.Join(server.Close(), os.RemoveAll(folder)) }
	cfg.Endpoint = "http://" + server.Addr()
	made, err := bucket.Make(ctx, cfg)
	if err != nil {
		return cfg, nil, errors.Join(err, end())
	}
	made.Close()
	return cfg, end, nil
}

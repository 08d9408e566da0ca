package workload

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"golang.org/x/sync/errgroup"

	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/splitmix"
)

const (
	// setupAtOnce is how many requests of a setup are under way at a time: enough for a quick one, too few to be a load.
	setupAtOnce = 8
	// setupAnswer is how much of an answer of a setup is kept for its check.
	setupAnswer = 1 << 20
	// firstOfSetup numbers the requests of a setup, far from those of any load.
	firstOfSetup = 1 << 48
)

// SetUp makes the requests of a scenario's setup, of its targets in turn. The first answer that fails its check ends it with an error.
func (w *Workload) SetUp(ctx context.Context, client *http.Client, targets []string, steps []scenario.Setup) error {
	n := uint64(firstOfSetup)
	for _, step := range steps {
		d := w.declared[slices.IndexFunc(w.declared, func(d *declared) bool { return d.name == step.Operation })]
		group, within := errgroup.WithContext(ctx)
		group.SetLimit(setupAtOnce)
		for range step.Times {
			if within.Err() != nil {
				break
			}
			number := n
			n++
			group.Go(func() error { return w.setUpOne(within, client, targets[number%uint64(len(targets))], d, number) })
		}
		if err := group.Wait(); err != nil {
			return fmt.Errorf("set up with %s: %w", d.name, err)
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	return nil
}

// setUpOne makes one request.
func (w *Workload) setUpOne(ctx context.Context, client *http.Client, target string, d *declared, n uint64) error {
	c := call{n: n, Sequence: splitmix.For(w.seed, forRequest, n)}
	r := d.build(w, &c)
	answer, err := Ask(ctx, client, target, r, setupAnswer)
	if err != nil {
		return err
	}
	if f, why := r.Verify(answer); f != samples.OK {
		return fmt.Errorf("%s %s%s: %s", r.Method, target, r.Path, why)
	}
	return nil
}

// Remembered is what answers were remembered for so far, by name, the oldest value first. Values may be secrets.
func (w *Workload) Remembered() map[string][]string {
	all := map[string][]string{}
	for name, m := range w.memories {
		all[name] = m.oldestFirst()
	}
	return all
}

// Recall has a workload begin with what another one of the same scenario remembers.
func (w *Workload) Recall(remembered map[string][]string) {
	for name, values := range remembered {
		if m := w.memories[name]; m != nil {
			for _, value := range values {
				m.add(value)
			}
		}
	}
}

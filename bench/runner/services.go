package runner

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"quintet/bench/load"
	"quintet/bench/samples"
	"quintet/bench/scrape"
	"quintet/bench/stack"
)

// watch records services that end while the load runs, each time.
func (t *trial) watch(ctx context.Context, services []stack.Service, began time.Time, recorder load.Recorder) error {
	var group errgroup.Group
	for _, s := range services {
		if watched, ok := s.(stack.Watched); ok {
			group.Go(func() error { return watchOne(ctx, s.Info().Name, watched, began, recorder) })
		}
	}
	return group.Wait()
}

// comeBack is how often a service that has ended is looked at for its having been started again.
const comeBack = 50 * time.Millisecond

// watchOne records each end of a service, until the load is over. A service that a fault restarts has a new channel, so it waits for that
// before it looks again.
func watchOne(ctx context.Context, name string, watched stack.Watched, began time.Time, recorder load.Recorder) error {
	for {
		exited := watched.Exited()
		select {
		case <-ctx.Done():
			return nil
		case <-exited:
		}
		err := recorder.Event(samples.Event{At: time.Since(began), Kind: samples.ServiceExited, Name: name,
			Detail: "the process ended while the load was running"})
		if err != nil {
			return err
		}
		for watched.Exited() == exited {
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(comeBack):
			}
		}
	}
}

// scrapeTargets are the endpoints and processes of a stack. A process is asked for at every scrape: a restart makes another one of it.
func scrapeTargets(services []stack.Service) []scrape.Target {
	var targets []scrape.Target
	for _, s := range services {
		i := s.Info()
		target := scrape.Target{Name: i.Name, URL: i.Metrics}
		if i.PID != 0 {
			target.PID = func() int { return s.Info().PID }
		}
		if target.URL != "" || target.PID != nil {
			targets = append(targets, target)
		}
	}
	return targets
}

package watch

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"sync"

	"quintet/api/store"
	"quintet/bench/expose"
	"quintet/bench/runner"
	"quintet/bench/scenario"
	"quintet/bench/stack/native"
)

// Config states how a run can be watched. The zero Config allows no watching.
type Config struct {
	// Metrics is the host:port at which the run's own metrics are served; port 0 picks a free one, empty serves none.
	Metrics string
	// Hosts are names under which the metrics are asked for, beside loopback's and that in Metrics.
	Hosts []string
	// Prometheus runs one beside the stack, with metrics served for it in any case.
	Prometheus bool
	// Grafana annotates the run when it has a token.
	Grafana Grafana
	// Say writes a line for the user that stays.
	Say func(string)
}

// Session is a run that can be watched. Make it with Open. Its methods do nothing where watching was not asked for.
type Session struct {
	cfg      Config
	exporter *expose.Exporter
	listener *expose.Listener
	// prometheus watches the run; nil when not asked for.
	prometheus  *native.Instance
	annotations *expose.Annotations
	ended       bool

	mu sync.Mutex
	// untold is why an annotation could not be written; it is said when the live display is gone.
	untold error
}

// ConfigError marks an error in what was asked for, as opposed to one of watching.
type ConfigError struct{ Cause error }

// Error implements error.
func (e *ConfigError) Error() string { return e.Cause.Error() }

// Unwrap returns the cause.
func (e *ConfigError) Unwrap() error { return e.Cause }

// Open makes a run watchable, before it begins: it adds taps to the runner. Whatever was started before an error is ended.
func Open(ctx context.Context, cfg Config, r *runner.Runner, sc scenario.Scenario) (_ *Session, err error) {
	s := &Session{cfg: cfg}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	if err := s.annotate(r, sc); err != nil {
		return nil, &ConfigError{err}
	}
	if cfg.Metrics == "" && !cfg.Prometheus {
		return s, nil
	}
	if err := s.serve(ctx, r, sc); err != nil {
		return nil, err
	}
	if cfg.Prometheus {
		if err := s.startPrometheus(ctx, r.Dir, sc.Load, sc.ScrapeInterval); err != nil {
			return nil, err
		}
		r.Up = s.watchServices
	}
	return s, nil
}

// container is what containers call the machine they are on, such as the Prometheus of docker-compose.yml. No public DNS name ends in .internal.
const container = "host.docker.internal"

// serve serves the run's own metrics.
func (s *Session) serve(ctx context.Context, r *runner.Runner, sc scenario.Scenario) error {
	var stages []string
	for _, stage := range runner.Stages() {
		stages = append(stages, string(stage))
	}
	var err error
	s.exporter, err = expose.New(expose.Config{
		Run: r.RunID, Scenario: sc.Name, Stack: r.StackName, Version: r.Build.Version, Revision: r.Build.Revision,
		Backends: store.Telemetry(r.Backends), Stages: stages, Look: func() expose.Look { return look(r) }, Valid: validSoFar(r, sc),
	})
	if err != nil {
		return err
	}
	r.Taps = append(r.Taps, s.exporter)
	if s.listener, err = expose.Listen(ctx, cmp.Or(s.cfg.Metrics, "127.0.0.1:0"), slices.Concat(s.cfg.Hosts, []string{container}), s.exporter.Handler()); err != nil {
		return &ConfigError{err}
	}
	s.cfg.Say("metrics of the run at " + s.listener.URL())
	if host, _, err := net.SplitHostPort(s.listener.Addr()); err == nil {
		if ip, err := netip.ParseAddr(host); err == nil && !ip.IsLoopback() {
			s.cfg.Say("warning: other machines may reach them, and nobody is asked who he is")
		}
	}
	return nil
}

// Judged shows what the analysis found. outcome is how the run ended, in a few words.
func (s *Session) Judged(valid bool, outcome string) {
	if s.exporter != nil {
		s.exporter.Judged(valid)
	}
	s.endAnnotations(outcome)
}

// Hold keeps what is shown until ctx ends.
func (s *Session) Hold(ctx context.Context) {
	if s.listener == nil || ctx.Err() != nil {
		return
	}
	s.cfg.Say("held; interrupt to end")
	<-ctx.Done()
}

// Close ends what is shown; a run that was not judged has failed. Idempotent.
func (s *Session) Close() error {
	var errs []error
	s.endAnnotations("failed")
	if s.prometheus != nil {
		errs = append(errs, s.prometheus.Stop())
		s.prometheus = nil
	}
	if s.listener != nil {
		errs = append(errs, s.listener.Close())
	}
	return errors.Join(errs...)
}

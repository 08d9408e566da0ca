package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/dashboard"
	"quintet/bench/expose"
	"quintet/bench/runner"
	"quintet/bench/scenario"
	"quintet/bench/stack"
	"quintet/bench/stack/native"
)

// showOptions say to whom a run is shown while it goes on, beside whoever reads the terminal.
type showOptions struct {
	metrics     string
	watch, hold bool
}

func (s *showOptions) define(set *flag.FlagSet) {
	set.StringVar(&s.metrics, "metrics", os.Getenv("METRICS"), "serve the run's own metrics at `host:port` while it runs; port 0 picks a free one (default $METRICS)")
	set.BoolVar(&s.watch, "watch", false, "run a Prometheus beside the stack that watches the run")
	set.BoolVar(&s.hold, "hold", false, "keep metrics and Prometheus after the run, until interrupted")
}

// settings are those of a stack. A Prometheus of the stack's own would scrape the same once more.
func (s *showOptions) settings(kind stackKind, settings map[string]string) map[string]string {
	if _, asked := settings["prometheus"]; !s.watch || asked || !slices.Contains(kind.settings, "prometheus") {
		return settings
	}
	settings = maps.Clone(settings)
	if settings == nil {
		settings = map[string]string{}
	}
	settings["prometheus"] = "off"
	return settings
}

// showing is a run that is shown. Its methods do nothing where nothing is shown.
type showing struct {
	// warn writes a line that stays.
	warn     func(string)
	exporter *expose.Exporter
	listener *expose.Listener
	// prometheus watches the run; nil when nobody asked for it.
	prometheus  *native.Instance
	annotations *expose.Annotations
	ended       bool

	mu sync.Mutex
	// untold is why an annotation could not be written; it is told when the live display is gone.
	untold error
}

// targetsFile is where a run's folder says what there is to scrape, for any Prometheus.
const targetsFile = "targets.json"

// harnessName is what Prometheus knows the harness as.
const harnessName = "harness"

// open begins to show a run, and has the runner tell of it.
func (s showOptions) open(ctx context.Context, stderr io.Writer, r *runner.Runner, sc scenario.Scenario) (_ *showing, err error) {
	if s.hold && s.metrics == "" && !s.watch {
		return nil, usageError(errors.New("-hold: there is nothing to keep without -metrics or -watch"))
	}
	show := &showing{warn: func(text string) { fmt.Fprintln(stderr, r.Redactor.Text(text)) }}
	defer func() {
		if err != nil {
			err = errors.Join(err, show.close())
		}
	}()
	if _, err := dashboardAt(r.RunID, time.Now(), time.Now()); err != nil {
		return nil, usageError(err)
	}
	if address, token := os.Getenv("GRAFANA_URL"), os.Getenv("GRAFANA_TOKEN"); token != "" {
		show.annotations, err = expose.NewAnnotations(expose.AnnotationsConfig{
			URL: address, Token: token, Run: r.RunID, Scenario: sc.Name, Stack: r.StackName,
			Warn: show.later,
		})
		if err != nil {
			return nil, usageError(err)
		}
		r.Taps = append(r.Taps, show.annotations)
	}
	if s.metrics == "" && !s.watch {
		return show, nil
	}
	show.exporter, err = expose.New(expose.Config{
		Run: r.RunID, Scenario: sc.Name, Stack: r.StackName, Version: r.Build.Version, Revision: r.Build.Revision,
		Stages: stages(), Look: func() expose.Look { return exposed(r) }, Valid: stillValid(r, sc),
	})
	if err != nil {
		return nil, err
	}
	r.Taps = append(r.Taps, show.exporter)
	if show.listener, err = expose.Listen(ctx, cmp.Or(s.metrics, "127.0.0.1:0"), show.exporter.Handler()); err != nil {
		return nil, usageError(err)
	}
	show.warn("metrics of the run at " + show.listener.URL())
	if host, _, err := net.SplitHostPort(show.listener.Addr()); err == nil {
		if ip, err := netip.ParseAddr(host); err == nil && !ip.IsLoopback() {
			show.warn("warning: other machines may reach them, and nobody is asked who he is")
		}
	}
	if s.watch {
		if err := show.watch(ctx, r.Dir, sc.Load, sc.ScrapeInterval); err != nil {
			return nil, err
		}
		r.Up = show.up
	}
	return show, nil
}

// watch starts a Prometheus that watches the harness, and once they are up, the parts of the stack.
func (s *showing) watch(ctx context.Context, dir string, load scenario.Load, every time.Duration) error {
	var err error
	s.prometheus, err = native.Start(ctx, "prometheus", native.Options{LogDir: dir})
	if err != nil {
		return fmt.Errorf("watch the run: %w", err)
	}
	rules, err := writeRules(filepath.Join(dir, "rules"), load, every)
	if err != nil {
		return err
	}
	err = s.prometheus.Configure(ctx, native.PrometheusConfig{Every: every, Rules: rules, Targets: filepath.Join(dir, targetsFile)})
	if err != nil {
		return fmt.Errorf("watch the run: %w", err)
	}
	if err := s.up(nil); err != nil {
		return err
	}
	s.warn("Prometheus watches at " + s.prometheus.URL())
	return nil
}

// writeRules writes the rules of Prometheus into a folder, on the scale of a load: what looks at an hour in a system that is watched for
// months looks at the length of the load here.
func writeRules(dir string, l scenario.Load, every time.Duration) ([]string, error) {
	var length time.Duration
	for _, p := range l.Phases {
		length += p.Duration
	}
	timing := dashboard.Timing{Scale: min(1, length.Hours()), Scrape: every}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the folder of rules: %w", err)
	}
	var files []string
	for name, text := range dashboard.Rules(timing) {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, text, 0o644); err != nil {
			return nil, fmt.Errorf("write rules: %w", err)
		}
		files = append(files, file)
	}
	slices.Sort(files)
	return files, nil
}

// up points Prometheus to the parts of a stack that has come up.
func (s *showing) up(services []stack.Service) error {
	return s.prometheus.Watch(append([]stack.Service{harness{s.listener.URL(), s.listener.Addr()}}, services...)...)
}

// harness is this program as a service that has metrics.
type harness struct{ metrics, address string }

// Info implements stack.Service.
func (h harness) Info() stack.Info {
	return stack.Info{Name: harnessName, Role: harnessName, Address: h.address, Metrics: h.metrics}
}

// judged shows what the analysis found, and how the run ended.
func (s *showing) judged(res *analysis.Result) {
	if s.exporter != nil {
		s.exporter.Judged(res.Valid)
	}
	s.annotated(fmt.Sprintf("%s on %s: %s", res.Scenario, res.Stack, outcomeOf(res)))
}

// annotated ends the annotations, the last of which says how the run ended.
func (s *showing) annotated(how string) {
	if s.annotations == nil || s.ended {
		return
	}
	s.ended = true
	s.annotations.Close(how)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.untold != nil {
		s.warn("warning: " + s.untold.Error())
	}
}

func (s *showing) later(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.untold = err
}

func outcomeOf(res *analysis.Result) string {
	if !res.Valid {
		return "invalid"
	}
	return res.Verdict
}

// held keeps what is shown until ctx ends.
func (s *showing) held(ctx context.Context) {
	if s.listener == nil || ctx.Err() != nil {
		return
	}
	s.warn("held; interrupt to end")
	<-ctx.Done()
}

// close ends what is shown. Idempotent.
func (s *showing) close() error {
	var errs []error
	s.annotated("failed")
	if s.prometheus != nil {
		errs = append(errs, s.prometheus.Stop())
		s.prometheus = nil
	}
	if s.listener != nil {
		errs = append(errs, s.listener.Close())
	}
	return errors.Join(errs...)
}

// dashboardOf is where the Grafana at $GRAFANA_URL shows a run that is over; "" without one.
func dashboardOf(res *analysis.Result) (string, error) {
	if len(res.Trials) == 0 {
		return "", nil
	}
	last := &res.Trials[len(res.Trials)-1].Manifest
	return dashboardAt(res.RunID, res.Began, last.Began.Add(last.Elapsed))
}

// dashboardAt is where the Grafana at $GRAFANA_URL shows a run from one instant to another; "" without one.
func dashboardAt(run string, from, to time.Time) (string, error) {
	address := os.Getenv("GRAFANA_URL")
	if address == "" {
		return "", nil
	}
	return dashboard.RunURL(address, run, from, to)
}

func stages() []string {
	var names []string
	for _, s := range runner.Stages() {
		names = append(names, string(s))
	}
	return names
}

// exposed is a look at a run as its metrics show it: the same that the live display has.
func exposed(r *runner.Runner) expose.Look {
	v := lookAt(r, r.Status().Since)
	look := expose.Look{Stage: string(v.Stage), Loading: v.loading(), Load: v.load, Scraped: v.scraped}
	if v.Scraper != nil {
		look.Latest = v.Scraper.Latest()
	}
	return look
}

// stillValid says of a look whether the analysis would find nothing, as far as that can be told while a run goes on: that the generator
// keeps up and that what fails is within what a valid run may have.
func stillValid(r *runner.Runner, sc scenario.Scenario) func(expose.Look) bool {
	limits := analysis.DefaultLimits()
	cores, lag := float64(r.Machine.Cores), latestSend(sc)
	return func(l expose.Look) bool {
		all := 0.0
		for used := range maps.Values(l.Scraped.CPU) {
			all += used
		}
		total, late := l.Load.Total, l.Load.InPhase.Lag.Seconds() > lag && all > limits.Machine*cores
		failed := total.Done > 0 && float64(total.Failed) > limits.Failures*float64(total.Done)
		return l.Scraped.CPU["generator"] <= limits.GeneratorCPU*cores && !failed && (sc.Load.Closed > 0 || !late)
	}
}

// latestSend is the p99 of the send lag, in seconds, that a valid run keeps: a tenth of the tightest latency SLO, at least 10 ms.
func latestSend(sc scenario.Scenario) float64 {
	tightest := 0.0
	for _, o := range sc.SLO {
		if (o.Quantile > 0 || o.Metric == "max") && o.Limit > 0 && (tightest == 0 || o.Limit < tightest) {
			tightest = o.Limit
		}
	}
	return max(0.01, tightest/10)
}

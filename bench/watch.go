package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"quintet/api/store"
	"quintet/bench/analysis"
	"quintet/bench/runner"
	"quintet/bench/scenario"
	"quintet/bench/watch"
)

// allowedHosts is the API's variable of this name, with the same meaning for the run's metrics.
const allowedHosts = "ALLOWED_HOSTS"

// watchOptions are the flags that let others watch a run.
type watchOptions struct {
	metrics          string
	prometheus, hold bool
}

// define adds the flags to a set.
func (o *watchOptions) define(set *flag.FlagSet) {
	set.StringVar(&o.metrics, "metrics", os.Getenv("METRICS"),
		"serve the run's own metrics at `host:port` while it runs, to who asks for loopback, that host or $ALLOWED_HOSTS; port 0 picks a free one (default $METRICS)")
	set.BoolVar(&o.prometheus, "watch", false, "run a Prometheus beside the stack that watches the run")
	set.BoolVar(&o.hold, "hold", false, "keep metrics and Prometheus after the run, until interrupted")
}

// settings are those of a stack. A Prometheus of the stack's own would scrape the same once more.
func (o *watchOptions) settings(kind stackKind, settings map[string]string) map[string]string {
	if _, asked := settings["prometheus"]; !o.prometheus || asked || !slices.Contains(kind.settings, "prometheus") {
		return settings
	}
	settings = maps.Clone(settings)
	if settings == nil {
		settings = map[string]string{}
	}
	settings["prometheus"] = "off"
	return settings
}

// open makes a run watchable.
func (o *watchOptions) open(ctx context.Context, stderr io.Writer, r *runner.Runner, sc scenario.Scenario) (*watch.Session, error) {
	if o.hold && o.metrics == "" && !o.prometheus {
		return nil, usageError(errors.New("-hold: there is nothing to keep without -metrics or -watch"))
	}
	s, err := watch.Open(ctx, watch.Config{
		Metrics: o.metrics, Hosts: store.Values{allowedHosts: os.Getenv(allowedHosts)}.List(allowedHosts), Prometheus: o.prometheus, Grafana: watch.GrafanaFromEnvironment(),
		Say: func(text string) { fmt.Fprintln(stderr, r.Redactor.Text(text)) },
	}, r, sc)
	var config *watch.ConfigError
	if errors.As(err, &config) {
		err = usageError(err)
	}
	return s, err
}

// outcomeOf is how a run ended, as Grafana shows it.
func outcomeOf(res *analysis.Result) string {
	outcome := res.Verdict
	if !res.Valid {
		outcome = "invalid"
	}
	return fmt.Sprintf("%s on %s: %s", res.Scenario, res.Stack, outcome)
}

// dashboardOf is where the Grafana at $GRAFANA_URL shows a run that is over; "" without one.
func dashboardOf(res *analysis.Result) (string, error) {
	if len(res.Trials) == 0 {
		return "", nil
	}
	last := &res.Trials[len(res.Trials)-1].Manifest
	return watch.GrafanaFromEnvironment().RunURL(res.RunID, res.Began, last.Began.Add(last.Elapsed))
}

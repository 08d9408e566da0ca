package watch

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"quintet/bench/dashboard"
	"quintet/bench/scenario"
	"quintet/bench/stack"
	"quintet/bench/stack/native"
)

// TargetsFile is where a run's folder names what there is to scrape, for any Prometheus.
const TargetsFile = "targets.json"

// harnessName is what Prometheus knows the harness as.
const harnessName = "harness"

// startPrometheus starts a Prometheus that watches the harness, and once they are up, the parts of the stack.
func (s *Session) startPrometheus(ctx context.Context, dir string, load scenario.Load, every time.Duration) error {
	var err error
	s.prometheus, err = native.Start(ctx, "prometheus", native.Options{LogDir: dir})
	if err != nil {
		return fmt.Errorf("watch the run: %w", err)
	}
	rules, err := writeRules(filepath.Join(dir, "rules"), load, every)
	if err != nil {
		return err
	}
	err = s.prometheus.Configure(ctx, native.PrometheusConfig{Every: every, Rules: rules, Targets: filepath.Join(dir, TargetsFile)})
	if err != nil {
		return fmt.Errorf("watch the run: %w", err)
	}
	if err := s.watchServices(nil); err != nil {
		return err
	}
	s.cfg.Say("Prometheus watches at " + s.prometheus.URL())
	return nil
}

// watchServices points Prometheus to the harness and the parts of a stack that has come up.
func (s *Session) watchServices(services []stack.Service) error {
	return s.prometheus.Watch(append([]stack.Service{harness{s.listener.URL(), s.listener.Addr()}}, services...)...)
}

// harness is this program as a service that has metrics.
type harness struct{ metrics, address string }

// Info implements stack.Service.
func (h harness) Info() stack.Info {
	return stack.Info{Name: harnessName, Role: harnessName, Address: h.address, Metrics: h.metrics}
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

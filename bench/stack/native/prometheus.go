package native

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"quintet/bench/stack"
)

// prometheusServer is Prometheus, which is for looking at a run while it lasts. The harness's own figures do not come from it.
func prometheusServer() server {
	return server{
		name: "prometheus", role: "metrics", start: startPrometheus,
		needs: []part{debian("prometheus", findPrometheus, "prometheus")},
	}
}

func findPrometheus() (string, error) {
	return findProgram("prometheus", "/usr/local/bin/prometheus", "/opt/homebrew/bin/prometheus")
}

// PrometheusConfig states how a Prometheus looks at what it watches.
type PrometheusConfig struct {
	// Every is the interval between scrapes, and between evaluations of rules; 0 means 5s.
	Every time.Duration
	// Rules are the files of its rules.
	Rules []string
	// Targets is the file in which Watch states what to scrape, in the format of file_sd_configs, so that another Prometheus can be
	// pointed there too; empty means one in the server's own folder.
	Targets string
}

// text is the file that Prometheus reads. Its targets are in another one, which may change while it runs.
func (c PrometheusConfig) text() string {
	var rules strings.Builder
	for _, file := range c.Rules {
		rules.WriteString("  - " + strconv.Quote(file) + "\n")
	}
	every := c.Every.String()
	return `global:
  scrape_interval: ` + every + `
  scrape_timeout: ` + every + `
  evaluation_interval: ` + every + `
rule_files:
` + rules.String() + `scrape_configs:
  - job_name: quintet
    file_sd_configs:
      - files: [` + strconv.Quote(c.Targets) + `]
        refresh_interval: 5s
`
}

// fill puts in what is left empty and makes paths absolute, because the server has another working directory.
func (c PrometheusConfig) fill(dir string) (PrometheusConfig, error) {
	c.Every = cmp.Or(c.Every, 5*time.Second)
	c.Targets = cmp.Or(c.Targets, filepath.Join(dir, "targets.json"))
	var err error
	if c.Targets, err = filepath.Abs(c.Targets); err != nil {
		return c, err
	}
	c.Rules = slices.Clone(c.Rules)
	for i, file := range c.Rules {
		if c.Rules[i], err = filepath.Abs(file); err != nil {
			return c, err
		}
	}
	return c, nil
}

// startPrometheus starts one server, whose targets come later (Configure).
func startPrometheus(ctx context.Context, s site) (*Instance, error) {
	path, err := findPrometheus()
	if err != nil {
		return nil, err
	}
	settings, err := PrometheusConfig{}.fill(s.dir)
	if err != nil {
		return nil, fmt.Errorf("configure prometheus: %w", err)
	}
	conf := filepath.Join(s.dir, "prometheus.yml")
	if err := os.WriteFile(conf, []byte(settings.text()), 0o600); err != nil {
		return nil, fmt.Errorf("configure prometheus: %w", err)
	}
	node, err := startNode(ctx, stack.Command{
		Name: s.name, Path: path, Dir: s.dir, LogDir: s.logDir, Env: environment(s.dir),
		Args: []string{
			"--config.file=" + conf, "--storage.tsdb.path=" + filepath.Join(s.dir, "data"), "--web.listen-address=" + s.address,
			// So that it can be told to read its configuration again: see Configure.
			"--web.enable-lifecycle",
			// Since version 3.8 it is a setting of each scrape instead, and the name of the feature does nothing.
			"--enable-feature=native-histograms",
		},
	}, stack.Info{Name: s.name, Role: s.role, Address: s.address}, probePrometheus)
	if err != nil {
		return nil, err
	}
	i := &Instance{
		Name: s.name, Hosts: []string{loopback}, Port: s.port, Nodes: []*stack.Node{node}, sweeper: s.sweeper,
		targets: settings.Targets,
	}
	var about struct{ Data struct{ Version string } }
	if err := askJSON(ctx, i.URL()+"/api/v1/status/buildinfo", &about); err != nil {
		return nil, i.fail(fmt.Errorf("ask prometheus for its version: %w", err))
	}
	i.setSoftware("Prometheus " + about.Data.Version)
	return i, nil
}

// probePrometheus asks the server at an address for an answer.
func probePrometheus(ctx context.Context, addr string) error {
	var answer struct{ Status string }
	if err := askJSON(ctx, "http://"+addr+"/api/v1/query?query=vector(1)", &answer); err != nil {
		return fmt.Errorf("ask prometheus: %w", err)
	}
	if answer.Status != "success" {
		return fmt.Errorf("ask prometheus: it answered %q", answer.Status)
	}
	return nil
}

// Configure has Prometheus look in another way from now on: it returns when that is so, or states what Prometheus does not like about the
// rules. Only an instance of Prometheus can, and one that is restarted goes on with it.
func (i *Instance) Configure(ctx context.Context, c PrometheusConfig) error {
	if i.targets == "" {
		return errors.New("configure prometheus: " + i.Name + " is no Prometheus")
	}
	c, err := c.fill(i.dir)
	if err != nil {
		return fmt.Errorf("configure prometheus: %w", err)
	}
	if err := os.WriteFile(filepath.Join(i.dir, "prometheus.yml"), []byte(c.text()), 0o600); err != nil {
		return fmt.Errorf("configure prometheus: %w", err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, i.URL()+"/-/reload", nil)
	if err != nil {
		return fmt.Errorf("configure prometheus: %w", err)
	}
	if _, err := fetch(r); err != nil {
		return fmt.Errorf("configure prometheus: %w", err)
	}
	i.targets = c.Targets
	return nil
}

// URL is where the instance answers to browsers and to whoever asks over HTTP.
func (i *Instance) URL() string {
	return "http://" + net.JoinHostPort(i.Hosts[0], strconv.Itoa(i.Port))
}

// Watch makes Prometheus scrape these services, and those alone, from now on: the ones that have metrics, and Prometheus itself. The
// replicas of the API are the job "api"; what has a role of its own is a job by its name. Only an instance of Prometheus can.
func (i *Instance) Watch(services ...stack.Service) error {
	if i.targets == "" {
		return errors.New("watch services: " + i.Name + " is no Prometheus")
	}
	type group struct {
		Targets []string          `json:"targets"`
		Labels  map[string]string `json:"labels"`
	}
	groups := []group{{[]string{net.JoinHostPort(i.Hosts[0], strconv.Itoa(i.Port))}, map[string]string{"job": "prometheus"}}}
	for _, s := range services {
		info := s.Info()
		if info.Metrics == "" {
			continue
		}
		at, err := url.Parse(info.Metrics)
		if err != nil {
			return fmt.Errorf("watch %s: %w", info.Name, err)
		}
		job := info.Name
		if info.Role == "api" {
			job = info.Role
		}
		groups = append(groups, group{[]string{at.Host}, map[string]string{"job": job, "instance": info.Name, "__metrics_path__": at.Path}})
	}
	b, err := json.Marshal(groups)
	if err != nil {
		return fmt.Errorf("watch services: %w", err)
	}
	// Prometheus may read at any moment: the file appears whole.
	if err := os.WriteFile(i.targets+".new", b, 0o600); err != nil {
		return fmt.Errorf("watch services: %w", err)
	}
	if err := os.Rename(i.targets+".new", i.targets); err != nil {
		return fmt.Errorf("watch services: %w", err)
	}
	return nil
}

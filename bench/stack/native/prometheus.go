package native

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

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

// prometheusConfig reads its targets from a file, which may change while it runs.
const prometheusConfig = `global:
  scrape_interval: 5s
scrape_configs:
  - job_name: quintet
    file_sd_configs:
      - files: [targets.json]
`

func startPrometheus(ctx context.Context, s site) (*Instance, error) {
	path, err := findPrometheus()
	if err != nil {
		return nil, err
	}
	ports, err := freePorts(1, loopback)
	if err != nil {
		return nil, err
	}
	conf := filepath.Join(s.dir, "prometheus.yml")
	if err := os.WriteFile(conf, []byte(prometheusConfig), 0o600); err != nil {
		return nil, fmt.Errorf("configure prometheus: %w", err)
	}
	addr := net.JoinHostPort(loopback, strconv.Itoa(ports[0]))
	web := "http://" + addr
	node, err := startNode(ctx, stack.Command{
		Name: s.name, Path: path, Dir: s.dir, LogDir: s.logDir, Env: environment(s.dir),
		Args: []string{"--config.file=" + conf, "--storage.tsdb.path=" + filepath.Join(s.dir, "data"), "--web.listen-address=" + addr},
		Ready: func(ctx context.Context) error {
			var answer struct{ Status string }
			if err := askJSON(ctx, http.MethodGet, web+"/api/v1/query?query=vector(1)", nil, &answer); err != nil {
				return fmt.Errorf("ask prometheus: %w", err)
			}
			if answer.Status != "success" {
				return fmt.Errorf("ask prometheus: it answered %q", answer.Status)
			}
			return nil
		},
	}, stack.Info{Name: s.name, Role: s.role, Address: addr})
	if err != nil {
		return nil, err
	}
	i := &Instance{
		Name: s.name, Hosts: []string{loopback}, Port: ports[0], Nodes: []*Node{node}, sweeper: s.sweeper,
		targets: filepath.Join(s.dir, "targets.json"),
	}
	var about struct{ Data struct{ Version string } }
	if err := askJSON(ctx, http.MethodGet, web+"/api/v1/status/buildinfo", nil, &about); err != nil {
		return nil, i.fail(fmt.Errorf("ask prometheus for its version: %w", err))
	}
	i.setSoftware("Prometheus " + about.Data.Version)
	return i, nil
}

// Watch makes Prometheus scrape these services, and those alone, from now on: the ones that have metrics. Only an instance of
// Prometheus can.
func (i *Instance) Watch(services ...stack.Service) error {
	if i.targets == "" {
		return errors.New("watch services: " + i.Name + " is no Prometheus")
	}
	type group struct {
		Targets []string          `json:"targets"`
		Labels  map[string]string `json:"labels"`
	}
	groups := []group{}
	for _, s := range services {
		info := s.Info()
		if info.Metrics == "" {
			continue
		}
		at, err := url.Parse(info.Metrics)
		if err != nil {
			return fmt.Errorf("watch %s: %w", info.Name, err)
		}
		groups = append(groups, group{[]string{at.Host}, map[string]string{"service": info.Name, "__metrics_path__": at.Path}})
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

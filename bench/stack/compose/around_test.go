package compose

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/types"
	"go.yaml.in/yaml/v3"
)

// read reads a file of the project.
func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// outside is what containers call the machine that they are on.
const outside = "host.docker.internal"

// TestPrometheus: every target of prometheus.yml is a service that listens there, every replica of the API is one, and the files that
// it names are mounted.
func TestPrometheus(t *testing.T) {
	var cfg struct {
		Rules []string `yaml:"rule_files"`
		Jobs  []struct {
			Name   string `yaml:"job_name"`
			Path   string `yaml:"metrics_path"`
			Lookup []struct {
				Names []string
				Type  string
				Port  int
			} `yaml:"dns_sd_configs"`
			Static []struct{ Targets []string } `yaml:"static_configs"`
		} `yaml:"scrape_configs"`
	}
	if err := yaml.Unmarshal([]byte(read(t, "prometheus.yml")), &cfg); err != nil {
		t.Fatal(err)
	}
	p := mustLoad(t, marked(t), false)
	scraped := map[string]string{}
	expect := func(job, host, port, path string) {
		s, ok := p.Services[host]
		if !ok || !slices.Contains(listens(s), port) {
			t.Errorf("job %s: %s:%s is no service of the compose file, or does not listen there", job, host, port)
		}
		scraped[host] = path
	}
	for _, job := range cfg.Jobs {
		path := job.Path
		if path == "" {
			path = "/metrics"
		}
		for _, l := range job.Lookup {
			if l.Type != "A" {
				t.Errorf("job %s looks for records of type %q, and Docker's name server has A", job.Name, l.Type)
			}
			for _, name := range l.Names {
				expect(job.Name, name, fmt.Sprint(l.Port), path)
			}
		}
		for _, s := range job.Static {
			for _, target := range s.Targets {
				host, port, err := net.SplitHostPort(target)
				switch {
				case err != nil:
					t.Errorf("job %s: %v", job.Name, err)
				case host == "api":
					t.Errorf("job %s: one name for all replicas would reach one of them at a time", job.Name)
				case host == outside:
					if len(p.Services["prometheus"].ExtraHosts[outside]) == 0 {
						t.Errorf("job %s: Prometheus's container does not know %s", job.Name, outside)
					}
				case host == "localhost":
					expect(job.Name, "prometheus", port, path)
				default:
					expect(job.Name, host, port, path)
				}
			}
		}
	}
	for _, name := range []string{"api", "prometheus"} {
		if scraped[name] != "/metrics" {
			t.Errorf("%s is scraped at %q, want /metrics", name, scraped[name])
		}
	}
	for _, rule := range cfg.Rules {
		inside := filepath.Join("/etc/prometheus", rule)
		if !slices.ContainsFunc(p.Services["prometheus"].Volumes, func(v types.ServiceVolumeConfig) bool {
			below, ok := strings.CutPrefix(inside, v.Target)
			_, err := os.Stat(filepath.Join(v.Source, below))
			return ok && v.Type == types.VolumeTypeBind && err == nil
		}) {
			t.Errorf("the rules %s are not mounted at %s", rule, inside)
		}
	}
}

// TestPromtool has Prometheus's own tool read the file, where it is installed.
func TestPromtool(t *testing.T) {
	tool, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("promtool is not installed; Debian and Ubuntu: apt-get install prometheus")
	}
	if out, err := exec.CommandContext(t.Context(), tool, "check", "config", "--syntax-only", filepath.Join(root, "prometheus.yml")).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestGrafana: what Grafana is provisioned with is where it looks, and its Prometheus is the one of the compose file.
func TestGrafana(t *testing.T) {
	p := mustLoad(t, marked(t), false)
	g := p.Services["grafana"]
	i := slices.IndexFunc(g.Volumes, func(v types.ServiceVolumeConfig) bool { return v.Type == types.VolumeTypeBind })
	if i < 0 {
		t.Fatal("nothing is mounted")
	}
	mount := g.Volumes[i]
	// here is where a folder of the container is in the project.
	here := func(path string) string {
		below, ok := strings.CutPrefix(path, mount.Target)
		if !ok {
			t.Errorf("%s is not below the mount %s", path, mount.Target)
		}
		return filepath.Join(mount.Source, below)
	}
	provisioning := here(text(g.Environment["GF_PATHS_PROVISIONING"]))
	var sources struct {
		Datasources []struct{ Type, URL string }
	}
	var providers struct {
		Providers []struct {
			Options struct{ Path string }
		}
	}
	for file, into := range map[string]any{"datasources/prometheus.yml": &sources, "dashboards/quintet.yml": &providers} {
		b, err := os.ReadFile(filepath.Join(provisioning, file))
		if err != nil {
			t.Fatal(err)
		}
		if err := yaml.Unmarshal(b, into); err != nil {
			t.Fatal(err)
		}
	}
	if len(sources.Datasources) != 1 || len(providers.Providers) != 1 {
		t.Fatalf("provisioned are %+v and %+v", sources, providers)
	}
	u, err := url.Parse(sources.Datasources[0].URL)
	if err != nil {
		t.Fatal(err)
	}
	if s, ok := p.Services[u.Hostname()]; !ok || u.Hostname() != "prometheus" || !slices.Contains(listens(s), u.Port()) {
		t.Errorf("the data source is %s", u)
	}
	if folder := here(providers.Providers[0].Options.Path); filepath.Base(folder) != "dashboards" {
		t.Errorf("dashboards are looked for in %s", folder)
	}
	for variable, want := range map[string]string{
		"GF_AUTH_ANONYMOUS_ENABLED": "true", "GF_AUTH_ANONYMOUS_ORG_ROLE": "Viewer", "GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION": "true",
	} {
		if found := text(g.Environment[variable]); found != want {
			t.Errorf("%s is %q, want %q", variable, found, want)
		}
	}
}

// TestDockerfile: the image's port and program are those that the compose file names, its Go is new enough, and what it copies is not
// kept from it.
func TestDockerfile(t *testing.T) {
	dockerfile := read(t, "Dockerfile")
	first := func(pattern, of string) string {
		t.Helper()
		found := regexp.MustCompile(pattern).FindStringSubmatch(of)
		if found == nil {
			t.Fatalf("there is no %s", pattern)
		}
		return found[1]
	}
	api := mustLoad(t, marked(t), false).Services["api"]
	if port := first(`(?m)^EXPOSE (\d+)$`, dockerfile); !slices.Contains(listens(api), port) {
		t.Errorf("the image exposes %s, the compose file %v", port, listens(api))
	}
	program := first(`(?m)^ENTRYPOINT \["([^"]+)"\]$`, dockerfile)
	if h := api.HealthCheck.Test; len(h) != 4 || h[0] != "CMD" || h[1] != program || h[2] != "-health" || h[3] != "http://127.0.0.1:3000/readyz" {
		t.Errorf("the health check is %v, the program %s", h, program)
	}
	if !strings.Contains(read(t, "api/main.go"), `flags.String("health"`) {
		t.Error("the program has no flag -health")
	}
	if older(first(`(?m)^FROM golang:([\d.]+)-`, dockerfile), first(`(?m)^go ([\d.]+)$`, read(t, "go.mod"))) {
		t.Error("the image's Go is older than go.mod asks for")
	}
	for _, want := range []string{"CGO_ENABLED=0", "/distroless/static-debian12:nonroot", "ENV LISTEN_HOST=0.0.0.0"} {
		if !strings.Contains(dockerfile, want) {
			t.Errorf("there is no %s", want)
		}
	}
	kept := strings.Fields(read(t, ".dockerignore"))
	for _, line := range regexp.MustCompile(`(?m)^COPY ([^-].*) \S+$`).FindAllStringSubmatch(dockerfile, -1) {
		for _, path := range strings.Fields(line[1]) {
			if _, err := os.Stat(filepath.Join(root, path)); err != nil || !slices.Contains(kept, "!"+path) {
				t.Errorf("%s is copied, and not there or kept from the image (%v)", path, err)
			}
		}
	}
}

// TestProxy: the proxy listens where it is published and asks the API where that listens, anew for replicas that come later.
func TestProxy(t *testing.T) {
	p := mustLoad(t, marked(t), false)
	proxy := p.Services["proxy"]
	configuration := strings.Join(proxy.Entrypoint, "\n")
	if port := proxy.Ports[0]; !strings.Contains(configuration, fmt.Sprintf("listen %d ", port.Target)) || port.Published != marked(t)["PORT"] {
		t.Errorf("the proxy is published as %+v and configured by\n%s", port, configuration)
	}
	for _, want := range []string{"server api:" + listens(p.Services["api"])[0] + " resolve;", "proxy_set_header Host $http_host;", "location = /metrics { return 404; }"} {
		if !strings.Contains(configuration, want) {
			t.Errorf("there is no %q in\n%s", want, configuration)
		}
	}
	for _, brace := range []string{"{", "}"} {
		if n := strings.Count(configuration, brace); n != 6 {
			t.Errorf("%d times %s", n, brace)
		}
	}
}

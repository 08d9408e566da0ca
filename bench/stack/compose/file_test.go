package compose

import (
	"maps"
	"os"
	"path/filepath"
	"quintet/api/server"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
)

// No engine is at hand where these tests run. They load docker-compose.yml with the library that Compose itself loads it with, and
// hold all that it names against the code.

// root is the project's folder.
const root = "../../.."

// composeFile is the file under test.
var composeFile = filepath.Join(root, "docker-compose.yml")

// marked is an environment for the compose file: numbers for ports, and for the rest a text that is found again wherever it ends up.
func marked(t *testing.T) map[string]string {
	t.Helper()
	env := map[string]string{}
	for i, name := range slices.Sorted(maps.Keys(interpolated(t))) {
		env[name] = "marked-" + strings.ToLower(name)
		if strings.HasSuffix(name, "PORT") {
			env[name] = strconv.Itoa(10001 + i)
		}
	}
	env["CACHE"] = "off"
	return env
}

// load loads the compose file, with others laid over it, as Compose would in an environment.
func load(t *testing.T, env map[string]string, cluster bool, over ...string) (*types.Project, error) {
	t.Helper()
	dir, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	details := types.ConfigDetails{WorkingDir: dir, Environment: env}
	for _, path := range append([]string{composeFile}, over...) {
		details.ConfigFiles = append(details.ConfigFiles, types.ConfigFile{Filename: path})
	}
	return loader.LoadWithContext(t.Context(), details, func(o *loader.Options) {
		o.SetProjectName("quintet", true)
		if cluster {
			o.Profiles = []string{"cluster"}
		}
	})
}

func mustLoad(t *testing.T, env map[string]string, cluster bool, over ...string) *types.Project {
	t.Helper()
	p, err := load(t, env, cluster, over...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// listens are the ports that a service has in its container.
func listens(s types.ServiceConfig) []string {
	list := slices.Clone([]string(s.Expose))
	for _, p := range s.Ports {
		list = append(list, strconv.Itoa(int(p.Target)))
	}
	return list
}

// pinned is a tag that says which release it is, not only which series.
var pinned = regexp.MustCompile(`:(v?\d+\.\d+\.\d+|\d+\.\d+|RELEASE\.\d{4}-\d\d-\d\dT[\d-]+Z)(-[a-z]+)?$`)

func TestServices(t *testing.T) {
	p := mustLoad(t, marked(t), true)
	// Their images write below their own root when they start.
	writes := []string{"cassandra", "cassandra-2", "cassandra-3", "cassandra-keyspace", "neo4j"}
	for name, s := range p.Services {
		t.Run(name, func(t *testing.T) {
			if s.Build == nil && !pinned.MatchString(s.Image) {
				t.Errorf("image %s is not pinned", s.Image)
			}
			if s.MemLimit < 64<<20 {
				t.Errorf("memory is limited to %d bytes", s.MemLimit)
			}
			if !slices.Equal(s.CapDrop, []string{"ALL"}) || len(s.CapAdd) > 0 || s.Privileged || !slices.Contains(s.SecurityOpt, "no-new-privileges:true") {
				t.Errorf("privileges: dropped %v, added %v, options %v", s.CapDrop, s.CapAdd, s.SecurityOpt)
			}
			if s.ReadOnly == slices.Contains(writes, name) {
				t.Errorf("its root is read-only: %v", s.ReadOnly)
			}
			if s.ReadOnly && len(s.Configs) > 0 {
				t.Error("Compose cannot put configs into a container whose root is read-only")
			}
			for _, port := range s.Ports {
				if port.HostIP != loopback {
					t.Errorf("port %d is published on %q", port.Target, port.HostIP)
				}
			}
			if s.Deploy != nil || s.ContainerName != "" {
				t.Error("has a name or a number of replicas of its own")
			}
			once := name == "cassandra-keyspace"
			if want := map[bool]string{false: "unless-stopped", true: "no"}[once]; s.Restart != want {
				t.Errorf("restart policy %q, want %q", s.Restart, want)
			}
			switch h := s.HealthCheck; {
			case once:
			case h == nil || h.Disable || len(h.Test) < 2:
				t.Error("has no health check")
			case h.StartInterval == nil || h.StartPeriod == nil || h.Interval == nil || *h.Interval <= *h.StartInterval:
				t.Error("its health check is not frequent at the start and rare afterwards")
			}
		})
	}
}

// TestMounts sees that every file or folder that is mounted is there, and every volume is of one service alone.
func TestMounts(t *testing.T) {
	p := mustLoad(t, marked(t), true)
	owner := map[string]string{}
	for name, s := range p.Services {
		for _, v := range s.Volumes {
			switch v.Type {
			case types.VolumeTypeBind:
				if _, err := os.Stat(v.Source); err != nil {
					t.Errorf("%s mounts what is not there: %v", name, err)
				}
				if !v.ReadOnly {
					t.Errorf("%s can write %s", name, v.Source)
				}
			case types.VolumeTypeVolume:
				if other := owner[v.Source]; other != "" || v.Source == "" {
					t.Errorf("volume %q is %s's and %s's", v.Source, other, name)
				}
				owner[v.Source] = name
			}
		}
	}
	for name := range p.Volumes {
		if owner[name] == "" {
			t.Errorf("volume %s is nobody's", name)
		}
	}
	for _, name := range append(newTestShape(t, nil).stores(), "prometheus", "grafana") {
		if !slices.Contains(slices.Collect(maps.Values(owner)), name) {
			t.Errorf("%s has no volume: its data would go with the container", name)
		}
	}
}

// TestDependencies sees that the API waits until every store is healthy.
func TestDependencies(t *testing.T) {
	for _, cluster := range []bool{false, true} {
		p := mustLoad(t, marked(t), cluster)
		api := p.Services["api"]
		for _, name := range newTestShape(t, nil).stores() {
			if api.DependsOn[name].Condition != types.ServiceConditionHealthy {
				t.Errorf("the API does not wait for %s", name)
			}
		}
		if proxy := p.Services["proxy"].DependsOn["api"]; proxy.Condition != types.ServiceConditionHealthy {
			t.Error("the proxy does not wait for the API")
		}
		for name, s := range p.Services {
			for other, d := range s.DependsOn {
				_, there := p.Services[other]
				if !there && d.Required {
					t.Errorf("%s waits for %s, which is not there (cluster: %v)", name, other, cluster)
				}
			}
		}
	}
}

// TestCluster counts the nodes of Cassandra: one, and with the profile three, which join one after another and keep a copy each.
func TestCluster(t *testing.T) {
	nodes := func(p *types.Project) (list []string) {
		for name, s := range p.Services {
			if s.HealthCheck != nil && strings.HasPrefix(s.Image, "cassandra:") {
				list = append(list, name)
			}
		}
		slices.Sort(list)
		return list
	}
	if found := nodes(mustLoad(t, marked(t), false)); !slices.Equal(found, []string{"cassandra"}) {
		t.Errorf("without the profile the nodes are %v", found)
	}
	p := mustLoad(t, marked(t), true)
	found := nodes(p)
	if !slices.Equal(found, []string{"cassandra", "cassandra-2", "cassandra-3"}) {
		t.Fatalf("with the profile the nodes are %v", found)
	}
	for i, name := range found {
		s := p.Services[name]
		if s.Image != p.Services["cassandra"].Image || text(s.Environment["CASSANDRA_SEEDS"]) != "cassandra" ||
			text(s.Environment["CASSANDRA_CLUSTER_NAME"]) != text(p.Services["cassandra"].Environment["CASSANDRA_CLUSTER_NAME"]) {
			t.Errorf("%s is not of the cluster: %s, %v", name, s.Image, s.Environment)
		}
		if i > 0 && s.DependsOn[found[i-1]].Condition != types.ServiceConditionHealthy {
			t.Errorf("%s does not wait for %s", name, found[i-1])
		}
	}
	keyspace := p.Services["cassandra-keyspace"]
	statement := strings.Join(keyspace.Command, " ")
	if !strings.Contains(statement, `"marked-cassandra_keyspace"`) || !strings.Contains(statement, "'datacenter1': 3") {
		t.Errorf("the keyspace is made by %q", statement)
	}
	if keyspace.DependsOn["cassandra-3"].Condition != types.ServiceConditionHealthy ||
		p.Services["api"].DependsOn["cassandra-keyspace"].Condition != types.ServiceConditionCompletedSuccessfully {
		t.Error("the keyspace is not made between the third node and the API")
	}
}

// text is the value of a variable, "" for one without.
func text(value *string) string {
	if value == nil {
		return ""
	}
	return *value
}

func newTestShape(t *testing.T, settings map[string]string) shape {
	t.Helper()
	s, err := newShape(server.Backends(), settings)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

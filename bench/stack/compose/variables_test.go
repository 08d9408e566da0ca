package compose

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/compose-spec/compose-go/v2/template"
	"github.com/compose-spec/compose-go/v2/types"
	"go.yaml.in/yaml/v3"

	"quintet/api/server"
	"quintet/bench/stack"
)

// interpolated are the variables that the compose file takes from its environment.
func interpolated(t *testing.T) map[string]template.Variable {
	t.Helper()
	raw, err := os.ReadFile(composeFile)
	if err != nil {
		t.Fatal(err)
	}
	var tree map[string]any
	if err := yaml.Unmarshal(raw, &tree); err != nil {
		t.Fatal(err)
	}
	return template.ExtractVariables(tree, nil)
}

// known are the variables that the API asks for.
func known(t *testing.T) map[string]bool {
	t.Helper()
	asked := map[string]bool{}
	if _, err := server.FromEnv(func(name string) string { asked[name] = true; return "" }); err != nil {
		t.Fatal(err)
	}
	return asked
}

// configured is what the API makes of a service's environment.
func configured(t *testing.T, env types.MappingWithEquals) server.Config {
	t.Helper()
	cfg, err := server.FromEnv(func(name string) string { return text(env[name]) })
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

// TestAPIEnvironment holds the API's environment against what the API asks for, and where it then looks for its stores against where
// they are.
func TestAPIEnvironment(t *testing.T) {
	p := mustLoad(t, bucketed(marked(t)), false)
	api := p.Services["api"]
	for name := range api.Environment {
		if !known(t)[name] {
			t.Errorf("the API does not know the variable %s", name)
		}
	}
	cfg := configured(t, api.Environment)
	if cfg.ListenHost != "0.0.0.0" || cfg.Stack != "compose" || !cfg.CacheOff {
		t.Errorf("the API listens at %s, is called %s, cache off: %v", cfg.ListenHost, cfg.Stack, cfg.CacheOff)
	}
	if !slices.Contains(listens(api), fmt.Sprint(cfg.Port)) {
		t.Errorf("the API listens at %d and exposes %v", cfg.Port, listens(api))
	}
	if len(api.Ports) > 0 {
		t.Errorf("the API is published at %v: it could not be scaled", api.Ports)
	}
	v := cfg.Variables
	for _, part := range parts(stack.Real(server.Backends())) {
		if part.variable == "" {
			continue
		}
		service := p.Services[part.service]
		if !slices.Contains(listens(service), fmt.Sprint(part.port)) {
			t.Errorf("%s listens at %v, not at %d", part.service, listens(service), part.port)
		}
	}
	for _, b := range stack.Real(server.Backends()) {
		if v[b.Chosen] != b.Name {
			t.Errorf("the API looks for %s at %s", b.Name, v[b.Chosen])
		}
	}
	for what, same := range map[string][2]string{
		"PostgreSQL's user":     {v["DATABASE_USER"], text(p.Services["postgres"].Environment["POSTGRES_USER"])},
		"PostgreSQL's password": {v["DATABASE_PASSWORD"], text(p.Services["postgres"].Environment["POSTGRES_PASSWORD"])},
		"PostgreSQL's database": {v["DATABASE_NAME"], text(p.Services["postgres"].Environment["POSTGRES_DB"])},
		"Neo4j's user":          {v["NEO4J_USER"], "neo4j"},
		"Neo4j's password":      {v["NEO4J_PASSWORD"], text(p.Services["neo4j"].Environment["NEO4J_PASSWORD"])},
		"Redis's password":      {v["REDIS_PASSWORD"], text(p.Services["redis"].Environment["REDISCLI_AUTH"])},
		"S3's access key":       {v["STORAGE_ACCESS_KEY"], text(p.Services["minio"].Environment["MINIO_ROOT_USER"])},
		"S3's secret key":       {v["STORAGE_SECRET_KEY"], text(p.Services["minio"].Environment["MINIO_ROOT_PASSWORD"])},
	} {
		if same[0] != same[1] || same[0] == "" {
			t.Errorf("%s is %q for the API and %q for the server", what, same[0], same[1])
		}
	}
}

// bucketed gives the bucket a name that S3 allows.
func bucketed(env map[string]string) map[string]string {
	env["STORAGE_BUCKET"] = "marked-bucket"
	return env
}

// TestEnvExample: .env.example names what the compose file takes, no more and no less, and with it the file is complete; but for the
// two that are of no concern to the API, all are variables of the API.
func TestEnvExample(t *testing.T) {
	example, err := dotenv.Read(filepath.Join(root, ".env.example"))
	if err != nil {
		t.Fatal(err)
	}
	wanted := interpolated(t)
	if found, want := slices.Sorted(maps.Keys(example)), slices.Sorted(maps.Keys(wanted)); !slices.Equal(found, want) {
		t.Errorf(".env.example names %v, the compose file %v", found, want)
	}
	for name, value := range example {
		if value == "" {
			t.Errorf("%s has no value", name)
		}
		if d := wanted[name].DefaultValue; d != "" && d != value {
			t.Errorf("%s is %q, and %q in the compose file", name, value, d)
		}
		if name != "PROMETHEUS_PORT" && name != "GRAFANA_PORT" && !known(t)[name] {
			t.Errorf("the API does not know the variable %s", name)
		}
	}
	configured(t, mustLoad(t, example, true).Services["api"].Environment)
}

// secret is what a variable is called that holds one.
var secret = regexp.MustCompile(`PASSWORD|SECRET|AUTH$`)

// TestSecrets: each comes from the environment and from nowhere else; without it the file is refused with its name.
func TestSecrets(t *testing.T) {
	required := 0
	for name, v := range interpolated(t) {
		if !secret.MatchString(name) {
			continue
		}
		required++
		if !v.Required || v.DefaultValue != "" {
			t.Errorf("%s has a default", name)
		}
		env := marked(t)
		delete(env, name)
		if _, err := load(t, env, false); err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), ".env.example") {
			t.Errorf("without %s: error %v", name, err)
		}
	}
	if required != 4 {
		t.Errorf("the file asks for %d secrets, want those of PostgreSQL, Neo4j, Redis and S3", required)
	}
	for name, s := range mustLoad(t, marked(t), true).Services {
		for variable, value := range s.Environment {
			if secret.MatchString(variable) && !strings.Contains(text(value), "marked-") {
				t.Errorf("%s of %s is %q, which is in the file itself", variable, name, text(value))
			}
		}
		for _, word := range slices.Concat([]string(s.Command), []string(s.Entrypoint)) {
			if regexp.MustCompile(`marked-\w*(password|secret)`).MatchString(word) {
				t.Errorf("%s has a secret among its arguments, where all can see it: %q", name, word)
			}
		}
	}
}

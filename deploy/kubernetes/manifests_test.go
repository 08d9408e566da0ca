package kubernetes

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"quintet/api/server"
	"quintet/api/store"
)

// A real API server accepts these manifests in test/kube. Here they are held against the code, the compose file and one another.

// objects are the documents of the files that match.
func objects(t *testing.T, pattern string) (all []map[string]any) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %v, %d files", pattern, err, len(files))
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for decoder := yaml.NewDecoder(bytes.NewReader(text)); ; {
			var object map[string]any
			err := decoder.Decode(&object)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			all = append(all, object)
		}
	}
	return all
}

// at follows keys and indexes; nil when there is nothing.
func at(value any, path ...any) any {
	for _, p := range path {
		switch p := p.(type) {
		case string:
			m, _ := value.(map[string]any)
			value = m[p]
		case int:
			list, _ := value.([]any)
			if p >= len(list) {
				return nil
			}
			value = list[p]
		}
	}
	return value
}

func list(value any) []any {
	all, _ := value.([]any)
	return all
}

// variables are those of the API, by name.
func variables() map[string]store.Variable {
	all := map[string]store.Variable{}
	for _, g := range server.Variables() {
		for _, v := range g.Variables {
			all[v.Name] = v
		}
	}
	return all
}

// TestSettings: what the overlays set are variables of the API with values that it takes, the same in both, and nothing secret among them.
func TestSettings(t *testing.T) {
	known := variables()
	var names [][]string
	for _, dir := range []string{"base", "addresses", "stores"} {
		env := map[string]string{}
		var set []string
		for _, literal := range list(at(objects(t, "api/"+dir+"/kustomization.yaml")[0], "configMapGenerator", 0, "literals")) {
			name, value, _ := strings.Cut(literal.(string), "=")
			v, ok := known[name]
			if !ok {
				t.Errorf("%s: the API has no variable %s", dir, name)
			}
			if v.Secret && name != "STORAGE_ENDPOINT" { // which is secret only if it has a password in it
				t.Errorf("%s: %s is secret", dir, name)
			}
			env[name] = value
			set = append(set, name)
		}
		names = append(names, set)
		if dir != "base" {
			// They come from the Secret.
			for _, name := range []string{"DATABASE_PASSWORD", "NEO4J_PASSWORD", "REDIS_PASSWORD", "STORAGE_ACCESS_KEY", "STORAGE_SECRET_KEY"} {
				env[name] = "secret-of-a-test"
			}
		}
		if _, err := server.FromEnv(func(name string) string { return env[name] }); err != nil {
			t.Errorf("%s: %v", dir, err)
		}
	}
	if !slices.Equal(names[1], names[2]) {
		t.Errorf("the overlays set different variables: %v and %v", names[1], names[2])
	}
}

// TestStores: each store has the image that the compose file has, listens where the API looks, and takes its secrets from variables that
// .env.example names.
func TestStores(t *testing.T) {
	compose := objects(t, "../../docker-compose.yml")[0]
	example, err := os.ReadFile("../../.env.example")
	if err != nil {
		t.Fatal(err)
	}
	services, found := map[string]any{}, 0
	for _, object := range objects(t, "api/stores/*.yaml") {
		name, _ := at(object, "metadata", "name").(string)
		switch object["kind"] {
		case "Service":
			services[name] = at(object, "spec", "ports", 0, "port")
		case "StatefulSet":
			found++
			pod := at(object, "spec", "template", "spec")
			c := at(pod, "containers", 0)
			image := at(compose, "services", name, "image")
			if image == nil {
				image = at(compose, "x-"+name, "image")
			}
			if at(c, "image") != image {
				t.Errorf("%s: image %v, in the compose file %v", name, at(c, "image"), image)
			}
			if port := at(c, "ports", 0, "containerPort"); port != services[name] {
				t.Errorf("%s: listens on %v, its Service has %v", name, port, services[name])
			}
			for _, v := range list(at(c, "env")) {
				key, ok := at(v, "valueFrom", "secretKeyRef", "key").(string)
				if ok && !regexp.MustCompile(`(?m)^`+key+`=`).Match(example) {
					t.Errorf("%s: .env.example has no %s", name, key)
				}
			}
			if at(pod, "automountServiceAccountToken") != false || at(pod, "securityContext", "runAsNonRoot") != true {
				t.Errorf("%s: has a token of the cluster, or may run as root", name)
			}
		}
	}
	real := slices.DeleteFunc(server.Backends(), func(b store.Description) bool { return b.Embedded() })
	if found != len(real) {
		t.Errorf("%d stores, the API knows %d real backends", found, len(real))
	}
	for _, b := range real {
		port, ok := services[b.Name].(int)
		if !ok {
			t.Errorf("there is no Service %s", b.Name)
		}
		if !slices.ContainsFunc(b.Variables, func(v store.Variable) bool {
			return v.Use == store.Port && (v.Default == strconv.Itoa(port) || v.Made == strconv.Itoa(port))
		}) {
			t.Errorf("the API does not look for %s at port %d", b.Name, port)
		}
	}
	if len(services) != found {
		t.Errorf("%d Services of %d stores", len(services), found)
	}
}

// TestEgress: the API may reach each store.
func TestEgress(t *testing.T) {
	var open []any
	for _, rule := range list(at(objects(t, "api/base/network.yaml")[0], "spec", "egress")) {
		for _, p := range list(at(rule, "ports")) {
			open = append(open, at(p, "port"))
		}
	}
	for _, object := range objects(t, "api/stores/*.yaml") {
		if object["kind"] == "Service" && !slices.Contains(open, at(object, "spec", "ports", 0, "port")) {
			t.Errorf("the API may not reach %v", at(object, "metadata", "name"))
		}
	}
}

// TestSelectors: what selects the API's pods selects the pods that there are, in one number of replicas that only the autoscaler sets.
func TestSelectors(t *testing.T) {
	deployment := objects(t, "api/base/deployment.yaml")[0]
	label := at(deployment, "spec", "template", "metadata", "labels", "app.kubernetes.io/name")
	for file, path := range map[string][]any{
		"deployment": {"spec", "selector", "matchLabels"}, "service": {"spec", "selector"}, "disruption": {"spec", "selector", "matchLabels"},
		"network": {"spec", "podSelector", "matchLabels"},
	} {
		selector, _ := at(objects(t, "api/base/"+file+".yaml")[0], path...).(map[string]any)
		if len(selector) != 1 || selector["app.kubernetes.io/name"] != label {
			t.Errorf("%s selects %v", file, selector)
		}
	}
	if at(deployment, "spec", "replicas") != nil {
		t.Error("the deployment has a number of replicas, which each apply would set back")
	}
	c := at(deployment, "spec", "template", "spec", "containers", 0)
	for probe, path := range map[string]string{"startupProbe": "/healthz", "readinessProbe": "/readyz", "livenessProbe": "/healthz"} {
		if at(c, probe, "httpGet", "path") != path {
			t.Errorf("%s asks for %v", probe, at(c, probe, "httpGet", "path"))
		}
	}
}

// TestSecurity: every pod of the folder runs as somebody who is not root, with nothing that it does not need, on no file system that it could
// change, unless its image must.
func TestSecurity(t *testing.T) {
	writes := []any{"cassandra", "neo4j"}
	pods := 0
	for _, object := range slices.Concat(objects(t, "api/*/*.yaml"), objects(t, "generator/base/job.yaml")) {
		pod := at(object, "spec", "template", "spec")
		for _, c := range list(at(pod, "containers")) {
			pods++
			name := at(c, "name")
			s := at(c, "securityContext")
			if at(s, "allowPrivilegeEscalation") != false || at(s, "capabilities", "drop", 0) != "ALL" || at(s, "capabilities", "add") != nil || at(s, "privileged") != nil {
				t.Errorf("%v: %v", name, s)
			}
			if at(s, "readOnlyRootFilesystem") == slices.Contains(writes, name) {
				t.Errorf("%v: its root is read-only: %v", name, at(s, "readOnlyRootFilesystem"))
			}
			if at(pod, "securityContext", "seccompProfile", "type") != "RuntimeDefault" || at(pod, "securityContext", "runAsUser") == nil {
				t.Errorf("%v: pod %v", name, at(pod, "securityContext"))
			}
			if at(c, "resources", "requests", "cpu") == nil || at(c, "resources", "limits", "cpu") != nil || at(c, "resources", "limits", "memory") == nil {
				t.Errorf("%v: resources %v", name, at(c, "resources"))
			}
		}
	}
	if pods != 7 {
		t.Errorf("%d pods", pods)
	}
}

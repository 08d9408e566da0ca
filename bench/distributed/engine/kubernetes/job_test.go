package kubernetes

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"quintet/bench/distributed/engine"
	"quintet/bench/distributed/engine/enginetest"
	manifests "quintet/deploy/kubernetes"
)

// decode reads a Job as a reader of YAML sees it, without comments and order.
func decode(t *testing.T, text []byte) map[string]any {
	t.Helper()
	var job map[string]any
	if err := yaml.Unmarshal(text, &job); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return job
}

// at follows keys and indexes.
func at(t *testing.T, value any, path ...any) any {
	t.Helper()
	for _, p := range path {
		switch p := p.(type) {
		case string:
			m, ok := value.(map[string]any)
			if !ok {
				t.Fatalf("%v: no mapping at %q", path, p)
			}
			value = m[p]
		case int:
			value = value.([]any)[p]
		}
	}
	return value
}

func manifest(t *testing.T, e Engine, j engine.Job) []byte {
	t.Helper()
	text, err := e.Manifest(t.Context(), j)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestManifest: what is printed is the Job of deploy/kubernetes with what belongs to the run, and nothing else is different.
func TestManifest(t *testing.T) {
	found := decode(t, manifest(t, Engine{Image: "registry.example/bench:7"}, enginetest.Job()))
	want := decode(t, manifests.GeneratorJob)
	meta := at(t, want, "metadata").(map[string]any)
	meta["name"], meta["annotations"] = "quintet-r1", map[string]any{"quintet/run": "r1"}
	for _, labels := range []any{meta["labels"], at(t, want, "spec", "template", "metadata", "labels")} {
		labels.(map[string]any)["app.kubernetes.io/instance"] = "quintet-r1"
	}
	at(t, want, "spec").(map[string]any)["activeDeadlineSeconds"] = 91
	c := at(t, want, "spec", "template", "spec", "containers", 0).(map[string]any)
	c["image"] = "registry.example/bench:7"
	c["env"] = []any{
		map[string]any{"name": "QUINTET_GENERATORS", "value": "3"}, map[string]any{"name": "BRACKETS", "value": "$$(HOME) $HOME"},
		map[string]any{"name": "QUINTET_RUN", "value": "r1"}, map[string]any{"name": "TARGETS", "value": "http://127.0.0.1:1,http://127.0.0.1:2"},
	}
	c["envFrom"] = []any{map[string]any{"secretRef": map[string]any{"name": "quintet-r1"}}}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Error(diff)
	}
}

// TestManifestOfBase: the Job of the base is the one that is printed for three generators of the base's time, so kustomize and the harness
// cannot differ.
func TestManifestOfBase(t *testing.T) {
	text, err := os.ReadFile("../../../../deploy/kubernetes/generator/base/kustomization.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if found := at(t, decode(t, text), "resources"); len(found.([]any)) != 1 || found.([]any)[0] != "job.yaml" {
		t.Errorf("the base has %v beside the Job that the harness fills in", found)
	}
	base := decode(t, manifests.GeneratorJob)
	if n, p := at(t, base, "spec", "completions"), at(t, base, "spec", "parallelism"); n != p {
		t.Errorf("%v completions, %v at a time: generators must run together", n, p)
	}
	if at(t, base, "spec", "completionMode") != "Indexed" || at(t, base, "spec", "backoffLimitPerIndex") != 0 {
		t.Error("a lost generator must be neither replaced nor end the others")
	}
	pod := at(t, base, "spec", "template", "spec")
	for path, want := range map[string]any{
		"automountServiceAccountToken": false, "restartPolicy": "Never", "enableServiceLinks": false,
		"securityContext": map[string]any{"runAsNonRoot": true, "runAsUser": 65532, "runAsGroup": 65532, "fsGroup": 65532,
			"seccompProfile": map[string]any{"type": "RuntimeDefault"}},
	} {
		if diff := cmp.Diff(want, at(t, pod, path)); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
	c := at(t, pod, "containers", 0)
	want := map[string]any{"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": map[string]any{"drop": []any{"ALL"}}}
	if diff := cmp.Diff(want, at(t, c, "securityContext")); diff != "" {
		t.Error(diff)
	}
	if _, limited := at(t, c, "resources", "limits").(map[string]any)["cpu"]; limited {
		t.Error("a limit of processor time throttles a generator, which looks like latency")
	}
	// The harness names the pods by the labels that spread them.
	for key, value := range at(t, pod, "topologySpreadConstraints", 0, "labelSelector", "matchLabels").(map[string]any) {
		if at(t, base, "spec", "template", "metadata", "labels", key) != value {
			t.Errorf("pods have no label %s=%v, by which they are spread", key, value)
		}
	}
}

// TestManifestSecrets: a Secret that has to be there is named, its values are nowhere.
func TestManifestSecrets(t *testing.T) {
	text := manifest(t, Engine{}, enginetest.Job())
	if !bytes.Contains(text, []byte("a Secret with AWS_SECRET_ACCESS_KEY")) || bytes.Contains(text, []byte("k3y")) {
		t.Errorf("printed\n%s", text)
	}
	j := enginetest.Job()
	j.Secrets = nil
	if text := manifest(t, Engine{}, j); bytes.Contains(text, []byte("Secret")) {
		t.Errorf("printed\n%s", text)
	}
}

// TestOverlays: the shipped overlays name what they patch, and files that are there.
func TestOverlays(t *testing.T) {
	files, err := filepath.Glob("../../../../deploy/kubernetes/generator/*/kustomization.yaml")
	if err != nil || len(files) < 2 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, resource := range at(t, decode(t, text), "resources").([]any) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(file), resource.(string))); err != nil {
				t.Errorf("%s: %v", file, err)
			}
		}
	}
}

func TestJobRefused(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"Empty":       {"", "want a Job: EOF"},
		"NoYAML":      {"a: [", "want a Job: yaml: "},
		"Kind":        {"kind: Pod", "want an object of the kind Job"},
		"Null":        {"null", "want an object of the kind Job"},
		"Two":         {"kind: Job\n---\nkind: Secret", "want one object, the Job; found more: apply the others by yourself"},
		"NoContainer": {"kind: Job\nspec: {template: {spec: {containers: [{name: x}]}}}", "want a container named generator among those of its pods"},
		"NoList":      {"kind: Job\nspec: {template: {spec: {containers: 3}}}", "want a container named generator among those of its pods"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := parseJob([]byte(test.text)); err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("error %v, want %s", err, test.want)
			}
		})
	}
	f := startFake(t)
	f.Put(t, "kustomized", "kind: Pod")
	if _, err := (&Engine{Overlay: "o"}).Start(t.Context(), enginetest.Job()); err == nil || err.Error() != "-overlay o: want an object of the kind Job" {
		t.Errorf("error %v", err)
	}
}

// TestObjectName: names are DNS labels with room for the longest index, and two runs never share one.
func TestObjectName(t *testing.T) {
	label := regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?$`)
	long := strings.Repeat("long-", 20)
	seen := map[string]string{}
	for _, run := range []string{"r1", "20261130-201500-chat-heavy", "R1", "r.1", "r_1", "r-1", "r1-", long, long + "x", strings.Repeat("x", 48), strings.Repeat("x", 49)} {
		name := objectName(run)
		if !label.MatchString(name) || len(name)+len("-9999") > 63 {
			t.Errorf("%s: %q", run, name)
		}
		if other, ok := seen[name]; ok {
			t.Errorf("%s and %s are both called %s", run, other, name)
		}
		seen[name] = run
	}
	if name := objectName("20261130-201500-chat-heavy"); name != "quintet-20261130-201500-chat-heavy" {
		t.Errorf("a usual run is called %s", name)
	}
}

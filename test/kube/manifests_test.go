package kube

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"quintet/test/kube/cluster"
)

// manifests is the folder under test.
const manifests = "../../deploy/kubernetes"

// namespace makes a namespace of the test's own with labels, and deletes it with all that is in it.
func namespace(t *testing.T, c *cluster.Cluster, labels ...string) string {
	t.Helper()
	name := strings.ToLower(strings.NewReplacer("/", "-", "_", "-").Replace(t.Name()))
	kubectl(t, c, "", "create", "namespace", name)
	t.Cleanup(func() {
		if _, _, err := c.Kubectl(context.Background(), "", "delete", "namespace", name, "--wait=false"); err != nil {
			t.Error(err)
		}
	})
	if len(labels) > 0 {
		kubectl(t, c, "", append([]string{"label", "namespace", name}, labels...)...)
	}
	kubectl(t, c, "", "wait", "--for=create", "--timeout=60s", "--namespace="+name, "serviceaccount/default")
	return name
}

// kubectl runs kubectl, which must succeed and warn of nothing.
func kubectl(t *testing.T, c *cluster.Cluster, input string, args ...string) string {
	t.Helper()
	out, said, err := c.Kubectl(t.Context(), input, args...)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(said, "Warning:") {
		t.Errorf("kubectl %s: %s", strings.Join(args, " "), said)
	}
	return out
}

// TestManifests: the API server accepts each overlay, with every field known to it, in a namespace that warns of what is not restricted.
func TestManifests(t *testing.T) {
	c := start(t)
	for _, test := range []struct {
		dir string
		// policy is the strictest that its pods conform to.
		policy string
	}{
		{"generator/base", "restricted"}, {"generator/host-network", "privileged"},
		{"api/base", "restricted"}, {"api/addresses", "restricted"}, {"api/stores", "restricted"},
	} {
		t.Run(test.dir, func(t *testing.T) {
			ns := namespace(t, c, "pod-security.kubernetes.io/warn="+test.policy)
			built := kubectl(t, c, "", "kustomize", filepath.Join(manifests, test.dir))
			out := kubectl(t, c, built, "apply", "--dry-run=server", "--validate=strict", "--namespace="+ns, "--filename=-")
			if n, want := strings.Count(out, "(server dry run)"), strings.Count("\n"+built, "\nkind: "); n != want || want == 0 {
				t.Errorf("%d of %d objects were accepted:\n%s", n, want, out)
			}
		})
	}
}

// TestAPI: the Deployment runs: its pod becomes ready by the probes of the manifest, as who it says and with nothing that it does not need; autoscaler
// and disruption budget are bound to it. Its Service cannot be looked at: an endpoint must not have an address of loopback.
func TestAPI(t *testing.T) {
	c := start(t)
	ns := namespace(t, c)
	kubectl(t, c, "", "create", "secret", "generic", "quintet-stores", "--namespace="+ns, "--from-literal=CACHE_TTL=30s")
	port := freePort(t)
	built := strings.ReplaceAll(kubectl(t, c, "", "kustomize", "testdata/api"), "3000", port)
	kubectl(t, c, built, "apply", "--namespace="+ns, "--filename=-")
	kubectl(t, c, "", "rollout", "status", "deployment/quintet-api", "--namespace="+ns, "--timeout=120s")
	// The autoscaler alone sets their number; it needs no metrics to keep to its bounds.
	kubectl(t, c, "", "wait", "--namespace="+ns, "--for=jsonpath={.status.disruptionsAllowed}=1", "--timeout=60s", "poddisruptionbudget/quintet-api")
	kubectl(t, c, "", "wait", "--namespace="+ns, "--for=jsonpath={.status.currentReplicas}=1", "--timeout=60s", "horizontalpodautoscaler/quintet-api")
	answer, err := http.Get("http://127.0.0.1:" + port + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var ready struct{ Stores []struct{ Name string } }
	if err := json.NewDecoder(answer.Body).Decode(&ready); err != nil || len(ready.Stores) == 0 {
		t.Errorf("the API answers %v %+v", err, ready)
	}
	pid := podProcess(t, "/api")
	status, err := os.ReadFile(fmt.Sprintf("/proc/%s/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Uid:\t65532\t65532", "CapEff:\t0000000000000000", "CapBnd:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2"} {
		if !strings.Contains(string(status), want) {
			t.Errorf("the process has no %q:\n%s", want, status)
		}
	}
	// It ends in order, well within its time.
	began := time.Now()
	kubectl(t, c, built, "delete", "--namespace="+ns, "--filename=-", "--wait", "--timeout=60s")
	t.Logf("ended after %s", time.Since(began).Round(time.Millisecond))
}

// freePort is a port of 127.0.0.1 without a listener.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

// podProcess is the process of this machine that runs a container's program.
func podProcess(t *testing.T, program string) string {
	t.Helper()
	all, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range all {
		if text, err := os.ReadFile(file); err == nil && strings.TrimRight(string(text), "\x00") == program {
			return filepath.Base(filepath.Dir(file))
		}
	}
	t.Fatalf("no process runs %s", program)
	return ""
}

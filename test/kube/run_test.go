package kube

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"quintet/test/kube/cluster"
)

// The bucket is the harness's own S3 server, which its stacks run as a process; any S3 would do.
const (
	accessKey = "quintet"
	secretKey = "quintet-embedded"
)

// bucket is a bucket on this machine.
type bucket struct{ endpoint string }

// startBucket starts a server with a bucket "runs".
func startBucket(t *testing.T) bucket {
	t.Helper()
	var b bucket
	cmd := exec.Command(shared.bench, "gofakes3")
	cmd.Env = []string{"DATA_DIR=" + t.TempDir(), "LISTEN_ADDR=127.0.0.1:0"}
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	b.endpoint = "http://" + strings.TrimSpace(strings.TrimPrefix(line, "listening "))
	request, err := http.NewRequest(http.MethodPut, b.endpoint+"/runs", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+accessKey+"/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("make the bucket: %s", answer.Status)
	}
	return b
}

// outcome is how a run ended.
type outcome struct {
	code        int
	said, reply string
	// dir is the folder of runs.
	dir string
}

// command is a run of three pods on the cluster, in a namespace.
func command(t *testing.T, c *cluster.Cluster, b bucket, ns, overlay string, args ...string) (*exec.Cmd, *outcome) {
	t.Helper()
	o := &outcome{dir: t.TempDir()}
	args = append([]string{"run", "-stack", "embedded", "-generators", "3", "-on", "kubernetes", "-bucket", "s3://runs/test", "-overlay", inNamespace(t, overlay, ns), "-out", o.dir}, args...)
	cmd := exec.Command(shared.bench, args...)
	cmd.Env = environment(c, b)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return cmd, o
}

// environment is that of the harness: the cluster's kubectl, and the bucket.
func environment(c *cluster.Cluster, b bucket) []string {
	return append(os.Environ(), "NO_COLOR=1", "PATH="+c.Bin()+":"+os.Getenv("PATH"), "KUBECONFIG="+c.Kubeconfig(),
		"AWS_ENDPOINT_URL="+b.endpoint, "AWS_ACCESS_KEY_ID="+accessKey, "AWS_SECRET_ACCESS_KEY="+secretKey)
}

// inNamespace is an overlay on another, or on a patch of the test's own, in a namespace.
func inNamespace(t *testing.T, patch, ns string) string {
	t.Helper()
	base, err := filepath.Abs("testdata/generators")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	relative, err := filepath.Rel(dir, base)
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: %s\nresources: [%s]\n", ns, relative)
	if patch != "" {
		text += "patches:\n  - target: {kind: Job}\n    patch: |-\n      - " + patch + "\n"
	}
	if err := os.WriteFile(filepath.Join(dir, "kustomization.yaml"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// endTimeout bounds a run, a search for a capacity among them.
const endTimeout = 35 * time.Minute

// end runs a command to its end. Meanwhile, unless nil, is called when it sends load.
func (o *outcome) end(t *testing.T, cmd *exec.Cmd, meanwhile func()) {
	t.Helper()
	var out bytes.Buffer
	said := &progress{sending: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = &out, said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), endTimeout)
	defer cancel()
	defer context.AfterFunc(ctx, func() { _ = cmd.Process.Kill() })()
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	if meanwhile != nil {
		select {
		case <-said.sending:
			meanwhile()
		case err := <-ended:
			t.Fatalf("the run ended before it sent load: %v: %s", err, said.said.String())
		}
	}
	err := <-ended
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	o.code, o.reply, o.said = cmd.ProcessState.ExitCode(), out.String(), said.said.String()
}

// report is what of report.json these tests read.
type report struct {
	Valid          bool     `json:"valid"`
	InvalidReasons []string `json:"invalid_reasons"`
	Trials         []struct {
		Offered, Completed uint64
		Generators         []struct{ Hits uint64 }
	} `json:"trials"`
}

// report reads the report of the one run.
func (o *outcome) report(t *testing.T) (r report) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(o.dir, "*", "report.json"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, reports %q; exit code %d: %s%s", err, files, o.code, o.reply, o.said)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// nothingLeft: a run leaves no object in its namespace.
func nothingLeft(t *testing.T, c *cluster.Cluster, ns string) {
	t.Helper()
	if left := kubectl(t, c, "", "get", "jobs,pods,secrets", "--namespace="+ns, "--output=name"); left != "" {
		t.Errorf("the run left %s", left)
	}
}

// progress keeps what a run says, and tells when it says that it sends load.
type progress struct {
	// said is no part of its type: reading into it directly would pass Write by.
	said    bytes.Buffer
	once    sync.Once
	sending chan struct{}
}

// Write implements io.Writer.
func (p *progress) Write(text []byte) (int, error) {
	n, err := p.said.Write(text)
	if said := p.said.Bytes(); bytes.Contains(said, []byte(" due ")) && bytes.Contains(said, []byte(" done ")) {
		p.once.Do(func() { close(p.sending) })
	}
	return n, err
}

// TestRun: three pods share a load. The report is valid and has a row for each; the credentials and the Job are gone.
func TestRun(t *testing.T) {
	c := start(t)
	b, ns := startBucket(t), namespace(t, c)
	cmd, o := command(t, c, b, ns, "", "-set", "duration=5s", "smoke")
	o.end(t, cmd, nil)
	r := o.report(t)
	// On a machine that is busy with other things the numbers may be invalid for hits that were sent late.
	if reasons := strings.Join(r.InvalidReasons, " "); o.code == 2 || strings.Contains(reasons, "lost") || len(r.Trials) != 1 {
		t.Fatalf("exit code %d, %+v: %s%s", o.code, r, o.reply, o.said)
	}
	trial := r.Trials[0]
	if trial.Offered == 0 || trial.Completed != trial.Offered || len(trial.Generators) != 3 {
		t.Errorf("%+v", trial)
	}
	nothingLeft(t, c, ns)
}

// TestPrinted: what -print prints is accepted by the API server.
func TestPrinted(t *testing.T) {
	c := start(t)
	b, ns := startBucket(t), namespace(t, c)
	cmd, o := command(t, c, b, ns, "", "-print", "smoke")
	o.end(t, cmd, nil)
	if o.code != 0 || strings.Contains(o.reply, secretKey) {
		t.Fatalf("exit code %d: %s%s", o.code, o.reply, o.said)
	}
	kubectl(t, c, o.reply, "create", "--dry-run=server", "--validate=strict", "--filename=-")
}

// TestPodDeleted: a pod that is deleted in mid-run makes the run invalid and is named; the others go on, and their hits are in the report.
func TestPodDeleted(t *testing.T) {
	c := start(t)
	b, ns := startBucket(t), namespace(t, c)
	cmd, o := command(t, c, b, ns, "", "-set", "duration=20s", "smoke")
	o.end(t, cmd, func() {
		kubectl(t, c, "", "delete", "pod", "--namespace="+ns, "--selector=batch.kubernetes.io/job-completion-index=1", "--grace-period=1", "--wait=false")
	})
	r := o.report(t)
	reasons := strings.Join(r.InvalidReasons, " ")
	if o.code != 3 || r.Valid || !strings.Contains(reasons, "1 of 3 generators was lost: 1") {
		t.Errorf("exit code %d, %+v: %s", o.code, r, o.said)
	}
	if len(r.Trials) != 1 || r.Trials[0].Completed == 0 {
		t.Errorf("%+v", r.Trials)
	}
	nothingLeft(t, c, ns)
}

// TestNeverStarts: a Job whose pods cannot start ends the run in one line that says why and what to do, and leaves nothing.
func TestNeverStarts(t *testing.T) {
	c := start(t)
	for _, test := range []struct {
		name, patch string
		quota       string
		want        []string
	}{
		{"NoImage", "{op: replace, path: /spec/template/spec/containers/0/image, value: 'quintet.invalid/none:1'}", "",
			[]string{"ErrImageNeverPull", "make image builds the image"}},
		{"NoRoom", "{op: replace, path: /spec/template/spec/containers/0/resources/requests/cpu, value: '1000'}", "",
			[]string{"no node takes its pod", "Insufficient cpu", "use fewer -generators"}},
		{"Quota", "", "pods=1", []string{"exceeded quota", "raise the quota"}},
		{"NoConfigMap", "{op: add, path: /spec/template/spec/containers/0/envFrom, value: [{configMapRef: {name: none}}]}", "",
			[]string{"CreateContainerConfigError", `configmap "none" not found`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			b, ns := startBucket(t), namespace(t, c)
			if test.quota != "" {
				kubectl(t, c, "", "create", "quota", "small", "--namespace="+ns, "--hard="+test.quota)
			}
			cmd, o := command(t, c, b, ns, test.patch, "-barrier", "20s", "smoke")
			o.end(t, cmd, nil)
			if o.code != 3 {
				t.Errorf("exit code %d", o.code)
			}
			for _, w := range test.want {
				if !strings.Contains(o.said, w) {
					t.Errorf("no %q in %s", w, o.said)
				}
			}
			nothingLeft(t, c, ns)
		})
	}
}

// TestInterrupt: an interrupt in mid-run deletes the Job, and keeps and reports what was measured.
func TestInterrupt(t *testing.T) {
	c := start(t)
	b, ns := startBucket(t), namespace(t, c)
	cmd, o := command(t, c, b, ns, "", "-set", "duration=120s", "smoke")
	o.end(t, cmd, func() {
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Error(err)
		}
	})
	r := o.report(t)
	if o.code != 130 || len(r.Trials) != 1 || len(r.Trials[0].Generators) != 3 {
		t.Fatalf("exit code %d, %+v: %s", o.code, r, o.said)
	}
	for i, g := range r.Trials[0].Generators {
		if g.Hits == 0 {
			t.Errorf("nothing of what generator %d sent is in the report", i)
		}
	}
	nothingLeft(t, c, ns)
}

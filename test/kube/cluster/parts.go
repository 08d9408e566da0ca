package cluster

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"text/template"
)

// step is a part to start and how to see that it is ready; both may be absent.
type step struct {
	name  string
	args  []string
	what  string
	ready func(ctx context.Context) error
}

// steps are the parts in the order in which they start: the API server needs etcd, its clients end when it does not answer, and the
// kubelet needs the images of its first pods.
func (c *Cluster) steps(images []string) []step {
	in := func(name string) string { return filepath.Join(c.dir, name) }
	loopback := func(port int) string { return fmt.Sprintf("http://127.0.0.1:%d", port) }
	kubectl := func(args ...string) func(context.Context) error {
		return func(ctx context.Context) error {
			_, _, err := c.Kubectl(ctx, "", args...)
			return err
		}
	}
	clients, peers := loopback(c.ports.EtcdClients), loopback(c.ports.EtcdPeers)
	return []step{
		{name: "etcd", args: []string{in("bin/etcd"), "--data-dir=" + in("etcd"), "--listen-client-urls=" + clients, "--advertise-client-urls=" + clients,
			"--listen-peer-urls=" + peers, "--initial-advertise-peer-urls=" + peers, "--initial-cluster=default=" + peers,
			"--unsafe-no-fsync", "--log-level=warn"}},
		{name: "kube-apiserver", args: []string{in("bin/kube-apiserver"), "--etcd-servers=" + clients, "--bind-address=127.0.0.1",
			"--advertise-address=127.0.0.1", fmt.Sprintf("--secure-port=%d", c.ports.API), "--cert-dir=" + in("pki"),
			"--service-account-issuer=https://quintet.invalid", "--service-account-key-file=" + in("pki/sa.pub"),
			"--service-account-signing-key-file=" + in("pki/sa.key"), "--token-auth-file=" + in("pki/tokens.csv"),
			"--authorization-mode=Node,RBAC", "--service-cluster-ip-range=10.0.0.0/24", "--endpoint-reconciler-type=none"},
			what: "the API server", ready: kubectl("get", "--raw", "/readyz")},
		{name: "kube-controller-manager", args: []string{in("bin/kube-controller-manager"), "--kubeconfig=" + c.Kubeconfig(),
			"--service-account-private-key-file=" + in("pki/sa.key"), "--root-ca-file=" + in("pki/apiserver.crt"), "--leader-elect=false",
			"--secure-port=0", "--bind-address=127.0.0.1"}},
		{name: "kube-scheduler", args: []string{in("bin/kube-scheduler"), "--kubeconfig=" + c.Kubeconfig(), "--leader-elect=false",
			"--secure-port=0", "--bind-address=127.0.0.1"}},
		{name: "containerd", args: []string{"/usr/bin/env", "containerd", "--config=" + in("containerd.toml")},
			what: "containerd", ready: func(ctx context.Context) error { return c.ctr(ctx, "version") }},
		{what: "images", ready: func(ctx context.Context) error {
			for _, image := range images {
				if err := c.Import(ctx, image); err != nil {
					return err
				}
			}
			return nil
		}},
		{name: "kubelet", args: []string{in("bin/kubelet"), "--config=" + in("kubelet.yaml"), "--kubeconfig=" + c.Kubeconfig(),
			"--root-dir=" + in("kubelet"), "--hostname-override=127.0.0.1"},
			what: "the node", ready: func(ctx context.Context) error {
				out, _, err := c.Kubectl(ctx, "", "get", "nodes", "--no-headers")
				if err == nil && !strings.Contains(out, " Ready ") {
					err = fmt.Errorf("the nodes are %q", out)
				}
				return err
			}},
		{what: "the account of pods", ready: kubectl("get", "serviceaccount", "default")},
	}
}

// ctr runs containerd's client.
func (c *Cluster) ctr(ctx context.Context, args ...string) error {
	cmd := exec.CommandContext(ctx, "ctr", append([]string{"--address", filepath.Join(c.dir, "containerd", "sock")}, args...)...)
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("ctr %s: %w: %s", strings.Join(args, " "), err, tail(string(said)))
	}
	return nil
}

// write makes the cluster's folder: the parts by their names, keys of its own, and what each part is configured with.
func (c *Cluster) write(program string) error {
	for _, name := range []string{"bin", "cni", "containerd", "etcd", "kubelet", "log", "pki"} {
		if err := os.Mkdir(filepath.Join(c.dir, name), 0o755); err != nil {
			return err
		}
	}
	for _, name := range []string{"etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "kubectl"} {
		if err := os.Symlink(program, filepath.Join(c.dir, "bin", name)); err != nil {
			return err
		}
	}
	var err error
	for _, port := range []*int{&c.ports.EtcdClients, &c.ports.EtcdPeers, &c.ports.API, &c.ports.Kubelet} {
		if *port, err = freePort(); err != nil {
			return err
		}
	}
	private, public, err := keyPair()
	if err != nil {
		return err
	}
	token := rand.Text()
	files := map[string]string{
		"pki/sa.key": private, "pki/sa.pub": public, "pki/tokens.csv": token + `,admin,admin,"system:masters"`,
		"kubeconfig": kubeconfig, "containerd.toml": containerdConfig, "kubelet.yaml": kubeletConfig,
		"cni/10-none.conflist": `{"cniVersion": "1.0.0", "name": "none", "plugins": [{"type": "loopback"}]}`,
	}
	for name, text := range files {
		var filled bytes.Buffer
		t, err := template.New(name).Parse(text)
		if err == nil {
			err = t.Execute(&filled, map[string]any{"Dir": c.dir, "Ports": c.ports, "Token": token, "Pause": pauseImage})
		}
		if err = errors.Join(err, os.WriteFile(filepath.Join(c.dir, name), filled.Bytes(), 0o600)); err != nil {
			return err
		}
	}
	return nil
}

// keyPair is what service accounts' tokens are signed and checked with, both as PEM.
func keyPair() (private, public string, err error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return "", "", err
	}
	text, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		return "", "", err
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})),
		string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: text})), nil
}

const kubeconfig = `apiVersion: v1
kind: Config
clusters: [{name: test, cluster: {server: "https://127.0.0.1:{{.Ports.API}}", certificate-authority: "{{.Dir}}/pki/apiserver.crt"}}]
users: [{name: admin, user: {token: "{{.Token}}"}}]
contexts: [{name: test, context: {cluster: test, user: admin}}]
current-context: test
`

// No network of pods: its plugin is never called, for all pods use the host's.
const containerdConfig = `version = 2
root = "{{.Dir}}/containerd/root"
state = "{{.Dir}}/containerd/state"
[grpc]
  address = "{{.Dir}}/containerd/sock"
[plugins."io.containerd.internal.v1.opt"]
  path = "{{.Dir}}/containerd/opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "{{.Pause}}"
  disable_tcp_service = true
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "{{.Dir}}/cni"
    conf_dir = "{{.Dir}}/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
`

// Control groups are those of version 1 or a mixture where tests run, which the kubelet would refuse.
const kubeletConfig = `apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: 127.0.0.1
port: {{.Ports.Kubelet}}
healthzPort: 0
readOnlyPort: 0
failCgroupV1: false
cgroupDriver: cgroupfs
cgroupRoot: /
cgroupsPerQOS: false
enforceNodeAllocatable: []
failSwapOn: false
containerRuntimeEndpoint: unix://{{.Dir}}/containerd/sock
authentication: {anonymous: {enabled: true}, webhook: {enabled: false}}
authorization: {mode: AlwaysAllow}
evictionHard: {memory.available: 1Mi}
imageGCHighThresholdPercent: 100
localStorageCapacityIsolation: false
makeIPTablesUtilChains: false
resolvConf: ""
staticPodPath: ""
podLogsDir: {{.Dir}}/log/pods
`

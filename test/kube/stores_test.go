package kube

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"quintet/test/kube/cluster"
)

// storeManifest is a manifest of a store with what a node without a network of pods needs changed: its server listens on a port of loopback.
type storeManifest struct {
	name string
	// programs are what its image has, paths or names on the PATH; the first is its entrypoint where the manifest names no command.
	programs   []string
	entrypoint bool
	change     func(text, port string) string
}

// storeManifests are those whose servers can be put into an image here. The images of the others have scripts that make their configuration, which are in
// no other place than the published images.
func storeManifests(t *testing.T) []storeManifest {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	minio, _ := filepath.Glob(filepath.Join(cache, "quintet", "minio-*", "minio"))
	return []storeManifest{
		{name: "minio", programs: minio, entrypoint: true, change: func(text, port string) string { return strings.ReplaceAll(text, `":9000"`, `"127.0.0.1:`+port+`"`) }},
		{name: "redis", programs: []string{"redis-server", "redis-cli", "sh", "od", "tr", "sed", "grep"}, change: func(text, port string) string {
			return strings.NewReplacer("redis-server - ", "redis-server - --bind 127.0.0.1 --port "+port+" ", "redis-cli ping", "redis-cli -p "+port+" ping").Replace(text)
		}},
	}
}

// TestStores: the manifests of stores run: probes, users, read-only root, Secret, volume. Their images are made of this machine's own programs, under the
// names of the published ones, which are not pulled. What Redis keeps outlives its pod.
func TestStores(t *testing.T) {
	c := start(t)
	for _, s := range storeManifests(t) {
		t.Run(s.name, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join(manifests, "api/stores", s.name+".yaml"))
			if err != nil {
				t.Fatal(err)
			}
			s.image(t, c, string(text))
			ns, port := namespace(t, c), freePort(t)
			kubectl(t, c, "", "create", "secret", "generic", "quintet-stores", "--namespace="+ns, "--from-literal=REDIS_PASSWORD=it's a \"secret\"",
				"--from-literal=STORAGE_ACCESS_KEY=quintet", "--from-literal=STORAGE_SECRET_KEY=quintet-secret")
			volume(t, c, ns)
			changed := strings.NewReplacer("automountServiceAccountToken: false", "automountServiceAccountToken: false\n      hostNetwork: true",
				"containerPort: 9000", "containerPort: "+port, "containerPort: 6379", "containerPort: "+port, "port: store}", "port: store, host: 127.0.0.1}",
			).Replace(s.change(string(text), port))
			kubectl(t, c, changed, "apply", "--namespace="+ns, "--filename=-")
			up := func() {
				kubectl(t, c, "", "rollout", "status", "statefulset/"+s.name, "--namespace="+ns, "--timeout=180s")
			}
			up()
			s.serves(t, port, false)
			kubectl(t, c, "", "delete", "pod", s.name+"-0", "--namespace="+ns, "--wait", "--timeout=60s")
			up()
			s.serves(t, port, true)
		})
	}
}

// image makes the image that a manifest names and gives it to the node.
func (s storeManifest) image(t *testing.T, c *cluster.Cluster, manifest string) {
	t.Helper()
	name := regexp.MustCompile(`(?m)^ +image: (\S+)$`).FindStringSubmatch(manifest)
	if name == nil {
		t.Fatal("the manifest names no image")
	}
	image := cluster.Image{Name: name[1]}
	if !strings.Contains(image.Name[:strings.IndexAny(image.Name, ":/")], ".") {
		image.Name = "docker.io/library/" + image.Name
	}
	files := map[string]string{}
	for i, program := range s.programs {
		path, err := exec.LookPath(program)
		if err != nil {
			t.Skip(err)
		}
		to := "usr/bin/" + filepath.Base(path)
		if i == 0 && s.entrypoint {
			image.Entrypoint = "/" + to
		}
		files[to] = path
		out, err := exec.Command("ldd", path).CombinedOutput()
		if err != nil {
			t.Fatalf("ldd %s: %v: %s", path, err, out)
		}
		for _, library := range regexp.MustCompile(`(/\S+) \(0x`).FindAllStringSubmatch(string(out), -1) {
			files[library[1][1:]] = library[1]
		}
	}
	if len(s.programs) == 0 {
		t.Skip("its server is not in the cache: make native gets it")
	}
	for to, from := range files {
		content, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		image.Files = append(image.Files, cluster.File{Path: to, Mode: 0o755, Content: content})
	}
	path := filepath.Join(t.TempDir(), s.name+".tar")
	if err := image.Write(path); err != nil {
		t.Fatal(err)
	}
	if err := c.Import(t.Context(), path); err != nil {
		t.Fatal(err)
	}
}

// volume is a volume of the node for a claim of any size.
func volume(t *testing.T, c *cluster.Cluster, name string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	kubectl(t, c, fmt.Sprintf(`{apiVersion: v1, kind: PersistentVolume, metadata: {name: %s}, spec: {capacity: {storage: 20Gi}, accessModes: [ReadWriteOnce], `+
		`persistentVolumeReclaimPolicy: Retain, hostPath: {path: %s}}}`, name, dir), "create", "--filename=-")
	t.Cleanup(func() {
		if _, _, err := c.Kubectl(context.Background(), "", "delete", "persistentvolume", name, "--wait=false"); err != nil {
			t.Error(err)
		}
	})
}

// serves fails unless the store answers who may ask, and has what it was given before.
func (s storeManifest) serves(t *testing.T, port string, again bool) {
	t.Helper()
	if s.name == "minio" {
		answer, err := http.Get("http://127.0.0.1:" + port + "/minio/health/ready")
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			t.Errorf("MinIO answers %s", answer.Status)
		}
		if answer, err = http.Get("http://127.0.0.1:" + port + "/"); err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusForbidden {
			t.Errorf("MinIO answers who has no key %s", answer.Status)
		}
		return
	}
	conn, err := net.Dial("tcp", "127.0.0.1:"+port)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	lines := bufio.NewReader(conn)
	ask := func(command, want string) {
		t.Helper()
		fmt.Fprintf(conn, "%s\r\n", command)
		if line, err := lines.ReadString('\n'); err != nil || !strings.HasPrefix(line, want) {
			t.Errorf("%s: %q, %v, want %s", command, line, err, want)
		}
	}
	ask("GET kept", "-NOAUTH")
	ask(`AUTH "it's a \"secret\""`, "+OK")
	if again {
		ask("STRLEN kept", ":3")
		return
	}
	ask("SET kept yes", "+OK")
}

package main

import (
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
)

// playedOther plays the scenario of another API for a few seconds and checks that every answer was right.
func playedOther(t *testing.T, name, target string) {
	t.Helper()
	file, err := filepath.Abs(filepath.Join("..", "scenarios", "others", name+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	c := prepared(t, "run", "-stack", "external", "-target", target, "-quiet", "-set", "duration=4s", file)
	got := execute(t, c)
	r := jsonReport(t, reported(t, c, got))
	if len(r.Trials) != 1 || r.Trials[0].Failures != 0 || r.Trials[0].Completed == 0 {
		t.Errorf("%+v\n%+v", r, got)
	}
}

// A MinIO with a bucket that anybody may write to.
func TestMinIOScenario(t *testing.T) {
	i := nativetest.Start(t, "minio", native.Options{})
	address := net.JoinHostPort(i.Hosts[0], strconv.Itoa(i.Port))
	client, err := minio.New(address, &minio.Options{Creds: credentials.NewStaticV4(i.User, i.Password, "")})
	if err != nil {
		t.Fatal(err)
	}
	if err := client.MakeBucket(t.Context(), "quintet", minio.MakeBucketOptions{}); err != nil {
		t.Fatal(err)
	}
	const public = `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": ["*"]}, "Action": ["s3:GetObject", "s3:PutObject"], "Resource": ["arn:aws:s3:::quintet/*"]}]}`
	if err := client.SetBucketPolicy(t.Context(), "quintet", public); err != nil {
		t.Fatal(err)
	}
	playedOther(t, "minio", "http://"+address)
}

// A Prometheus that scrapes itself.
func TestPrometheusScenario(t *testing.T) {
	i := nativetest.Start(t, "prometheus", native.Options{})
	if err := i.Watch(); err != nil {
		t.Fatal(err)
	}
	await(t, "Prometheus to have scraped itself", func() bool {
		r, err := http.Get(i.URL() + "/api/v1/query?query=up")
		if err != nil {
			return false
		}
		defer r.Body.Close()
		text, err := io.ReadAll(r.Body)
		return err == nil && strings.Contains(string(text), `"instance"`)
	})
	playedOther(t, "prometheus", i.URL())
}

// A json-server from npm; where native servers are not required it is not downloaded.
func TestJSONServerScenario(t *testing.T) {
	if os.Getenv("REQUIRE_STACK") != "native" {
		t.Skip("set REQUIRE_STACK=native to have json-server downloaded")
	}
	dir := t.TempDir()
	install := exec.CommandContext(t.Context(), "npm", "install", "--no-audit", "--no-fund", "--prefix", dir, "json-server@0.17.4")
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if err := os.WriteFile(filepath.Join(dir, "db.json"), []byte(`{"posts": []}`), 0o600); err != nil {
		t.Fatal(err)
	}
	port := freePort(t)
	address := "127.0.0.1:" + port
	server := exec.Command(filepath.Join(dir, "node_modules", ".bin", "json-server"), "--host", "127.0.0.1", "--port", port, "--quiet", filepath.Join(dir, "db.json"))
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Process.Kill() // fails only when it has ended, which the load would have seen
		server.Wait()
	})
	await(t, "json-server to answer", func() bool {
		r, err := http.Get("http://" + address + "/posts")
		if err != nil {
			return false
		}
		r.Body.Close()
		return r.StatusCode == http.StatusOK
	})
	playedOther(t, "json-server", "http://"+address)
}

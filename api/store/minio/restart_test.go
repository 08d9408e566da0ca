package minio_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"quintet/api/store/minio"
	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
)

// TestServerRestarted kills the server and starts it again after many connections of the pool were used: the calls afterwards, many at once,
// must not notice, not even uploads that can be read only once.
func TestServerRestarted(t *testing.T) {
	const connections = 8
	server := nativetest.Start(t, "minio", native.Options{})
	bucket := open(t, minio.Config{
		Endpoint:  fmt.Sprintf("%s:%d", server.Hosts[0], server.Port),
		AccessKey: server.Env["STORAGE_ACCESS_KEY"], SecretKey: server.Env["STORAGE_SECRET_KEY"], Bucket: "restarted",
	})
	// More than the buffers between server and client take, so that a connection is in use until it was read.
	content := bytes.Repeat([]byte("0123456789abcdef"), 1<<19)
	if _, err := bucket.Put(t.Context(), "large", "a/b", bytes.NewReader(content), int64(len(content))); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		var bodies []io.ReadCloser
		for range connections {
			_, body, err := bucket.Open(t.Context(), "large")
			if err != nil {
				t.Fatal(err)
			}
			bodies = append(bodies, body)
		}
		for _, body := range bodies {
			if n, err := io.Copy(io.Discard, body); err != nil || n != int64(len(content)) {
				t.Fatalf("read %d bytes, %v", n, err)
			}
			if err := body.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if err := server.Nodes[0].Kill(); err != nil {
			t.Fatal(err)
		}
		if err := server.Nodes[0].Restart(t.Context()); err != nil {
			t.Fatal(err)
		}
		var calling sync.WaitGroup
		for i := range 3 * connections {
			calling.Go(func() {
				name := fmt.Sprint("small ", i)
				if _, err := bucket.Put(t.Context(), name, "a/b", struct{ io.Reader }{strings.NewReader("x")}, -1); err != nil {
					t.Errorf("write: %v", err)
					return
				}
				_, body, err := bucket.Open(t.Context(), name)
				if err != nil {
					t.Errorf("read: %v", err)
					return
				}
				defer body.Close()
				if got, err := io.ReadAll(body); string(got) != "x" || err != nil {
					t.Errorf("read %q, %v", got, err)
				}
			})
		}
		calling.Wait()
	}
}

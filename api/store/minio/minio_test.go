package minio_test

import (
	"testing"

	"quintet/api/store"
	"quintet/api/store/embedded"
	"quintet/api/store/minio"
	"quintet/api/store/storetest"
)

// limit is the largest object of the tests' buckets.
const limit = 20 << 20

// serve starts a server of the test's own and returns how to reach it.
func serve(t testing.TB) minio.Config {
	t.Helper()
	server, err := embedded.OpenS3(t.Context(), embedded.S3Config{Dir: t.TempDir(), AccessKey: "key", SecretKey: "secret", MaxBytes: limit})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Errorf("close server: %v", err)
		}
	})
	return minio.Config{
		Endpoint: server.Addr(), AccessKey: "key", SecretKey: "secret", Bucket: "files", Name: "gofakes3", MaxBytes: limit,
	}
}

func open(t testing.TB, cfg minio.Config) *minio.Bucket {
	t.Helper()
	bucket, err := minio.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { bucket.Close() })
	return bucket
}

func TestObjects(t *testing.T) {
	storetest.Objects(t, limit, func(t *testing.T) store.Objects { return open(t, serve(t)) })
}

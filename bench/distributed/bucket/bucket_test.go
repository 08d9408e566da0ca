package bucket_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"quintet/api/store/embedded"
	"quintet/bench/distributed/bucket"
)

func served(t *testing.T) bucket.Config {
	t.Helper()
	server, err := embedded.OpenS3(t.Context(), embedded.S3Config{Dir: t.TempDir(), AccessKey: "key", SecretKey: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	return bucket.Config{URL: "s3://runs/some/prefix", Endpoint: "http://" + server.Addr(), AccessKey: "key", SecretKey: "secret-of-the-test"}
}

func made(t *testing.T) *bucket.Bucket {
	t.Helper()
	b, err := bucket.Make(t.Context(), served(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

// Objects come back as they were written, are listed in their order, and one that is not there is told from others.
func TestObjects(t *testing.T) {
	b := made(t)
	for _, name := range []string{"b/2", "b/1", "a", "b/c/3"} {
		if err := b.Put(t.Context(), name, []byte("content of "+name)); err != nil {
			t.Fatal(err)
		}
	}
	if content, err := b.Get(t.Context(), "b/2", 100); err != nil || string(content) != "content of b/2" {
		t.Errorf("%q, %v", content, err)
	}
	list, err := b.List(t.Context(), "b/")
	if err != nil || fmt.Sprint(list) != "[{b/1 14} {b/2 14} {b/c/3 16}]" {
		t.Errorf("listed %v, %v", list, err)
	}
	if folders, err := b.Folders(t.Context(), "b"); err != nil || fmt.Sprint(folders) != "[b]" {
		t.Errorf("folders are %v, %v", folders, err)
	}
	if _, err := b.Get(t.Context(), "absent", 100); !errors.Is(err, bucket.ErrNotFound) {
		t.Errorf("error is %v", err)
	}
	if _, err := b.Get(t.Context(), "b/2", 5); err == nil || !strings.Contains(err.Error(), "larger than the 5 bytes") {
		t.Errorf("error is %v", err)
	}
	if date, sent, received, err := b.Date(t.Context()); err != nil || date.IsZero() || received.Before(sent) {
		t.Errorf("date %s, sent %s, received %s, %v", date, sent, received, err)
	}
}

// Of all who claim an object at once, one gets it.
func TestOneCreates(t *testing.T) {
	b := made(t)
	const claims = 20
	errs := make([]error, claims)
	var group sync.WaitGroup
	for i := range claims {
		group.Go(func() { errs[i] = b.Create(t.Context(), "claim/1", []byte(fmt.Sprint(i))) })
	}
	group.Wait()
	winner := -1
	for i, err := range errs {
		switch {
		case err == nil && winner >= 0:
			t.Fatalf("both %d and %d have it", winner, i)
		case err == nil:
			winner = i
		case !errors.Is(err, bucket.ErrExists):
			t.Error(err)
		}
	}
	if content, err := b.Get(t.Context(), "claim/1", 10); err != nil || string(content) != fmt.Sprint(winner) {
		t.Errorf("it holds %q, %v, and %d won", content, err, winner)
	}
}

// What is wrong with a bucket is said in one line, with what to do, and without the secret.
func TestBucketThatCannotBeUsed(t *testing.T) {
	good := served(t)
	refuses := func(status int, code string) string {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(status)
			fmt.Fprintf(w, "<?xml version=\"1.0\"?><Error><Code>%s</Code><Message>no</Message></Error>", code)
		}))
		t.Cleanup(server.Close)
		return server.URL
	}
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	for name, c := range map[string]struct {
		change func(*bucket.Config)
		says   string
	}{
		"NoBucket":    {func(*bucket.Config) {}, "there is none at http://127.0.0.1"},
		"Unreachable": {func(c *bucket.Config) { c.Endpoint = closed.URL }, "cannot be reached: check AWS_ENDPOINT_URL"},
		"Key":         {func(c *bucket.Config) { c.AccessKey = "other" }, "AWS_ACCESS_KEY_ID"},
		"Denied":      {func(c *bucket.Config) { c.Endpoint = refuses(403, "AccessDenied") }, "AccessDenied"},
		"URL":         {func(c *bucket.Config) { c.URL = "http://runs" }, "want s3://BUCKET"},
		"Password":    {func(c *bucket.Config) { c.URL = "s3://me:secret-of-the-test@runs" }, "want s3://BUCKET"},
		"Endpoint":    {func(c *bucket.Config) { c.Endpoint = "127.0.0.1:9000" }, "AWS_ENDPOINT_URL: want http://"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := good
			c.change(&cfg)
			_, err := bucket.Open(t.Context(), cfg)
			if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), cfg.SecretKey) {
				t.Errorf("error is %v, want one line with %q", err, c.says)
			}
		})
	}
	for name, c := range map[string]struct {
		status int
		says   string
	}{
		"QuotaExceeded": {400, "the quota of the bucket is used up"}, "XMinioStorageFull": {507, "the disk of the server is full"},
		"SignatureDoesNotMatch": {403, "check AWS_SECRET_ACCESS_KEY"}, "RequestTimeTooSkewed": {403, "set it (NTP)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodHead {
					return
				}
				w.WriteHeader(c.status)
				fmt.Fprintf(w, "<?xml version=\"1.0\"?><Error><Code>%s</Code><Message>no</Message></Error>", name)
			}))
			defer server.Close()
			cfg := good
			cfg.Endpoint = server.URL
			b, err := bucket.Open(t.Context(), cfg)
			if err != nil {
				t.Fatal(err)
			}
			defer b.Close()
			if err := b.Put(t.Context(), "object", []byte("content")); err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error is %v, want one line with %q", err, c.says)
			}
		})
	}
}

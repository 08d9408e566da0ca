package embedded_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quintet/api/store"
	"quintet/api/store/embedded"
	"quintet/api/store/minio"
	"quintet/api/store/storetest"
)

const signed = "AWS4-HMAC-SHA256 Credential=key/20261124/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"

func openS3(t *testing.T, cfg embedded.S3Config) *embedded.S3 {
	t.Helper()
	cfg.AccessKey = "key"
	return storetest.Opened(t, embedded.OpenS3, cfg)
}

func openBucket(t *testing.T, server *embedded.S3) *minio.Bucket {
	t.Helper()
	bucket, err := minio.Open(t.Context(), minio.Config{Endpoint: server.Addr(), AccessKey: "key", SecretKey: "s", Bucket: "files", Retries: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { bucket.Close() })
	return bucket
}

// do sends one request and returns status and body.
func do(t *testing.T, method, url, body string, header map[string]string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range header {
		request.Header.Set(name, value)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

// left lists the files under a folder.
func left(t *testing.T, dir string) (out []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestOnlyByAddress asks by a name, which its owner can have resolve to this machine.
func TestOnlyByAddress(t *testing.T) {
	server := openS3(t, embedded.S3Config{Dir: t.TempDir()})
	for host, want := range map[string]int{"localhost:1": 200, "127.0.0.2": 200, "[::1]:9": 200, "evil.example": 421, "": 200} {
		request, err := http.NewRequestWithContext(t.Context(), "GET", "http://"+server.Addr()+"/", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Host = host
		request.Header.Set("Authorization", signed)
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("%q: %s, want %d", host, answer.Status, want)
		}
	}
}

func TestOnlyWithCredentials(t *testing.T) {
	server := openS3(t, embedded.S3Config{Dir: t.TempDir()})
	url := "http://" + server.Addr() + "/"
	stamp := time.Now().UTC().Add(-time.Minute).Format("20060102T150405Z")
	for name, c := range map[string]struct {
		query, authorization string
		want                 int
	}{
		"None":           {"", "", http.StatusForbidden},
		"Signed":         {"", signed, http.StatusOK},
		"AnotherKey":     {"", strings.Replace(signed, "key/", "other/", 1), http.StatusForbidden},
		"AnotherScheme":  {"", "Basic a2V5OnM=", http.StatusForbidden},
		"Presigned":      {"?X-Amz-Credential=key%2Fx&X-Amz-Date=" + stamp + "&X-Amz-Expires=90", "", http.StatusOK},
		"Expired":        {"?X-Amz-Credential=key%2Fx&X-Amz-Date=" + stamp + "&X-Amz-Expires=30", "", http.StatusForbidden},
		"NoExpiry":       {"?X-Amz-Credential=key%2Fx&X-Amz-Date=" + stamp, "", http.StatusForbidden},
		"NoDate":         {"?X-Amz-Credential=key%2Fx&X-Amz-Expires=90", "", http.StatusForbidden},
		"PresignedOther": {"?X-Amz-Credential=other%2Fx&X-Amz-Date=" + stamp + "&X-Amz-Expires=90", "", http.StatusForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			header := map[string]string{}
			if c.authorization != "" {
				header["Authorization"] = c.authorization
			}
			if status, body := do(t, http.MethodGet, url+c.query, "", header); status != c.want {
				t.Errorf("status %d, want %d: %s", status, c.want, body)
			}
		})
	}
}

func TestObjectsOutliveTheServer(t *testing.T) {
	cfg := embedded.S3Config{Dir: t.TempDir(), AccessKey: "key"}
	server, err := embedded.OpenS3(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	put, err := openBucket(t, server).Put(t.Context(), "a b", "text/x-test", strings.NewReader("content"), -1)
	if err := errors.Join(err, server.Close(), server.Close()); err != nil {
		t.Fatal(err)
	}
	torn := filepath.Join(filepath.Dir(left(t, cfg.Dir)[0]), ".1f")
	if err := os.WriteFile(torn, []byte("half an obj"), 0o600); err != nil {
		t.Fatal(err)
	}
	server = openS3(t, cfg)
	if _, err := os.Stat(torn); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what was half written before is still there: %v", err)
	}
	got, r, err := openBucket(t, server).Open(t.Context(), put.Name)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if text, err := io.ReadAll(r); err != nil || string(text) != "content" || got.ETag != put.ETag || got.ContentType != "text/x-test" {
		t.Errorf("got %+v, %q, %v", got, text, err)
	}
}

// TestTornUpload cuts a connection in the middle of a body and checks that nothing is left of it.
func TestTornUpload(t *testing.T) {
	dir := t.TempDir()
	server := openS3(t, embedded.S3Config{Dir: dir})
	bucket := openBucket(t, server)
	conn, err := net.Dial("tcp", server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "PUT /files/torn HTTP/1.1\r\nHost: localhost\r\nAuthorization: %s\r\nContent-Length: 1000\r\n\r\nhalf", signed)
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	// The answer shows that the server is done with the request.
	if _, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	conn.Close()
	if _, _, err := bucket.Open(t.Context(), "torn"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("open: %v, want not found", err)
	}
	if files := left(t, dir); len(files) > 0 {
		t.Errorf("left behind: %v", files)
	}
}

func TestLimits(t *testing.T) {
	dir := t.TempDir()
	server := openS3(t, embedded.S3Config{Dir: dir, MaxBytes: 1000})
	bucket := openBucket(t, server)
	ctx, url := t.Context(), "http://"+server.Addr()+"/files/x"
	if _, err := bucket.Put(ctx, "x", "a/b", strings.NewReader(strings.Repeat("x", 1000)), 1000); err != nil {
		t.Errorf("put of as much as is allowed: %v", err)
	}
	if _, err := bucket.Put(ctx, "y", "a/b", strings.NewReader(strings.Repeat("x", 1001)), 1001); !errors.Is(err, store.ErrTooLarge) {
		t.Errorf("put of more: %v, want too large", err)
	}
	header := map[string]string{"Authorization": signed}
	t.Run("InParts", func(t *testing.T) {
		_, answer := do(t, http.MethodPost, url+"?uploads", "", header)
		_, id, _ := strings.Cut(answer, "<UploadId>")
		id, _, ok := strings.Cut(id, "</UploadId>")
		if !ok {
			t.Fatalf("no upload id in %s", answer)
		}
		part := func(n int, size int) int {
			status, _ := do(t, http.MethodPut, fmt.Sprintf("%s?uploadId=%s&partNumber=%d", url, id, n), strings.Repeat("p", size), header)
			return status
		}
		if status := part(1, 600); status != http.StatusOK {
			t.Errorf("first part: status %d", status)
		}
		if status := part(2, 600); status != http.StatusBadRequest {
			t.Errorf("part over the limit: status %d, want 400", status)
		}
		complete := func(body string) int {
			status, _ := do(t, http.MethodPost, url+"?uploadId="+id, body, header)
			return status
		}
		wrong := "<CompleteMultipartUpload><Part><PartNumber>7</PartNumber><ETag>x</ETag></Part></CompleteMultipartUpload>"
		if status := complete(wrong); status != http.StatusBadRequest {
			t.Errorf("completing with a part that is not there: status %d, want 400", status)
		}
		if status := complete(wrong); status != http.StatusNotFound {
			t.Errorf("completing what has ended: status %d, want 404", status)
		}
	})
	if files := left(t, dir); len(files) != 1 {
		t.Errorf("files are %v, want the one object", files)
	}
}

// TestDamagedFile checks that what is no object file is an error of the server, not a wrong answer.
func TestDamagedFile(t *testing.T) {
	dir := t.TempDir()
	bucket := openBucket(t, openS3(t, embedded.S3Config{Dir: dir}))
	for name, damage := range map[string]func([]byte) []byte{
		"Truncated": func(b []byte) []byte { return b[:len(b)-1] },
		"Empty":     func([]byte) []byte { return nil },
		"Shortened": func(b []byte) []byte { return b[5:] },
		"Length":    func(b []byte) []byte { b[len(b)-9] = 0xff; return b },
		"NoJSON":    func(b []byte) []byte { b[len(b)-20] ^= 0xff; return b },
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := bucket.Put(t.Context(), name, "a/b", strings.NewReader("some content"), 12); err != nil {
				t.Fatal(err)
			}
			files := left(t, dir)
			if len(files) != 1 {
				t.Fatalf("files are %v", files)
			}
			content, err := os.ReadFile(files[0])
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(files[0], damage(content), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, r, err := bucket.Open(t.Context(), name); err == nil {
				r.Close()
				t.Error("opened")
			}
			if err := bucket.Delete(t.Context(), name); err != nil {
				t.Errorf("delete: %v", err)
			}
		})
	}
}

func TestOpenS3Refuses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx context.Context
		cfg embedded.S3Config
	}{
		"NoFolder":    {t.Context(), embedded.S3Config{}},
		"FolderIsOne": {t.Context(), embedded.S3Config{Dir: file}},
		"BadAddress":  {t.Context(), embedded.S3Config{Dir: t.TempDir(), Addr: "nowhere"}},
		"Canceled":    {canceled, embedded.S3Config{Dir: t.TempDir()}},
	} {
		t.Run(name, func(t *testing.T) {
			if server, err := embedded.OpenS3(c.ctx, c.cfg); err == nil {
				server.Close()
				t.Error("opened")
			}
		})
	}
}

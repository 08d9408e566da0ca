package rest_test

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"quintet/api/rest"
	"quintet/api/store"
)

func TestUploadAndDownload(t *testing.T) {
	s := open(t, nil)
	for _, c := range []struct{ name, contentType, content string }{
		{"x.txt", "text/plain; charset=utf-8", "content"},
		{"empty", "application/octet-stream", ""},
		{"a b%20c?d#e.jpg", "image/jpeg", strings.Repeat("0123456789", 50_000)},
		{"café 日本語.txt", "text/plain", "x"},
		{"...", "text/html", "<script>"},
		{strings.Repeat("n", 251) + ".txt", "text/plain", "long"},
	} {
		f := s.upload(c.name, c.contentType, c.content)
		sum := md5.Sum([]byte(c.content))
		if f.Size != int64(len(c.content)) || f.ETag != hex.EncodeToString(sum[:]) || len(f.Filename) > 255 {
			t.Errorf("%s: uploaded as %+v", c.name, f)
		}
		if _, err := uuid.Parse(f.Filename[:36]); err != nil {
			t.Errorf("%s: named %s, want a UUID before it", c.name, f.Filename)
		}
		a := s.want(200, "GET", f.URL, "")
		_, parameters, err := mime.ParseMediaType(a.Header.Get("Content-Disposition"))
		if a.body != c.content || a.ContentLength != f.Size || a.Header.Get("ETag") != `"`+f.ETag+`"` || a.Header.Get("Content-Type") != c.contentType ||
			a.Header.Get("X-Content-Type-Options") != "nosniff" || a.Header.Get("Accept-Ranges") != "bytes" {
			t.Errorf("%s: downloaded %d bytes with %v", c.name, len(a.body), a.Header)
		}
		if name := parameters["filename"]; err != nil || name != c.name && (len(c.name) < 218 || !strings.HasSuffix(name, ".txt")) {
			t.Errorf("%s: downloaded as %q, %v", c.name, name, err)
		}
		if timing := a.Header.Get("Server-Timing"); !strings.HasPrefix(timing, "gofakes3;dur=") {
			t.Errorf("%s: Server-Timing is %s", c.name, timing)
		}
	}
	// The type is what the client says, but never none.
	body, header := form(t, `form-data; name="file"; filename="x"`, "", "x")
	f := decode[file](t, s.do("POST", "/storage/upload", body, "Content-Type", header))
	if got := s.want(200, "GET", f.URL, "").Header.Get("Content-Type"); got != "application/octet-stream" {
		t.Errorf("a file without a type has %s", got)
	}
	if a, b := s.upload("same", "a/b", "1"), s.upload("same", "a/b", "2"); a.Filename == b.Filename {
		t.Error("two uploads of one name met")
	}
}

func TestRanges(t *testing.T) {
	s := open(t, nil)
	f := s.upload("x.txt", "text/plain", "0123456789")
	etag := `"` + f.ETag + `"`
	for _, c := range []struct {
		headers          []string
		status           int
		body, rangeOfAll string
	}{
		{[]string{"Range", "bytes=0-0"}, 206, "0", "bytes 0-0/10"},
		{[]string{"Range", "bytes=3-5"}, 206, "345", "bytes 3-5/10"},
		{[]string{"Range", "bytes=7-"}, 206, "789", "bytes 7-9/10"},
		{[]string{"Range", "bytes=-2"}, 206, "89", "bytes 8-9/10"},
		{[]string{"Range", "bytes=5-100"}, 206, "56789", "bytes 5-9/10"},
		{[]string{"Range", "bytes=-100"}, 206, "0123456789", "bytes 0-9/10"},
		{[]string{"Range", "bytes=-99999999999999999999"}, 206, "0123456789", "bytes 0-9/10"},
		{[]string{"Range", "bytes=9-99999999999999999999"}, 206, "9", "bytes 9-9/10"},
		{[]string{"Range", "Bytes= 0-0 "}, 206, "0", "bytes 0-0/10"},
		{[]string{"Range", "bytes=10-"}, 416, "", "bytes */10"},
		{[]string{"Range", "bytes=99999999999999999999-"}, 416, "", "bytes */10"},
		{[]string{"Range", "bytes=-0"}, 416, "", "bytes */10"},
		{[]string{"Range", "bytes=-0", "If-Range", `"another"`}, 200, "0123456789", ""},
		{[]string{"Range", "bytes=-0", "If-Match", `"another"`}, 412, "", ""},
		{[]string{"Range", "bytes=x"}, 416, "", "bytes */10"},
		{[]string{"Range", "bytes=5-3"}, 416, "", "bytes */10"},
		{[]string{"Range", "bytes=--1"}, 416, "", "bytes */10"},
		{[]string{"Range", "bytes=-"}, 416, "", "bytes */10"},
		{[]string{"Range", "bytes="}, 416, "", "bytes */10"},
		{[]string{"Range", "bytes=+1-2"}, 416, "", "bytes */10"},
		{[]string{"Range", "rows=0-0"}, 200, "0123456789", ""},
		{[]string{"Range", "bytes"}, 416, "", "bytes */10"},
		{[]string{"Range", "bytes=0-1,3-4"}, 200, "0123456789", ""},
		{[]string{"Range", "bytes=3-5", "If-Range", etag}, 206, "345", "bytes 3-5/10"},
		{[]string{"Range", "bytes=3-5", "If-Range", `"another"`}, 200, "0123456789", ""},
		{[]string{"If-None-Match", etag}, 304, "", ""},
		{[]string{"If-None-Match", `"another"`}, 200, "0123456789", ""},
		{[]string{"If-Match", `"another"`}, 412, "", ""},
		{[]string{"If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"}, 304, "", ""},
	} {
		a := s.do("GET", f.URL, "", c.headers...)
		if a.StatusCode >= 400 {
			a.refused(t, c.status)
			a.body = ""
		}
		if a.StatusCode != c.status || a.body != c.body || a.Header.Get("Content-Range") != c.rangeOfAll {
			t.Errorf("%v: %s %q %q, want %d %q %q", c.headers, a.Status, a.body, a.Header.Get("Content-Range"), c.status, c.body, c.rangeOfAll)
		}
	}
}

// TestRangesOfAnEmptyFile asks for parts of nothing: the whole is the answer.
func TestRangesOfAnEmptyFile(t *testing.T) {
	s := open(t, nil)
	f := s.upload("x.txt", "text/plain", "")
	for _, asked := range []string{"bytes=-5", "bytes=-0", "bytes=0-", "bytes=0-0", "rows=1-2"} {
		a := s.do("GET", f.URL, "", "Range", asked)
		if a.StatusCode != 200 || a.body != "" || a.Header.Get("Content-Range") != "" || a.ContentLength != 0 {
			t.Errorf("%s: %s %v", asked, a.Status, a.Header)
		}
	}
}

// TestRangeIsForGET asks with HEAD, for which RFC 9110 defines no ranges.
func TestRangeIsForGET(t *testing.T) {
	s := open(t, nil)
	f := s.upload("x.txt", "text/plain", "0123456789")
	for _, asked := range []string{"bytes=0-0", "bytes=-0"} {
		a := s.do("HEAD", f.URL, "", "Range", asked)
		if a.StatusCode != 200 || a.ContentLength != 10 || a.Header.Get("Content-Range") != "" {
			t.Errorf("%s: %s %v", asked, a.Status, a.Header)
		}
	}
}

func TestPresign(t *testing.T) {
	s := open(t, nil)
	f := s.upload("x.txt", "text/plain", "content")
	a := s.want(302, "GET", f.URL+"?presign=1", "")
	response, err := http.Get(a.Header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err := io.ReadAll(response.Body); err != nil || string(body) != "content" {
		t.Errorf("the redirect leads to %s %q, %v", response.Status, body, err)
	}
}

// TestFileNames tries to leave the bucket.
func TestFileNames(t *testing.T) {
	s := open(t, nil)
	for _, name := range []string{"..", ".", "../x", "a/b", "/etc/passwd", `..\x`, `C:\x`, strings.Repeat("x", 256)} {
		body, header := form(t, `form-data; name="file"; filename=`+inQuotes(name), "", "x")
		s.do("POST", "/storage/upload", body, "Content-Type", header).refused(t, 422)
	}
	for _, disposition := range []string{
		`form-data; name="file"; filename=""`, `form-data; name="file"`, `form-data; name="file"; filename*=UTF-8''..%2Fx`,
		`form-data; name="file"; filename*=UTF-8''%00`,
		`form-data; name="file"; filename*=UTF-8''a%01b`,
	} {
		body, header := form(t, disposition, "", "x")
		if p := s.do("POST", "/storage/upload", body, "Content-Type", header).refused(t, 422); len(p.Errors) != 1 || p.Errors[0].Field != "file" {
			t.Errorf("%s: %+v", disposition, p)
		}
	}
	for _, name := range []string{"", "..", ".", "../x", "%2e%2e", "%2E", "..%2Fx", "a%2Fb", "a/b", "%00", "a%0ab", "a%5Cb", "%ff", strings.Repeat("x", 256)} {
		s.do("GET", "/storage/download/"+name, "").refused(t, 422)
		s.do("GET", "/storage/download/"+name+"?presign=1", "").refused(t, 422)
	}
	// A mark that turns the direction of text is stored as something that can be seen.
	if f := s.upload("a\u202eb", "a/b", "x"); !strings.HasSuffix(f.Filename, "-a_b") {
		t.Errorf("stored as %s", f.Filename)
	}
}

// stored counts what is in the bucket.
func stored(t *testing.T, objects store.Objects) int64 {
	t.Helper()
	counter, _ := store.As[store.Counter](objects)
	counts, err := counter.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return counts["files"]
}

func TestForms(t *testing.T) {
	var objects store.Objects
	s := open(t, func(cfg *rest.Config) { objects = cfg.Stores.Objects })
	body, header := form(t, `form-data; name="file"; filename="x"`, "", strings.Repeat("x", 100_000))
	two := strings.Replace(body, "--"+boundaryOf(header)+"--", "--"+boundaryOf(header), 1) +
		"Content-Disposition: form-data; name=\"file\"; filename=\"y\"\r\n\r\ny\r\n--" + boundaryOf(header) + "--\r\n"
	field, fieldHeader := form(t, `form-data; name="other"`, "", "x")
	for name, c := range map[string]struct {
		body, header string
		status       int
	}{
		"NoForm":      {`{"file":"x"}`, "application/json", 415},
		"NoType":      {body, "", 415},
		"NoBoundary":  {body, "multipart/form-data", 400},
		"LongBound":   {body, "multipart/form-data; boundary=" + strings.Repeat("x", 80), 400},
		"OtherBound":  {body, "multipart/form-data; boundary=x", 400},
		"Empty":       {"", header, 400},
		"TornInFile":  {body[:5000], header, 400},
		"TornAfter":   {body[:len(body)-6], header, 400},
		"NoFile":      {field, fieldHeader, 422},
		"TwoFiles":    {two, header, 422},
		"FieldName":   {strings.Replace(field, `"other"`, "\"a\u0085b\"", 1), fieldHeader, 400},
		"TooLarge":    {strings.Replace(body, "xxx", strings.Repeat("x", small), 1), header, 413},
		"FarTooLarge": {strings.Replace(body, "xxx", strings.Repeat("x", 4*small), 1), header, 413},
	} {
		t.Run(name, func(t *testing.T) {
			s := *s
			s.t = t
			s.do("POST", "/storage/upload", c.body, "Content-Type", c.header).refused(t, c.status)
			if n := stored(t, objects); n != 0 {
				t.Errorf("%d files are left behind", n)
			}
		})
	}
	// Fields before the file are skipped, and the largest file fits.
	largest, header := form(t, `form-data; name="file"; filename="x"`, "", strings.Repeat("x", small))
	boundary := "--" + boundaryOf(header)
	largest = boundary + "\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n" + largest
	if a := s.do("POST", "/storage/upload", largest, "Content-Type", header); a.StatusCode != 201 || decode[file](t, a).Size != small {
		t.Errorf("%s %s", a.Status, a.body)
	}
}

func boundaryOf(header string) string {
	_, parameters, _ := mime.ParseMediaType(header)
	return parameters["boundary"]
}

// TestUploadStreams begins an upload of which no end is in sight and looks whether the store is fed already. Then the client goes.
func TestUploadStreams(t *testing.T) {
	fed, ended := make(chan struct{}), make(chan error, 1)
	s := open(t, func(cfg *rest.Config) { cfg.Stores.Objects = &watchedPut{cfg.Stores.Objects, fed, ended} })
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, err = fmt.Fprintf(conn, "POST /storage/upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 500000\r\n\r\n"+
		"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n%s", strings.Repeat("x", 10_000))
	if err != nil {
		t.Fatal(err)
	}
	<-fed
	conn.Close()
	if err := <-ended; err == nil {
		t.Error("half an upload was stored")
	}
	s.counted(`http_request_duration_seconds_count{code="499",method="POST",route="/storage/upload"} 1`)
}

// watchedPut says when the first content has arrived, and how Put ended.
type watchedPut struct {
	store.Objects
	fed   chan struct{}
	ended chan error
}

// Put implements store.Objects.
func (w *watchedPut) Put(ctx context.Context, name, contentType string, r io.Reader, size int64) (store.Object, error) {
	first := make([]byte, 1)
	if _, err := io.ReadFull(r, first); err != nil {
		return store.Object{}, err
	}
	close(w.fed)
	object, err := w.Objects.Put(ctx, name, contentType, io.MultiReader(strings.NewReader(string(first)), r), size)
	w.ended <- err
	return object, err
}

// TestDownloadThatFails breaks a download before and behind its first block: the first is an honest status, the second
// must not look like a whole file.
func TestDownloadThatFails(t *testing.T) {
	var after atomic.Int64
	s := open(t, func(cfg *rest.Config) { cfg.Stores.Objects = &breaking{cfg.Stores.Objects, &after} })
	content := strings.Repeat("0123456789", 50_000)
	f := s.upload("x", "a/b", content)
	s.do("GET", f.URL, "").refused(t, 503)
	a := s.do("GET", f.URL, "", "Range", "bytes=5-")
	a.refused(t, 503)
	if a.Header.Get("Content-Range") != "" || a.Header.Get("ETag") != "" || a.Header.Get("Retry-After") == "" {
		t.Errorf("head of the refusal is %v", a.Header)
	}

	after.Store(200_000)
	response, err := http.Get(s.url + f.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err := io.ReadAll(response.Body); err == nil || len(body) == len(content) {
		t.Errorf("a torn download ended with %d of %d bytes and no error", len(body), len(content))
	}
	s.counted(`http_request_duration_seconds_count{code="503",method="GET",route="/storage/download/{filename}"} 3`)
}

// breaking fails to read an object after so many bytes.
type breaking struct {
	store.Objects
	after *atomic.Int64
}

// Open implements store.Objects.
func (b *breaking) Open(ctx context.Context, name string) (store.Object, io.ReadSeekCloser, error) {
	object, content, err := b.Objects.Open(ctx, name)
	return object, &breakingContent{content, b.after.Load()}, err
}

type breakingContent struct {
	io.ReadSeekCloser
	left int64
}

// Read implements io.Reader.
func (b *breakingContent) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, store.Wrap("read object", errors.New("the driver's text: secret"))
	}
	n, err := b.ReadSeekCloser.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}

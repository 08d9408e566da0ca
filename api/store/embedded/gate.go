package embedded

import (
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/johannesboyne/gofakes3"

	"quintet/api/hosts"
)

// gate stands before gofakes3 and does what it leaves out: credentials, expiry, the limits on uploads.
type gate struct {
	cfg  S3Config
	next http.Handler
	// uploaded is how many bytes of a multipart upload are there already.
	uploaded func(gofakes3.UploadID) int64
	uploads  chan struct{}
}

func newGate(cfg S3Config, next http.Handler, uploaded func(gofakes3.UploadID) int64) http.Handler {
	return &gate{cfg: cfg, next: next, uploaded: uploaded, uploads: make(chan struct{}, cfg.MaxUploads)}
}

// framing is how much longer a body may be than its content: the signatures between the chunks of a signed stream.
const framing = 1 << 20

// ServeHTTP implements http.Handler.
func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !hosts.Own(r, nil) {
		refuse(w, hosts.Refused, "AccessDenied")
		return
	}
	if code := g.admit(r, time.Now()); code != "" {
		refuse(w, http.StatusForbidden, code)
		return
	}
	if r.Method != http.MethodPut && r.Method != http.MethodPost {
		g.next.ServeHTTP(w, r)
		return
	}
	size := r.ContentLength
	if decoded, err := strconv.ParseInt(r.Header.Get("X-Amz-Decoded-Content-Length"), 10, 64); err == nil {
		size = decoded
	}
	content := size
	if strings.Contains(r.URL.RawQuery, "uploadId=") && r.Method == http.MethodPut {
		size += g.uploaded(gofakes3.UploadID(r.URL.Query().Get("uploadId")))
	}
	if size > g.cfg.MaxBytes {
		refuse(w, http.StatusBadRequest, "EntityTooLarge")
		return
	}
	select {
	case g.uploads <- struct{}{}:
		defer func() { <-g.uploads }()
	case <-r.Context().Done():
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, g.cfg.MaxBytes+framing)
	if strings.HasPrefix(r.Header.Get("X-Amz-Content-Sha256"), "STREAMING-") {
		unframe(r, content)
	}
	g.next.ServeHTTP(w, r)
}

// unframe takes the lines with lengths and signatures out of a body that comes in chunks, which are those of HTTP with an extension, and
// makes the request one whose body is the content, size bytes long. gofakes3 1.2.0 does that for whole objects and one kind of signature, and
// stores the lines as content of parts and of the other kinds.
func unframe(r *http.Request, size int64) {
	r.Body = struct {
		io.Reader
		io.Closer
	}{httputil.NewChunkedReader(r.Body), r.Body}
	r.ContentLength = size
	r.Header.Set("Content-Length", strconv.FormatInt(size, 10))
	r.Header.Del("X-Amz-Content-Sha256")
	if r.Header.Get("Content-Encoding") == "aws-chunked" {
		r.Header.Del("Content-Encoding")
	}
}

// admit returns the S3 error code with which a request is refused, "" for one that is let in.
func (g *gate) admit(r *http.Request, now time.Time) string {
	credential, query := "", url.Values(nil)
	if header, ok := strings.CutPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 "); ok {
		for part := range strings.SplitSeq(header, ",") {
			if c, ok := strings.CutPrefix(strings.TrimSpace(part), "Credential="); ok {
				credential = c
			}
		}
	} else if strings.Contains(r.URL.RawQuery, "X-Amz-Credential=") {
		query = r.URL.Query()
		credential = query.Get("X-Amz-Credential")
	}
	key, _, _ := strings.Cut(credential, "/")
	switch {
	case credential == "":
		return "AccessDenied"
	case key != g.cfg.AccessKey:
		return "InvalidAccessKeyId"
	case query != nil:
		signed, err := time.Parse("20060102T150405Z", query.Get("X-Amz-Date"))
		seconds, err2 := strconv.ParseInt(query.Get("X-Amz-Expires"), 10, 32)
		if err != nil || err2 != nil || now.After(signed.Add(time.Duration(seconds)*time.Second)) {
			return "AccessDenied"
		}
	}
	return ""
}

// refuse answers with an S3 error document.
func refuse(w http.ResponseWriter, status int, code string) {
	type document struct {
		XMLName xml.Name `xml:"Error"`
		Code    string
		Message string
	}
	body, err := xml.Marshal(document{Code: code, Message: http.StatusText(status)})
	if err != nil {
		http.Error(w, code, status)
		return
	}
	w.Header().Set("Content-Type", "application/xml")
	// The body was not read; what is left of it must not be taken for the next request.
	w.Header().Set("Connection", "close")
	w.WriteHeader(status)
	w.Write(body)
}

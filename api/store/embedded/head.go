package embedded

import (
	"io"
	"log/slog"
	"net/http"
)

// oneHead lets a handler send one head. gofakes3 answers with an error document also when a body ends too early, for want of the
// client or of a file: the document would become part of the body, and the second head a line on standard error.
type oneHead struct {
	http.ResponseWriter
	sent, torn bool
}

// WriteHeader implements http.ResponseWriter.
func (o *oneHead) WriteHeader(code int) {
	if o.sent {
		o.torn = true
		return
	}
	o.sent = true
	o.ResponseWriter.WriteHeader(code)
}

// Write implements http.ResponseWriter. What follows a second head is dropped.
func (o *oneHead) Write(p []byte) (int, error) {
	if o.torn {
		return len(p), nil
	}
	o.sent = true
	return o.ResponseWriter.Write(p)
}

// ReadFrom implements io.ReaderFrom, by which files reach the connection without being copied through the process.
func (o *oneHead) ReadFrom(r io.Reader) (int64, error) {
	if o.torn {
		return io.Copy(io.Discard, r)
	}
	o.sent = true
	return io.Copy(o.ResponseWriter, r)
}

// Unwrap lets http.ResponseController find the connection.
func (o *oneHead) Unwrap() http.ResponseWriter { return o.ResponseWriter }

// withOneHead serves with next, and cuts the connection when an answer ended too early: half of one must not look like a whole one.
func withOneHead(next http.Handler, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o := &oneHead{ResponseWriter: w}
		next.ServeHTTP(o, r)
		if o.torn {
			log.Debug("answer of the embedded S3 server ended too early", "method", r.Method, "path", r.URL.Path)
			panic(http.ErrAbortHandler)
		}
	})
}

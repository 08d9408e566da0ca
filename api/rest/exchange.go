package rest

import (
	"cmp"
	"context"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/gorilla/mux"

	"quintet/api/store"
)

// exchange is one request and its answer. It is a http.ResponseWriter that holds the head back until the first byte of the body is
// there, so that Server-Timing covers the work that byte took, and so that a failure until then can still be told.
type exchange struct {
	w http.ResponseWriter
	r *http.Request
	// ctx is the request's context with deadline and timings. It is kept here rather than in another copy of the request.
	ctx      context.Context
	timings  *store.Timings
	start    time.Time
	deadline time.Time

	body    body
	maxBody int64
	// out is where answers are put together; it is reused.
	out []byte

	code      int
	sent      int64
	committed bool
	// torn says that the answer failed after its head had been sent.
	torn bool
}

// exchanges are reused, mostly for their buffers. A pool holds no state, so that it is shared by all.
var exchanges = sync.Pool{New: func() any { return new(exchange) }}

func begin(w http.ResponseWriter, r *http.Request) *exchange {
	x := exchanges.Get().(*exchange)
	*x = exchange{w: w, r: r, ctx: r.Context(), start: time.Now(), out: x.out[:0]}
	x.body.from = r.Body
	return x
}

// maxKept is the largest buffer that is kept for the next request.
const maxKept = 256 << 10

// release gives the exchange back. Nothing of it may be used any more.
func (x *exchange) release() {
	out := x.out[:0]
	if cap(out) > maxKept {
		out = nil
	}
	*x = exchange{out: out}
	exchanges.Put(x)
}

// Header implements http.ResponseWriter.
func (x *exchange) Header() http.Header { return x.w.Header() }

// Unwrap lets http.ResponseController find the connection.
func (x *exchange) Unwrap() http.ResponseWriter { return x.w }

// WriteHeader implements http.ResponseWriter. The head goes out with the first byte of the body, or when the handler returns.
func (x *exchange) WriteHeader(code int) {
	x.code = cmp.Or(x.code, code)
}

// commit sends the head, once.
func (x *exchange) commit() {
	if x.committed {
		return
	}
	x.committed = true
	x.code = cmp.Or(x.code, http.StatusOK)
	x.Header().Set("Server-Timing", x.timings.ServerTiming(time.Since(x.start)))
	x.w.WriteHeader(x.code)
}

// Write implements http.ResponseWriter.
func (x *exchange) Write(p []byte) (int, error) {
	x.commit()
	n, err := x.w.Write(p)
	x.sent += int64(n)
	return n, err
}

// blocks are what files are copied through.
var blocks = sync.Pool{New: func() any { return new([64 << 10]byte) }}

// ReadFrom implements io.ReaderFrom. The first block is read before the head is sent.
func (x *exchange) ReadFrom(r io.Reader) (int64, error) {
	block := blocks.Get().(*[64 << 10]byte)
	defer blocks.Put(block)
	var copied int64
	for {
		n, err := r.Read(block[:])
		if n > 0 {
			written, err := x.Write(block[:n])
			copied += int64(written)
			if err != nil {
				return copied, errGone
			}
		}
		if err == io.EOF {
			return copied, nil
		}
		if err != nil {
			return copied, err
		}
	}
}

// counted is the code under which the request is counted.
func (x *exchange) counted() int {
	return cmp.Or(x.code, http.StatusOK)
}

// param is a variable of the path, unescaped.
func (x *exchange) param(name string) (string, error) {
	return unescape(name, mux.Vars(x.r)[name])
}

// json answers with a document, which lies in out.
func (x *exchange) json(code int, document []byte) error {
	x.out = document
	return x.answer(code, "application/json", document)
}

// answer sends a whole body.
func (x *exchange) answer(code int, contentType string, body []byte) error {
	h := x.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	x.WriteHeader(code)
	// An answer that a client did not wait for is not an error.
	_, _ = x.Write(body)
	return nil
}

// done answers without a body.
func (x *exchange) done() error {
	x.WriteHeader(http.StatusNoContent)
	return nil
}

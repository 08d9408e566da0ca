package rest

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"time"
)

// body reads what a client sends: it counts, and keeps the first error so that it is found again however a parser dresses it.
type body struct {
	from io.Reader
	read int64
	// ended says that all of it has been read, err why not.
	ended bool
	err   error
}

// Read implements io.Reader.
func (b *body) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	n, err := b.from.Read(p)
	b.read += int64(n)
	switch {
	case err == io.EOF:
		b.ended = true
	case err != nil:
		b.err = refused(err)
		err = b.err
	}
	return n, err
}

// refused states what an error while reading from a client means.
func refused(err error) error {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return oversized(tooLarge.Limit)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return &problem{status: http.StatusRequestTimeout, detail: "The body did not arrive in time.", cause: err}
	}
	return errors.Join(errGone, err)
}

func oversized(limit int64) *problem {
	p := badRequest("The body is larger than %d bytes.", limit)
	p.status = http.StatusRequestEntityTooLarge
	return p
}

// receive prepares for a body of a media type and at most so many bytes, and returns the type's parameters. What announces itself as
// larger is refused before it is sent. The caller calls received once it has read what it wants.
func (x *exchange) receive(mediaType string, most int64) (map[string]string, error) {
	found, parameters := x.r.Header.Get("Content-Type"), map[string]string(nil)
	if found != mediaType {
		// The usual type without parameters needs no parsing.
		var err error
		if found, parameters, err = mime.ParseMediaType(found); err != nil || found != mediaType {
			return nil, &problem{status: http.StatusUnsupportedMediaType, detail: "The body must be " + mediaType + "."}
		}
	}
	if x.r.ContentLength > most {
		return nil, oversized(most)
	}
	// The limiter gets the server's own writer, so that it can have the connection closed.
	x.body.from = http.MaxBytesReader(x.w, x.r.Body, most)
	// What is no connection has no deadline.
	_ = http.NewResponseController(x.w).SetReadDeadline(x.deadline)
	return parameters, nil
}

// received ends the time that a body may take, once all of it is there. Otherwise the server, which from then on reads ahead to see
// whether the client is still there, would take the deadline for its going away. While something is missing the deadline stays: the
// server waits for the rest before it answers.
func (x *exchange) received() {
	if x.body.ended {
		_ = http.NewResponseController(x.w).SetReadDeadline(time.Time{})
	}
}

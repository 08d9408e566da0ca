package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"quintet/api/store"
)

// problem is an error as clients see it (RFC 9457). Its detail is written here, never by a driver.
type problem struct {
	status int
	detail string
	// fields say what is wrong with each field of a body that was understood.
	fields []field
	// allow are the methods that a 405 names.
	allow []string
	// cause is what logs see.
	cause error
}

type field struct{ name, message string }

// Error implements error.
func (p *problem) Error() string { return fmt.Sprintf("%d %s", p.status, p.detail) }

// Unwrap returns the cause.
func (p *problem) Unwrap() error { return p.cause }

// invalid is the problem of one field.
func invalid(name, message string) *problem { return invalids([]field{{name, message}}) }

func invalids(fields []field) *problem {
	return &problem{status: http.StatusUnprocessableEntity, detail: "Some fields do not hold what they should.", fields: fields}
}

func badRequest(format string, args ...any) *problem {
	return &problem{status: http.StatusBadRequest, detail: fmt.Sprintf(format, args...)}
}

func notFound(format string, args ...any) *problem {
	return &problem{status: http.StatusNotFound, detail: fmt.Sprintf(format, args...)}
}

// broken is all that clients learn of a mistake of this program.
const broken = "Something went wrong here; it has been noted."

// errGone says that the client went away before it had sent its body or got its answer.
var errGone = errors.New("client has gone")

// status is one row of the table from errors to statuses. The first that errors.Is finds counts.
type status struct {
	err    error
	status int
	detail string
}

// statuses is the table of errors and what clients see of them; the first that matches counts.
func statuses() []status {
	return []status{
		{store.ErrNotFound, http.StatusNotFound, "It does not exist."},
		{store.ErrConflict, http.StatusConflict, "It already exists."},
		{store.ErrTooLarge, http.StatusRequestEntityTooLarge, "It is larger than what can be stored."},
		{store.ErrInvalid, http.StatusUnprocessableEntity, "It cannot be stored as it is."},
		{store.ErrTimeout, http.StatusGatewayTimeout, "A store did not answer in time."},
		{context.DeadlineExceeded, http.StatusGatewayTimeout, "A store did not answer in time."},
		{store.ErrBusy, http.StatusServiceUnavailable, "A store has as many calls as it may have; retry later."},
		{store.ErrUnavailable, http.StatusServiceUnavailable, "A store is not available; retry later."},
		{context.Canceled, http.StatusServiceUnavailable, "The work was given up; retry later."},
		{errGone, gone, ""},
	}
}

// problemOf turns an error into what clients see of it.
func problemOf(err error) *problem {
	var p *problem
	if errors.As(err, &p) {
		return p
	}
	for _, s := range statuses() {
		if errors.Is(err, s.err) {
			return &problem{status: s.status, detail: s.detail, cause: err}
		}
	}
	return &problem{status: http.StatusInternalServerError, detail: broken, cause: err}
}

// taken names what already exists in an ErrConflict; other errors stay as they are.
func taken(err error, detail string) error {
	if errors.Is(err, store.ErrConflict) {
		return &problem{status: http.StatusConflict, detail: detail}
	}
	return err
}

// missing says which user or group there is not; other errors stay as they are.
func missing(err error) error {
	var m *store.MissingError
	if errors.As(err, &m) {
		return notFound("There is no %s %d.", m.Kind, m.ID)
	}
	return err
}

// absent says of which thing an ErrNotFound is; other errors stay as they are.
func absent(err error, format string, args ...any) error {
	if errors.Is(err, store.ErrNotFound) {
		return notFound(format, args...)
	}
	return err
}

// problem answers with p in place of whatever was to be answered.
func (x *exchange) problem(p *problem) {
	h := x.Header()
	for _, name := range []string{"Content-Length", "ETag", "Last-Modified", "Accept-Ranges", "Content-Disposition", "Link", "Location", "Cache-Control"} {
		h.Del(name)
	}
	if p.status != http.StatusRequestedRangeNotSatisfiable {
		h.Del("Content-Range")
	}
	if p.allow != nil {
		h.Set("Allow", strings.Join(p.allow, ", "))
	}
	if p.status == http.StatusServiceUnavailable || p.status == http.StatusTooManyRequests {
		h.Set("Retry-After", "1")
	}
	if p.status == http.StatusRequestTimeout {
		// The rest of the body may come yet, and is no request.
		h.Set("Connection", "close")
	}
	x.code = p.status
	if p.status == gone {
		// The client is gone; should a proxy read it all the same, it must not look like a success.
		h.Set("Content-Length", "0")
		x.commit()
		return
	}
	// out may still hold part of an answer that failed.
	x.out = p.append(x.out[:0], x.r.URL.EscapedPath())
	_ = x.answer(p.status, "application/problem+json", x.out)
}

// longestInstance bounds how much of a client's own text is given back.
const longestInstance = 1024

// short cuts a path that is too long, but not within an escape.
func short(path string) string {
	if len(path) <= longestInstance {
		return path
	}
	path = path[:longestInstance]
	if at := strings.LastIndexByte(path, '%'); at > len(path)-3 {
		path = path[:at]
	}
	return path
}

// append renders the problem. Its type is about:blank, so its title is the status's, but for what has errors.
func (p *problem) append(b []byte, instance string) []byte {
	kind := "about:blank"
	if len(p.fields) > 0 {
		kind = "urn:quintet:problem:fields"
	}
	b = appendString(append(b, `{"type":`...), kind)
	b = appendString(append(b, `,"title":`...), http.StatusText(p.status))
	b = strconv.AppendInt(append(b, `,"status":`...), int64(p.status), 10)
	b = appendString(append(b, `,"detail":`...), p.detail)
	b = appendString(append(b, `,"instance":`...), short(instance))
	if len(p.fields) > 0 {
		b = append(b, `,"errors":[`...)
		for i, f := range p.fields {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendString(append(b, `{"field":`...), f.name)
			b = append(appendString(append(b, `,"message":`...), f.message), '}')
		}
		b = append(b, ']')
	}
	return append(b, '}')
}

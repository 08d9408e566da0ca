package rest

import (
	"cmp"
	"io"
	"mime"
	"net/http"
	"time"

	"quintet/api/store"
)

// presigned is how long a URL that needs no credentials is good for.
const presigned = 15 * time.Minute

// download streams a file, or the one range of it that is asked for.
func (a *api) download(x *exchange) error {
	name, err := x.param("filename")
	if err != nil {
		return err
	}
	if store.CheckObjectName(name) != nil {
		return invalid("filename", `must be 1 to 255 bytes without "/", "\" and control characters, and not "." or ".."`)
	}
	q, err := x.query()
	if err != nil {
		return err
	}
	switch presign, there, err := q.one("presign"); {
	case err != nil:
		return err
	case presign == "1":
		return a.redirect(x, name)
	case there && presign != "0":
		return badRequest("presign must be 0 or 1, not %s.", quote(presign))
	}

	object, content, err := a.Stores.Objects.Open(x.ctx, name)
	if err != nil {
		return absent(err, "There is no file %s.", quote(name))
	}
	defer content.Close()
	// A client that does not read must not hold the object open for ever. What is no connection has no deadline.
	_ = http.NewResponseController(x.w).SetWriteDeadline(x.deadline)
	h := x.Header()
	h.Set("Content-Type", cmp.Or(object.ContentType, bytesType))
	h.Set("ETag", `"`+object.ETag+`"`)
	h.Set("X-Content-Type-Options", "nosniff")
	if disposition := mime.FormatMediaType("attachment", map[string]string{"filename": original(object.Name)}); disposition != "" {
		h.Set("Content-Disposition", disposition)
	}
	from, to := &source{ReadSeeker: content}, &sink{exchange: x}
	http.ServeContent(to, withRange(x.r, object.Size), "", object.Modified, from)
	switch {
	case from.err != nil:
		return from.err
	case to.err != nil:
		return to.err
	case to.refused != 0:
		return &problem{status: to.refused, detail: "The file has not what the request's conditions ask for."}
	}
	return nil
}

// redirect sends the client to where the file can be fetched without this API in between.
func (a *api) redirect(x *exchange, name string) error {
	url, err := a.Stores.Objects.Presign(x.ctx, name, presigned)
	if err != nil {
		return err
	}
	x.Header().Set("Location", url)
	x.Header().Set("Cache-Control", "no-store")
	x.WriteHeader(http.StatusFound)
	return nil
}

// source keeps the error of reading, which http.ServeContent swallows.
type source struct {
	io.ReadSeeker
	err error
}

// Read implements io.Reader.
func (s *source) Read(p []byte) (int, error) {
	n, err := s.ReadSeeker.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// sink keeps the errors that http.ServeContent would answer as plain text, so that they become problems.
type sink struct {
	*exchange
	refused int
	err     error
}

// WriteHeader implements http.ResponseWriter.
func (s *sink) WriteHeader(code int) {
	if code >= 400 {
		s.refused = code
		return
	}
	s.exchange.WriteHeader(code)
}

// Write implements http.ResponseWriter.
func (s *sink) Write(p []byte) (int, error) {
	if s.refused != 0 {
		return len(p), nil
	}
	return s.exchange.Write(p)
}

// ReadFrom implements io.ReaderFrom.
func (s *sink) ReadFrom(r io.Reader) (int64, error) {
	n, err := s.exchange.ReadFrom(r)
	if err != nil {
		s.err = err
	}
	return n, err
}

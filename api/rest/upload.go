package rest

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"

	"quintet/api/store"
)

// framing is how many bytes a form may have beside its file.
const framing = 64 << 10

// upload stores the one file of a form while it arrives. The parts before it are skipped; a form that is torn behind it, or holds
// a second file, leaves nothing.
func (a *api) upload(x *exchange) error {
	parameters, err := x.receive("multipart/form-data", a.MaxUpload+framing)
	if err != nil {
		return err
	}
	defer x.received()
	boundary := parameters["boundary"]
	if boundary == "" || len(boundary) > 70 {
		return badRequest("The form's Content-Type must say its boundary, of 1 to 70 characters.")
	}
	form := multipart.NewReader(&x.body, boundary)
	part, err := x.filePart(form)
	if err == io.EOF {
		return invalid("file", "is missing: the form must have a file of this name")
	}
	if err != nil {
		return err
	}
	name, err := uniqueName(part)
	if err != nil {
		return err
	}
	content := &counted{r: part, most: a.MaxUpload}
	object, err := a.Stores.Objects.Put(x.ctx, name, contentType(part), content, -1)
	if err != nil {
		return x.sendingFailed(content.err, err)
	}
	if err := x.lastPart(form); err != nil {
		a.undo(x, name)
		return err
	}
	path := "/storage/download/" + url.PathEscape(object.Name)
	x.Header().Set("Location", path)
	b := appendString(append(x.out, `{"filename":`...), object.Name)
	b = strconv.AppendInt(append(b, `,"size":`...), object.Size, 10)
	b = appendString(append(b, `,"etag":`...), object.ETag)
	b = appendString(append(b, `,"url":`...), path)
	return x.json(http.StatusCreated, append(b, '}'))
}

// filePart returns the next part that is the field "file", or io.EOF.
func (x *exchange) filePart(form *multipart.Reader) (*multipart.Part, error) {
	for {
		part, err := form.NextPart()
		if err == io.EOF {
			return nil, io.EOF
		}
		if err != nil {
			return nil, x.sendingFailed(err, nil)
		}
		name := part.FormName()
		if strings.ContainsFunc(name, unicode.IsControl) {
			return nil, badRequest("The name of a field must not have control characters.")
		}
		if name == "file" {
			return part, nil
		}
	}
}

// lastPart makes sure that no second file follows and that the form ends as it should.
func (x *exchange) lastPart(form *multipart.Reader) error {
	switch _, err := x.filePart(form); {
	case err == nil:
		return invalid("file", "is there more than once")
	case err != io.EOF:
		return err
	}
	// What stands behind a form means nothing.
	_, err := io.Copy(io.Discard, &x.body)
	return err
}

// sendingFailed tells apart why a form could not be stored: its connection, its form (sent), or the store.
func (x *exchange) sendingFailed(sent, stored error) error {
	var p *problem
	switch {
	case x.body.err != nil:
		return x.body.err
	case errors.As(sent, &p):
		return p
	case sent != nil:
		return badRequest("The form is torn or malformed.")
	}
	return stored
}

// undo removes what was stored of a form that then turned out to be none.
func (a *api) undo(x *exchange, name string) {
	// Above all when the client has gone.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(x.ctx), 5*time.Second)
	defer cancel()
	if err := a.Stores.Objects.Delete(ctx, name); err != nil {
		a.Log.Warn("a file that nobody knows of is left behind", "name", name, "error", err)
	}
}

// counted bounds a file, and keeps the first error of its part.
type counted struct {
	r    io.Reader
	read int64
	most int64
	err  error
}

// Read implements io.Reader.
func (c *counted) Read(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	n, err := c.r.Read(p)
	c.read += int64(n)
	if c.read > c.most {
		n, err = 0, oversized(c.most)
	}
	if err != nil && err != io.EOF {
		c.err = err
	}
	return n, err
}

// bytesType is the type of a file of which nothing is known.
const bytesType = "application/octet-stream"

// contentType is what the client says of the file, or else the type of mere bytes.
func contentType(part *multipart.Part) string {
	const longest = 255
	said := part.Header.Get("Content-Type")
	if _, _, err := mime.ParseMediaType(said); err != nil || len(said) > longest {
		return bytesType
	}
	return said
}

// uniqueName is the name of the file as the client calls it, behind a UUID: two uploads of one name never meet.
func uniqueName(part *multipart.Part) (string, error) {
	// Part.FileName would cut "../x" to "x"; a name that tries to leave is refused instead.
	_, parameters, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	if err != nil {
		return "", invalid("file", "has a Content-Disposition that cannot be read")
	}
	name := parameters["filename"]
	if err := store.CheckObjectName(name); err != nil {
		return "", invalid("file", `must have a file name of 1 to 255 bytes without "/", "\" and control characters that is not "." or ".."`)
	}
	return uuid.NewString() + "-" + printable(name), nil
}

package store

import (
	"context"
	"fmt"
	"io"
	"time"
)

// Object describes a stored file.
type Object struct {
	// Name is the key under which it is found again; Put makes it unique.
	Name string
	// Size in bytes.
	Size int64
	// ETag without quotes.
	ETag        string
	ContentType string
	Modified    time.Time
}

// Objects keeps files (MinIO's role). Names are 1 to 255 bytes without "/", "\", NUL or other control characters and are
// neither "." nor ".."; anything else is ErrInvalid.
type Objects interface {
	// Put streams r into the object name, replacing what was there, without holding the whole in memory, and returns it
	// with its size and ETag. Size is -1 when not known beforehand; content of another size is ErrInvalid. ErrTooLarge past
	// the backend's limit; after any error no object of that name was created or changed. r is not read after Put has
	// returned; an error of r is in the chain of the returned one.
	Put(ctx context.Context, name, contentType string, r io.Reader, size int64) (Object, error)
	// Open returns the object and its content, seekable so that ranges can be served; the caller closes it. ErrNotFound.
	Open(ctx context.Context, name string) (Object, io.ReadSeekCloser, error)
	// Presign returns a URL from which the object can be fetched for that long without credentials. The object need not
	// exist.
	Presign(ctx context.Context, name string, expires time.Duration) (string, error)
	// Delete removes an object. Idempotent.
	Delete(ctx context.Context, name string) error
}

// CheckObjectName returns ErrInvalid, with the reason, for a name that the Objects contract refuses. Backends call it before
// they touch anything, so that a name can never leave the bucket.
func CheckObjectName(name string) error {
	switch {
	case name == "":
		return fmt.Errorf("%w: object name is empty", ErrInvalid)
	case len(name) > 255:
		return fmt.Errorf("%w: object name has %d bytes, at most 255 are allowed", ErrInvalid, len(name))
	case name == ".", name == "..":
		return fmt.Errorf("%w: object name %q", ErrInvalid, name)
	}
	for _, r := range name {
		// 0x7f-0x9f are the DEL and C1 control characters; U+FFFD is also what an invalid byte decodes to.
		if r == '/' || r == '\\' || r < 0x20 || r >= 0x7f && r <= 0x9f || r == '\uFFFD' {
			return fmt.Errorf("%w: object name contains %q", ErrInvalid, r)
		}
	}
	return nil
}

package store

import (
	"context"
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

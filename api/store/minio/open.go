package minio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/minio/minio-go/v7"

	"quintet/api/store"
)

// Open implements store.Objects. The content can be read until the context ends.
func (b *Bucket) Open(ctx context.Context, name string) (store.Object, io.ReadSeekCloser, error) {
	if err := store.CheckObjectName(name); err != nil {
		return store.Object{}, nil, store.Wrap("open object", err)
	}
	body, info, err := b.get(ctx, name, minio.GetObjectOptions{})
	if err != nil {
		return store.Object{}, nil, fail(ctx, "open object", err)
	}
	object := store.Object{
		Name: name, Size: info.Size, ETag: info.ETag, ContentType: info.ContentType, Modified: info.LastModified.UTC(),
	}
	return object, &content{bucket: b, ctx: ctx, name: name, size: info.Size, etag: info.ETag, body: body}, nil
}

// get begins to read an object.
func (b *Bucket) get(ctx context.Context, name string, options minio.GetObjectOptions) (body io.ReadCloser, info minio.ObjectInfo, err error) {
	body, err = again(ctx, b, func() (body io.ReadCloser, err error) {
		body, info, _, err = b.core.GetObject(ctx, b.cfg.Bucket, name, options)
		return body, err
	})
	return body, info, err
}

// content reads an object from any offset. Like all readers it is for one goroutine.
type content struct {
	bucket *Bucket
	// ctx belongs to the reading, which Open's caller bounds.
	ctx  context.Context
	name string
	etag string
	size int64
	// offset is where the next Read is to be; body, unless nil, is a stream that is at offset at.
	offset int64
	body   io.ReadCloser
	at     int64
}

// Read implements io.Reader.
func (c *content) Read(p []byte) (int, error) {
	if c.offset >= c.size {
		return 0, io.EOF
	}
	if c.body == nil || c.at != c.offset {
		if err := c.reopen(); err != nil {
			return 0, fail(c.ctx, "read object", err)
		}
	}
	n, err := c.body.Read(p)
	c.offset += int64(n)
	c.at = c.offset
	if err == io.EOF && c.offset < c.size {
		err = io.ErrUnexpectedEOF
	}
	if err != nil && err != io.EOF {
		err = fail(c.ctx, "read object", err)
	}
	return n, err
}

// reopen asks for the content from the offset on.
func (c *content) reopen() error {
	c.release()
	var options minio.GetObjectOptions
	if err := options.SetRange(c.offset, c.size-1); err != nil {
		return err
	}
	if err := options.SetMatchETag(c.etag); err != nil {
		return err
	}
	body, info, err := c.bucket.get(c.ctx, c.name, options)
	if err != nil {
		return err
	}
	// Not every server heeds If-Match.
	if info.ETag != c.etag {
		return errors.Join(fmt.Errorf("object was replaced while it was read"), body.Close())
	}
	c.body, c.at = body, c.offset
	return nil
}

// Seek implements io.Seeker. It asks the server nothing.
func (c *content) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += c.offset
	case io.SeekEnd:
		offset += c.size
	}
	if offset < 0 {
		return 0, fmt.Errorf("seek in object: %w: offset %d", store.ErrInvalid, offset)
	}
	c.offset = offset
	return offset, nil
}

// Close implements io.Closer.
func (c *content) Close() error {
	c.release()
	c.size = 0
	return nil
}

// worthDraining is how much of a stream is read to its end so that its connection can be used again.
const worthDraining = 64 << 10

func (c *content) release() {
	if c.body == nil {
		return
	}
	if c.size-c.at <= worthDraining && c.ctx.Err() == nil {
		// Whatever goes wrong here costs a connection at most.
		_, _ = io.CopyN(io.Discard, c.body, c.size-c.at)
	}
	_ = c.body.Close()
	c.body = nil
}

// Presign implements store.Objects. S3 takes 1 second to 7 days; a shorter time becomes one second.
func (b *Bucket) Presign(ctx context.Context, name string, expires time.Duration) (string, error) {
	if err := store.CheckObjectName(name); err != nil {
		return "", store.Wrap("presign object", err)
	}
	if expires > 7*24*time.Hour {
		return "", fmt.Errorf("presign object: %w: %s is more than 7 days", store.ErrInvalid, expires)
	}
	u, err := b.core.PresignedGetObject(ctx, b.cfg.Bucket, name, max(expires, time.Second), nil)
	if err != nil {
		return "", fail(ctx, "presign object", err)
	}
	return u.String(), nil
}

// Delete implements store.Objects.
func (b *Bucket) Delete(ctx context.Context, name string) error {
	if err := store.CheckObjectName(name); err != nil {
		return store.Wrap("delete object", err)
	}
	return fail(ctx, "delete object", b.remove(ctx, name))
}

func (b *Bucket) remove(ctx context.Context, name string) error {
	_, err := again(ctx, b, func() (struct{}, error) {
		return struct{}{}, b.core.RemoveObject(ctx, b.cfg.Bucket, name, minio.RemoveObjectOptions{})
	})
	return err
}

package minio

import (
	"bytes"
	"cmp"
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"

	"quintet/api/store"
)

// Put implements store.Objects. An error of r comes back in the chain as it was, without one of the contract's errors unless it
// is one; content of another length than size is ErrInvalid.
func (b *Bucket) Put(ctx context.Context, name, contentType string, r io.Reader, size int64) (store.Object, error) {
	if err := store.CheckObjectName(name); err != nil {
		return store.Object{}, store.Wrap("put object", err)
	}
	if size > b.cfg.MaxBytes {
		return store.Object{}, store.Wrap("put object", b.tooLarge())
	}
	from := &source{r: r, size: size, limit: b.cfg.MaxBytes, hash: md5.New()}
	info, err := b.put(ctx, name, contentType, from, size)
	if cause := from.finish(); cause != nil && ctx.Err() == nil {
		if errors.Is(cause, errLimit) {
			cause = b.tooLarge()
		}
		return store.Object{}, fmt.Errorf("put object: %w", cause)
	}
	if err != nil {
		return store.Object{}, fail(ctx, "put object", err)
	}
	object := store.Object{
		Name: name, Size: from.read, ETag: info.ETag, ContentType: contentType, Modified: info.LastModified.UTC().Truncate(time.Millisecond),
	}
	if info.LastModified.IsZero() {
		// Not every server says when. It was now, to the second that HTTP dates have.
		object.Modified = time.Now().UTC().Truncate(time.Second)
	}
	return object, nil
}

func (b *Bucket) tooLarge() error {
	return fmt.Errorf("%w: more than %d bytes", store.ErrTooLarge, b.cfg.MaxBytes)
}

func (b *Bucket) put(ctx context.Context, name, contentType string, from *source, size int64) (minio.UploadInfo, error) {
	if size == 0 {
		// Nothing will be read for an empty body, so whether it is empty is asked here.
		if _, err := from.Read(make([]byte, 1)); err != io.EOF {
			return minio.UploadInfo{}, cmp.Or(err, io.ErrNoProgress)
		}
	}
	if size >= 0 && size <= b.cfg.PartSize {
		// What a client sends cannot be had a second time.
		info, err := b.putWhole(ctx, name, contentType, from, size)
		return b.checked(ctx, name, info, from, err)
	}
	buffer, ok := b.buffers.Get().(*bytes.Buffer)
	if !ok {
		buffer = new(bytes.Buffer)
	}
	defer b.buffers.Put(buffer)
	buffer.Reset()
	n, err := buffer.ReadFrom(io.LimitReader(from, b.cfg.PartSize))
	if err != nil {
		return minio.UploadInfo{}, err
	}
	if n < b.cfg.PartSize {
		info, err := again(ctx, b, func() (minio.UploadInfo, error) {
			return b.putWhole(ctx, name, contentType, bytes.NewReader(buffer.Bytes()), n)
		})
		return b.checked(ctx, name, info, from, err)
	}
	return b.putParts(ctx, name, contentType, from, buffer)
}

// putWhole uploads in one request. DisableContentSha256: the signature covers the request's head only, as it does over TLS; the
// content is held against the ETag instead.
func (b *Bucket) putWhole(ctx context.Context, name, contentType string, r io.Reader, size int64) (minio.UploadInfo, error) {
	return b.core.Client.PutObject(ctx, b.cfg.Bucket, name, r, size, minio.PutObjectOptions{
		ContentType: contentType, DisableContentSha256: true, DisableMultipart: true,
	})
}

// checked holds what putWhole stored, unless it failed, against what was read.
func (b *Bucket) checked(ctx context.Context, name string, info minio.UploadInfo, from *source, err error) (minio.UploadInfo, error) {
	if err != nil {
		return info, err
	}
	return info, b.check(ctx, name, info.ETag, from.hash.Sum(nil))
}

// putParts uploads what is in the buffer, a full part, and the rest of the source part by part through the same buffer.
func (b *Bucket) putParts(ctx context.Context, name, contentType string, from *source, buffer *bytes.Buffer) (info minio.UploadInfo, err error) {
	id, err := again(ctx, b, func() (string, error) {
		return b.core.NewMultipartUpload(ctx, b.cfg.Bucket, name, minio.PutObjectOptions{ContentType: contentType})
	})
	if err != nil {
		return info, err
	}
	completed := false
	defer func() {
		if !completed {
			// Also, and above all, when the caller has gone.
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
			defer cancel()
			err = errors.Join(err, b.core.AbortMultipartUpload(ctx, b.cfg.Bucket, name, id))
		}
	}()
	var parts []minio.CompletePart
	hashes := md5.New()
	for number := 1; buffer.Len() > 0; number++ {
		sum := md5.Sum(buffer.Bytes())
		hashes.Write(sum[:])
		part, err := again(ctx, b, func() (minio.ObjectPart, error) {
			return b.core.PutObjectPart(ctx, b.cfg.Bucket, name, id, number, bytes.NewReader(buffer.Bytes()), int64(buffer.Len()),
				minio.PutObjectPartOptions{DisableContentSha256: true})
		})
		if err != nil {
			return info, err
		}
		if err := b.compare(part.ETag, sum[:]); err != nil {
			return info, err
		}
		parts = append(parts, minio.CompletePart{PartNumber: number, ETag: part.ETag})
		buffer.Reset()
		if _, err := buffer.ReadFrom(io.LimitReader(from, b.cfg.PartSize)); err != nil {
			return info, err
		}
	}
	info, err = again(ctx, b, func() (minio.UploadInfo, error) {
		return b.core.CompleteMultipartUpload(ctx, b.cfg.Bucket, name, id, parts, minio.PutObjectOptions{})
	})
	if err != nil {
		return info, err
	}
	completed = true
	return info, b.check(ctx, name, info.ETag, hashes.Sum(nil))
}

// check compares the ETag of a stored object and removes an object that is not what was sent.
func (b *Bucket) check(ctx context.Context, name, etag string, sum []byte) error {
	err := b.compare(etag, sum)
	if err == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return errors.Join(err, b.remove(ctx, name))
}

// compare holds an ETag against an MD5, which it is unless the server encrypts at rest; behind that of a multipart upload stands "-" and the number of parts.
func (b *Bucket) compare(etag string, sum []byte) error {
	digits, _, _ := strings.Cut(strings.Trim(etag, `"`), "-")
	if want := hex.EncodeToString(sum); digits != want {
		return fmt.Errorf("damaged on the way: ETag is %s, want %s", digits, want)
	}
	return nil
}

package minio

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"quintet/api/store"
	"quintet/api/store/retry"
)

// Config says which bucket of which server to use.
type Config struct {
	// Endpoint is "host:port", without a scheme; Secure asks for TLS.
	Endpoint string
	Secure   bool
	// AccessKey and SecretKey sign requests.
	AccessKey, SecretKey string
	// Bucket is created when absent.
	Bucket string
	// Name is what answers; empty means "minio". Software is the same with its version; empty means what the server calls itself.
	Name, Software string
	// MaxBytes bounds the size of an object; 0 means 5 GiB.
	MaxBytes int64
	// PartSize is the largest upload in one piece and the size of the pieces of a larger one; 0 means 8 MiB, S3's least is 5 MiB.
	PartSize int64
	// ResponseTimeout is how long the first byte of an answer may take; 0 means 30s.
	ResponseTimeout time.Duration
	// Retries is how often a request that can be repeated is; 0 means 2. Budget bounds the retries of all requests.
	Retries int
	Budget  *retry.Budget
}

// Bucket is one bucket of a server. Make it with Open.
type Bucket struct {
	cfg       Config
	core      *minio.Core
	transport *http.Transport
	buffers   sync.Pool
}

var (
	_ store.Objects   = (*Bucket)(nil)
	_ store.Pinger    = (*Bucket)(nil)
	_ store.Counter   = (*Bucket)(nil)
	_ store.Versioner = (*Bucket)(nil)
)

// region is MinIO's own default.
const region = "us-east-1"

// Open makes sure that the bucket exists; any number of processes may do so at once.
func Open(ctx context.Context, cfg Config) (*Bucket, error) {
	cfg.Name = cmp.Or(cfg.Name, "minio")
	cfg.MaxBytes = cmp.Or(cfg.MaxBytes, 5<<30)
	cfg.PartSize = cmp.Or(cfg.PartSize, 8<<20)
	cfg.ResponseTimeout = cmp.Or(cfg.ResponseTimeout, 30*time.Second)
	cfg.Retries = cmp.Or(cfg.Retries, 2)
	transport := &http.Transport{
		DialContext:           (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout:   10 * time.Second,
		ResponseHeaderTimeout: cfg.ResponseTimeout,
		ExpectContinueTimeout: time.Second,
		IdleConnTimeout:       time.Minute,
		MaxIdleConns:          512,
		MaxIdleConnsPerHost:   512,
		// Content is stored as it came; a transport that decompresses would lose its length.
		DisableCompression: true,
	}
	core, err := minio.NewCore(cfg.Endpoint, &minio.Options{
		Creds:  credentials.NewStaticV4(cfg.AccessKey, cfg.SecretKey, ""),
		Secure: cfg.Secure, Region: region, Transport: transport,
		BucketLookup: minio.BucketLookupPath,
		// again sees to further attempts. Whether there is one or not, the driver pauses after each that failed, for up to 200 ms.
		MaxRetries: 1,
	})
	if err != nil {
		return nil, fmt.Errorf("open bucket %s at %s: %w", cfg.Bucket, cfg.Endpoint, err)
	}
	b := &Bucket{cfg: cfg, core: core, transport: transport}
	if err := b.create(ctx); err != nil {
		return nil, errors.Join(fail(ctx, fmt.Sprintf("open bucket %s at %s", cfg.Bucket, cfg.Endpoint), err), b.Close())
	}
	return b, nil
}

// create creates the bucket unless it is there. Someone else may do the same at this moment, so "exists already" is fine.
func (b *Bucket) create(ctx context.Context) error {
	exists, err := again(ctx, b, func() (bool, error) { return b.core.BucketExists(ctx, b.cfg.Bucket) })
	if err != nil || exists {
		return err
	}
	err = b.core.MakeBucket(ctx, b.cfg.Bucket, minio.MakeBucketOptions{Region: region})
	switch minio.ToErrorResponse(err).Code {
	case "BucketAlreadyOwnedByYou", "BucketAlreadyExists", "OperationAborted":
		exists, err = b.core.BucketExists(ctx, b.cfg.Bucket)
		if err == nil && !exists {
			err = errors.New("the bucket's name is taken")
		}
	}
	return err
}

// Close closes idle connections; requests in flight end by themselves.
func (b *Bucket) Close() error {
	b.transport.CloseIdleConnections()
	return nil
}

// probeName is that of the upload that Ping begins.
const probeName = "probe"

// Ping implements store.Pinger: it begins an upload and gives it up, which needs a bucket and a disk that takes writes, and leaves no
// object.
func (b *Bucket) Ping(ctx context.Context) error {
	const act = "ping object store"
	exists, err := b.core.BucketExists(ctx, b.cfg.Bucket)
	if err == nil && !exists {
		err = errors.New("the bucket is gone")
	}
	if err != nil {
		return fail(ctx, act, err)
	}
	upload, err := b.core.NewMultipartUpload(ctx, b.cfg.Bucket, probeName, minio.PutObjectOptions{})
	if err == nil {
		err = b.core.AbortMultipartUpload(ctx, b.cfg.Bucket, probeName, upload)
	}
	var said minio.ErrorResponse
	if errors.As(err, &said) && said.StatusCode != 0 && ctx.Err() == nil {
		return fmt.Errorf("%s: %w: %w", act, store.ErrReadOnly, err)
	}
	return fail(ctx, act, err)
}

// Counts implements store.Counter for "files". It lists the bucket.
func (b *Bucket) Counts(ctx context.Context) (map[string]int64, error) {
	// The driver's goroutine ends when it has sent all or this context has ended.
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var n int64
	for object := range b.core.Client.ListObjects(ctx, b.cfg.Bucket, minio.ListObjectsOptions{Recursive: true}) {
		if object.Err != nil {
			return nil, fail(ctx, "count objects", object.Err)
		}
		n++
	}
	if err := ctx.Err(); err != nil {
		return nil, store.Wrap("count objects", err)
	}
	return map[string]int64{"files": n}, nil
}

// Version implements store.Versioner. S3 tells no version, so it is the name that the server gives itself, unless the configuration
// says more.
func (b *Bucket) Version(ctx context.Context) (string, error) {
	if b.cfg.Software != "" {
		return b.cfg.Software, nil
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodHead, b.core.EndpointURL().String(), nil)
	if err != nil {
		return "", fail(ctx, "read the object store's version", err)
	}
	answer, err := (&http.Client{Transport: b.transport}).Do(request)
	if err != nil {
		return "", fail(ctx, "read the object store's version", err)
	}
	if err := answer.Body.Close(); err != nil {
		return "", fail(ctx, "read the object store's version", err)
	}
	if name := answer.Header.Get("Server"); name != "" {
		return name, nil
	}
	return b.cfg.Name, nil
}

// fail sorts an error of the driver into the contract's.
func fail(ctx context.Context, act string, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return store.Wrap(act, ctx.Err())
	}
	switch minio.ToErrorResponse(err).Code {
	case "NoSuchKey":
		return fmt.Errorf("%s: %w: %w", act, store.ErrNotFound, err)
	case "EntityTooLarge":
		return fmt.Errorf("%s: %w: %w", act, store.ErrTooLarge, err)
	case "KeyTooLongError", "XMinioInvalidObjectName":
		return fmt.Errorf("%s: %w: %w", act, store.ErrInvalid, err)
	}
	var timeout interface{ Timeout() bool }
	if errors.As(err, &timeout) && timeout.Timeout() {
		return fmt.Errorf("%s: %w: %w", act, store.ErrTimeout, err)
	}
	return store.Wrap(act, err)
}

package bucket

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// Bucket is a bucket, or what of it stands under a prefix. Make it with Open. Its methods are safe for concurrent use.
type Bucket struct {
	cfg          Config
	name, prefix string
	client       *minio.Client
	transport    *http.Transport
	base         string
}

// Object is an object as a listing shows it.
type Object struct {
	// Name is without the prefix of the bucket.
	Name string
	// Size is in bytes.
	Size int64
}

var (
	// ErrExists is what Create returns for an object that is there.
	ErrExists = errors.New("the object exists already")
	// ErrNotFound is what Get returns for one that is not.
	ErrNotFound = errors.New("there is no such object")
)

const (
	// callTimeout bounds one call with all its repetitions, attempts how often one is made that can be repeated.
	callTimeout = time.Minute
	attempts    = 5
	// connectTimeout bounds the opening of a connection.
	connectTimeout = 5 * time.Second
)

// Open connects to a bucket, which must exist and accept the credentials.
func Open(ctx context.Context, cfg Config) (*Bucket, error) {
	b, err := dial(cfg)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	exists, err := b.client.BucketExists(ctx, b.name)
	if err == nil && !exists {
		err = fmt.Errorf("bucket %s: there is none at %s: make it, or name another one", b.address(), b.base)
	} else if err != nil {
		err = b.fail("open", "", err)
	}
	if err != nil {
		b.Close()
		return nil, err
	}
	return b, nil
}

// Make makes a bucket unless it is there, and opens it.
func Make(ctx context.Context, cfg Config) (*Bucket, error) {
	b, err := dial(cfg)
	if err != nil {
		return nil, err
	}
	defer b.Close()
	err = b.client.MakeBucket(ctx, b.name, minio.MakeBucketOptions{Region: b.region()})
	switch response(err).Code {
	case "BucketAlreadyOwnedByYou", "BucketAlreadyExists":
		err = nil
	}
	if err != nil {
		return nil, b.fail("make", "", err)
	}
	return Open(ctx, cfg)
}

// dial makes the client and asks for nothing.
func dial(cfg Config) (*Bucket, error) {
	name, prefix, err := cfg.place()
	if err != nil {
		return nil, err
	}
	host, secure, err := cfg.server()
	if err != nil {
		return nil, err
	}
	b := &Bucket{cfg: cfg, name: name, prefix: prefix, base: "http://" + host}
	if secure {
		b.base = "https://" + host
	}
	b.transport = &http.Transport{
		DialContext:         (&net.Dialer{Timeout: connectTimeout, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: 30 * time.Second, ExpectContinueTimeout: time.Second,
		IdleConnTimeout: time.Minute, MaxIdleConnsPerHost: 16, DisableCompression: true,
	}
	b.client, err = minio.New(host, &minio.Options{
		Creds: credentials.NewStaticV4(cfg.AccessKey, cfg.SecretKey, cfg.Token), Secure: secure, Region: b.region(), Transport: b.transport,
		BucketLookup: lookup(cfg), MaxRetries: attempts,
	})
	if err != nil {
		return nil, fmt.Errorf("bucket %s: %w", b.address(), err)
	}
	return b, nil
}

// lookup is how a bucket is named in a request: by path, which servers on an address of their own need.
func lookup(cfg Config) minio.BucketLookupType {
	if cfg.Endpoint == "" {
		return minio.BucketLookupAuto
	}
	return minio.BucketLookupPath
}

func (b *Bucket) region() string { return cmp.Or(b.cfg.Region, "us-east-1") }

// address is where the objects stand, for messages.
func (b *Bucket) address() string { return strings.TrimSuffix("s3://"+b.name+"/"+b.prefix, "/") }

// Base is the base URL of the server.
func (b *Bucket) Base() string { return b.base }

// Close closes idle connections.
func (b *Bucket) Close() { b.transport.CloseIdleConnections() }

// Put writes an object, in place of one that is there.
func (b *Bucket) Put(ctx context.Context, name string, content []byte) error {
	return b.put(ctx, name, content, minio.PutObjectOptions{})
}

// Create writes an object that must not be there yet: of several who try, one succeeds and all others get ErrExists. One whose first attempt
// was answered with an error that hides its success gets ErrExists as well, so who must know reads whose the object is.
func (b *Bucket) Create(ctx context.Context, name string, content []byte) error {
	var opts minio.PutObjectOptions
	opts.SetMatchETagExcept("*")
	err := b.put(ctx, name, content, opts)
	if said := response(err); said.StatusCode == http.StatusPreconditionFailed || said.Code == "PreconditionFailed" || said.Code == "ConditionalRequestConflict" {
		return fmt.Errorf("bucket %s: %s: %w", b.address(), name, ErrExists)
	}
	return err
}

func (b *Bucket) put(ctx context.Context, name string, content []byte, opts minio.PutObjectOptions) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	opts.DisableMultipart = true
	opts.ContentType = "application/octet-stream"
	_, err := b.client.PutObject(ctx, b.name, b.key(name), bytes.NewReader(content), int64(len(content)), opts)
	return b.fail("write", name, err)
}

// Get reads an object of at most so many bytes.
func (b *Bucket) Get(ctx context.Context, name string, maxBytes int64) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	o, err := b.client.GetObject(ctx, b.name, b.key(name), minio.GetObjectOptions{})
	if err != nil {
		return nil, b.fail("read", name, err)
	}
	defer o.Close()
	content, err := io.ReadAll(io.LimitReader(o, maxBytes+1))
	switch {
	case response(err).Code == "NoSuchKey":
		return nil, fmt.Errorf("bucket %s: %s: %w", b.address(), name, ErrNotFound)
	case err != nil:
		return nil, b.fail("read", name, err)
	case int64(len(content)) > maxBytes:
		return nil, fmt.Errorf("bucket %s: %s is larger than the %d bytes that it can have", b.address(), name, maxBytes)
	}
	return content, nil
}

// List names the objects whose names begin so, in the order of their names.
func (b *Bucket) List(ctx context.Context, begin string) ([]Object, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel() // ends the driver's goroutine too
	var list []Object
	for o := range b.client.ListObjects(ctx, b.name, minio.ListObjectsOptions{Prefix: b.key(begin), Recursive: true}) {
		if o.Err != nil {
			return nil, b.fail("list", begin, o.Err)
		}
		list = append(list, Object{Name: strings.TrimPrefix(o.Key, b.key("")), Size: o.Size})
	}
	if err := ctx.Err(); err != nil {
		return nil, b.fail("list", begin, err)
	}
	return list, nil
}

// Folders names what stands between the beginning of names and their next slash.
func (b *Bucket) Folders(ctx context.Context, begin string) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	var list []string
	for o := range b.client.ListObjects(ctx, b.name, minio.ListObjectsOptions{Prefix: b.key(begin)}) {
		if o.Err != nil {
			return nil, b.fail("list", begin, o.Err)
		}
		if folder, ok := strings.CutSuffix(strings.TrimPrefix(o.Key, b.key("")), "/"); ok {
			list = append(list, folder)
		}
	}
	return list, nil
}

func (b *Bucket) key(name string) string {
	if b.prefix == "" {
		return name
	}
	return b.prefix + "/" + name
}

package embedded

import (
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/johannesboyne/gofakes3"
)

// Layout is the version of the layout below, which changes with it.
const Layout = "1"

// disk is a gofakes3.Backend on a folder:
//
//	buckets/<bucket>/<2 digits>/<sha256 of the key>   one object a file
//	buckets/<bucket>/<2 digits>/.<n>                  an object that is being written
//	uploads/<id>/<part>                               parts of multipart uploads
//
// What is being written lies where it will be: a rename from one folder to another takes a lock on the whole file system.
// Half-written objects and parts have no writer any more when the process starts.
type disk struct {
	dir      string
	maxBytes int64
	// incomings counts the files that objects are written into.
	incomings atomic.Uint64
	names     names
	// conditional serializes uploads that depend on what is there (If-Match, If-None-Match).
	conditional sync.Mutex
	uploads     uploads
}

var (
	_ gofakes3.Backend          = (*disk)(nil)
	_ gofakes3.MultipartBackend = (*disk)(nil)
)

func openDisk(dir string, maxBytes int64) (*disk, error) {
	if dir == "" {
		return nil, errors.New("no folder given")
	}
	d := &disk{dir: dir, maxBytes: maxBytes, names: names{buckets: map[string]map[string]uint64{}}, uploads: uploads{open: map[gofakes3.UploadID]*upload{}}}
	if err := os.RemoveAll(filepath.Join(dir, "uploads")); err != nil {
		return nil, err
	}
	for _, own := range []string{"uploads", "buckets"} {
		if err := os.MkdirAll(filepath.Join(dir, own), 0o700); err != nil {
			return nil, err
		}
	}
	torn, err := filepath.Glob(filepath.Join(escaped(dir), "buckets", "*", "??", ".*"))
	for _, path := range torn {
		err = errors.Join(err, os.Remove(path))
	}
	if err != nil {
		return nil, err
	}
	return d, nil
}

// path is where an object lies. The key is hashed, so no key can leave the folder or be too long for the file system.
func (d *disk) path(bucket, key string) string {
	sum := sha256.Sum256([]byte(key))
	name := hex.EncodeToString(sum[:])
	return filepath.Join(d.bucket(bucket), name[:2], name)
}

// incoming makes a file to write an object into, beside the path where it will be.
func (d *disk) incoming(path string) (*os.File, error) {
	name := filepath.Join(filepath.Dir(path), fmt.Sprintf(".%x", d.incomings.Add(1)))
	const how = os.O_RDWR | os.O_CREATE | os.O_EXCL
	f, err := os.OpenFile(name, how, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		if err = os.Mkdir(filepath.Dir(path), 0o700); err == nil || errors.Is(err, fs.ErrExist) {
			f, err = os.OpenFile(name, how, 0o600)
		}
	}
	return f, err
}

// GetObject implements gofakes3.Backend.
func (d *disk) GetObject(bucket, key string, want *gofakes3.ObjectRangeRequest) (*gofakes3.Object, error) {
	f, t, err := openObject(d.path(bucket, key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, gofakes3.KeyNotFound(key)
	} else if err != nil {
		return nil, err
	}
	r, err := want.Range(t.Size)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	content := &section{file: f, rest: t.Size}
	if r != nil {
		content.rest = r.Length
		if _, err := f.Seek(r.Start, io.SeekStart); err != nil {
			return nil, errors.Join(err, f.Close())
		}
	}
	return &gofakes3.Object{Name: key, Hash: t.Hash, Metadata: t.Meta, Size: t.Size, Range: r, Contents: content}, nil
}

// HeadObject implements gofakes3.Backend.
func (d *disk) HeadObject(bucket, key string) (*gofakes3.Object, error) {
	object, err := d.GetObject(bucket, key, nil)
	if err != nil {
		return nil, err
	}
	object.Contents.Close()
	object.Contents = io.NopCloser(strings.NewReader(""))
	return object, nil
}

// PutObject implements gofakes3.Backend. The object appears at once and whole, or not at all.
func (d *disk) PutObject(bucket, key string, meta map[string]string, input io.Reader, size int64,
	conditions *gofakes3.PutConditions) (result gofakes3.PutObjectResult, err error) {

	if size > d.maxBytes {
		return result, tooLarge(key)
	}
	f, err := d.incoming(d.path(bucket, key))
	if err != nil {
		return result, err
	}
	defer discard(f)
	// gofakes3 hashes what it passes on; a copy within the store comes without.
	sum, ok := input.(interface{ Sum([]byte) []byte })
	if !ok {
		h := md5.New()
		input, sum = io.TeeReader(input, h), h
	}
	n, err := io.Copy(f, input)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), err == nil && n != size:
		return result, gofakes3.ErrIncompleteBody
	case err != nil:
		return result, err
	}
	if conditions != nil {
		d.conditional.Lock()
		defer d.conditional.Unlock()
		var there gofakes3.ConditionalObjectInfo
		if object, err := d.HeadObject(bucket, key); err == nil {
			there = gofakes3.ConditionalObjectInfo{Exists: true, Hash: object.Hash}
		}
		if err := gofakes3.CheckPutConditions(conditions, &there); err != nil {
			return result, err
		}
	}
	return result, d.publish(f, bucket, trailer{Key: key, Size: n, Hash: sum.Sum(nil), Meta: kept(meta)})
}

// publish ends a file with its trailer and moves it to where it is found.
func (d *disk) publish(f *os.File, bucket string, t trailer) error {
	if err := t.write(f); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), d.path(bucket, t.Key)); err != nil {
		return err
	}
	d.names.add(bucket, t.Key)
	return nil
}

// discard removes a file made by incoming, unless it has been moved away.
func discard(f *os.File) {
	f.Close()
	os.Remove(f.Name())
}

// DeleteObject implements gofakes3.Backend.
func (d *disk) DeleteObject(bucket, key string) (gofakes3.ObjectDeleteResult, error) {
	err := os.Remove(d.path(bucket, key))
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return gofakes3.ObjectDeleteResult{}, err
}

// DeleteMulti implements gofakes3.Backend.
func (d *disk) DeleteMulti(bucket string, keys ...string) (result gofakes3.MultiDeleteResult, err error) {
	for _, key := range keys {
		if _, err := d.DeleteObject(bucket, key); err != nil {
			result.Error = append(result.Error, gofakes3.ErrorResult{
				Code: gofakes3.ErrInternal, Message: gofakes3.ErrInternal.Message(), Key: key})
			continue
		}
		result.Deleted = append(result.Deleted, gofakes3.ObjectID{Key: key})
	}
	return result, nil
}

// CopyObject implements gofakes3.Backend.
func (d *disk) CopyObject(fromBucket, fromKey, bucket, key string, meta map[string]string) (gofakes3.CopyObjectResult, error) {
	return gofakes3.CopyObject(d, fromBucket, fromKey, bucket, key, meta)
}

func tooLarge(key string) error {
	return gofakes3.ErrorMessage("EntityTooLarge", fmt.Sprintf("object %q exceeds the limit of this server", key))
}

package embedded

import (
	"bytes"
	"crypto/md5"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/johannesboyne/gofakes3"
)

// uploads are the multipart uploads that have begun and not ended. They do not outlive the process.
type uploads struct {
	mu   sync.Mutex
	open map[gofakes3.UploadID]*upload
}

type upload struct {
	bucket, key string
	meta        map[string]string
	began       time.Time
	dir         string
	parts       map[int]part
}

type part struct {
	size int64
	hash []byte
}

// abandoned is the age at which an unfinished upload is removed.
const abandoned = time.Hour

// uploaded is how many bytes of an upload are there already, 0 for an unknown one.
func (d *disk) uploaded(id gofakes3.UploadID) (n int64) {
	d.uploads.mu.Lock()
	defer d.uploads.mu.Unlock()
	if u := d.uploads.open[id]; u != nil {
		for _, p := range u.parts {
			n += p.size
		}
	}
	return n
}

// CreateMultipartUpload implements gofakes3.MultipartBackend.
func (d *disk) CreateMultipartUpload(bucket, key string, meta map[string]string) (gofakes3.UploadID, error) {
	id := gofakes3.UploadID(rand.Text())
	u := &upload{
		bucket: bucket, key: key, meta: meta, began: time.Now(), dir: filepath.Join(d.dir, "uploads", string(id)), parts: map[int]part{},
	}
	if err := os.Mkdir(u.dir, 0o700); err != nil {
		return "", err
	}
	d.uploads.mu.Lock()
	defer d.uploads.mu.Unlock()
	for old, u := range d.uploads.open {
		if time.Since(u.began) > abandoned {
			delete(d.uploads.open, old)
			os.RemoveAll(u.dir)
		}
	}
	d.uploads.open[id] = u
	return id, nil
}

// find returns an upload that is open.
func (d *disk) find(bucket, key string, id gofakes3.UploadID) (*upload, error) {
	d.uploads.mu.Lock()
	defer d.uploads.mu.Unlock()
	u := d.uploads.open[id]
	if u == nil || u.bucket != bucket || u.key != key {
		return nil, gofakes3.ErrNoSuchUpload
	}
	return u, nil
}

// take removes an upload from those open, so that only one caller ends it.
func (d *disk) take(bucket, key string, id gofakes3.UploadID) (*upload, error) {
	u, err := d.find(bucket, key, id)
	if err != nil {
		return nil, err
	}
	d.uploads.mu.Lock()
	defer d.uploads.mu.Unlock()
	if d.uploads.open[id] != u {
		return nil, gofakes3.ErrNoSuchUpload
	}
	delete(d.uploads.open, id)
	return u, nil
}

// UploadPart implements gofakes3.MultipartBackend.
func (d *disk) UploadPart(bucket, key string, id gofakes3.UploadID, number int, size int64, input io.Reader) (string, error) {
	u, err := d.find(bucket, key, id)
	if err != nil {
		return "", err
	}
	path := filepath.Join(u.dir, strconv.Itoa(number))
	f, err := d.incoming(path)
	if err != nil {
		return "", err
	}
	defer discard(f)
	h := md5.New()
	n, err := io.Copy(io.MultiWriter(f, h), input)
	if err == nil && n != size || errors.Is(err, io.ErrUnexpectedEOF) {
		return "", gofakes3.ErrIncompleteBody
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return "", err
	}
	p := part{size: n, hash: h.Sum(nil)}
	d.uploads.mu.Lock()
	defer d.uploads.mu.Unlock()
	if d.uploads.open[id] != u {
		return "", gofakes3.ErrNoSuchUpload
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return "", err
	}
	u.parts[number] = p
	return gofakes3.FormatETag(p.hash), nil
}

// AbortMultipartUpload implements gofakes3.MultipartBackend.
func (d *disk) AbortMultipartUpload(bucket, key string, id gofakes3.UploadID) error {
	u, err := d.take(bucket, key, id)
	if err != nil {
		return err
	}
	return os.RemoveAll(u.dir)
}

// CompleteMultipartUpload implements gofakes3.MultipartBackend. The hash is S3's, the MD5 of the parts' MD5s, without the number
// of parts behind it: gofakes3 has no place for that. A request that names a wrong part ends the upload.
func (d *disk) CompleteMultipartUpload(bucket, key string, id gofakes3.UploadID,
	input *gofakes3.CompleteMultipartUploadRequest) (gofakes3.VersionID, string, error) {

	u, err := d.take(bucket, key, id)
	if err != nil {
		return "", "", err
	}
	defer os.RemoveAll(u.dir)
	f, err := d.incoming(d.path(bucket, key))
	if err != nil {
		return "", "", err
	}
	defer discard(f)
	hashes, t := md5.New(), trailer{Key: key, Meta: kept(u.meta)}
	last := 0
	for _, named := range input.Parts {
		p, ok := u.parts[named.PartNumber]
		tag, err := hex.DecodeString(strings.Trim(named.ETag, `"`))
		switch {
		case !ok || err != nil || !bytes.Equal(tag, p.hash):
			return "", "", gofakes3.ErrInvalidPart
		case named.PartNumber <= last:
			return "", "", gofakes3.ErrInvalidPartOrder
		case t.Size+p.size > d.maxBytes:
			return "", "", tooLarge(key)
		}
		last = named.PartNumber
		if err := appendFile(f, filepath.Join(u.dir, strconv.Itoa(named.PartNumber))); err != nil {
			return "", "", err
		}
		hashes.Write(p.hash)
		t.Size += p.size
	}
	t.Hash = hashes.Sum(nil)
	return "", gofakes3.FormatETag(t.Hash), d.publish(f, bucket, t)
}

func appendFile(to *os.File, path string) error {
	from, err := os.Open(path)
	if err != nil {
		return err
	}
	defer from.Close()
	_, err = io.Copy(to, from)
	return err
}

// ListMultipartUploads implements gofakes3.MultipartBackend: not served, as clients of this store do not resume uploads.
func (d *disk) ListMultipartUploads(string, *gofakes3.UploadListMarker, gofakes3.Prefix, int64) (*gofakes3.ListMultipartUploadsResult, error) {
	return nil, gofakes3.ErrNotImplemented
}

// ListParts implements gofakes3.MultipartBackend: not served, as clients of this store do not resume uploads.
func (d *disk) ListParts(string, string, gofakes3.UploadID, int, int64) (*gofakes3.ListMultipartUploadPartsResult, error) {
	return nil, gofakes3.ErrNotImplemented
}

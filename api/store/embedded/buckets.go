package embedded

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/johannesboyne/gofakes3"
)

// bucket is a bucket's folder. A bucket's name is checked first wherever one comes from outside.
func (d *disk) bucket(name string) string { return filepath.Join(d.dir, "buckets", name) }

// CreateBucket implements gofakes3.Backend.
func (d *disk) CreateBucket(name string) error {
	err := os.Mkdir(d.bucket(name), 0o700)
	if errors.Is(err, fs.ErrExist) {
		return gofakes3.ResourceError(gofakes3.ErrBucketAlreadyExists, name)
	}
	return err
}

// BucketExists implements gofakes3.Backend.
func (d *disk) BucketExists(name string) (bool, error) {
	if gofakes3.ValidateBucketName(name) != nil {
		return false, nil
	}
	_, err := os.Stat(d.bucket(name))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// ListBuckets implements gofakes3.Backend.
func (d *disk) ListBuckets() ([]gofakes3.BucketInfo, error) {
	entries, err := os.ReadDir(filepath.Join(d.dir, "buckets"))
	if err != nil {
		return nil, err
	}
	out := make([]gofakes3.BucketInfo, 0, len(entries))
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			return nil, err
		}
		out = append(out, gofakes3.BucketInfo{Name: e.Name(), CreationDate: gofakes3.NewContentTime(info.ModTime())})
	}
	return out, nil
}

// DeleteBucket implements gofakes3.Backend.
func (d *disk) DeleteBucket(name string) error {
	objects, err := d.list(name)
	if err != nil {
		return err
	}
	if len(objects) > 0 {
		return gofakes3.ResourceError(gofakes3.ErrBucketNotEmpty, name)
	}
	return d.ForceDeleteBucket(name)
}

// ForceDeleteBucket implements gofakes3.Backend.
func (d *disk) ForceDeleteBucket(name string) error {
	if ok, err := d.BucketExists(name); err != nil || !ok {
		return cmp.Or(err, gofakes3.BucketNotFound(name))
	}
	return os.RemoveAll(d.bucket(name))
}

// ListBucket implements gofakes3.Backend. A page costs a walk over the bucket: listing is for counting, not for the API.
func (d *disk) ListBucket(bucket string, prefix *gofakes3.Prefix, page gofakes3.ListBucketPage) (*gofakes3.ObjectList, error) {
	objects, err := d.list(bucket)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(objects, func(a, b *gofakes3.Content) int { return cmp.Compare(a.Key, b.Key) })
	out := gofakes3.NewObjectList()
	for _, object := range objects {
		var match gofakes3.PrefixMatch
		if page.HasMarker && object.Key <= page.Marker || prefix != nil && !prefix.Match(object.Key, &match) {
			continue
		}
		if n := int64(len(out.Contents) + len(out.CommonPrefixes)); page.MaxKeys > 0 && n >= page.MaxKeys {
			out.IsTruncated = true
			break
		}
		if match.CommonPrefix {
			out.AddPrefix(match.MatchedPart)
		} else {
			out.Add(object)
		}
		out.NextMarker = object.Key
	}
	if !out.IsTruncated {
		out.NextMarker = ""
	}
	return out, nil
}

// list describes every object of a bucket, in no order. What is deleted meanwhile is left out.
func (d *disk) list(bucket string) ([]*gofakes3.Content, error) {
	if ok, err := d.BucketExists(bucket); err != nil || !ok {
		return nil, cmp.Or(err, gofakes3.BucketNotFound(bucket))
	}
	paths, err := filepath.Glob(filepath.Join(escaped(d.bucket(bucket)), "??", "*"))
	if err != nil {
		return nil, err
	}
	out := make([]*gofakes3.Content, 0, len(paths))
	for _, path := range paths {
		if strings.HasPrefix(filepath.Base(path), ".") {
			continue
		}
		f, t, err := openObject(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		} else if err != nil {
			return nil, err
		}
		info, err := f.Stat()
		if err = errors.Join(err, f.Close()); err != nil {
			return nil, err
		}
		out = append(out, &gofakes3.Content{
			Key: t.Key, Size: t.Size, ETag: gofakes3.FormatETag(t.Hash), LastModified: gofakes3.NewContentTime(info.ModTime().UTC()),
		})
	}
	return out, nil
}

// escaped keeps a folder's name from being read as a pattern.
func escaped(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

package embedded

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

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
	objects, err := d.ListBucket(name, nil, gofakes3.ListBucketPage{MaxKeys: 1})
	if err != nil {
		return err
	}
	if len(objects.Contents) > 0 {
		return gofakes3.ResourceError(gofakes3.ErrBucketNotEmpty, name)
	}
	return d.ForceDeleteBucket(name)
}

// ForceDeleteBucket implements gofakes3.Backend.
func (d *disk) ForceDeleteBucket(name string) error {
	if ok, err := d.BucketExists(name); err != nil || !ok {
		return cmp.Or(err, gofakes3.BucketNotFound(name))
	}
	defer d.names.forget(name)
	return os.RemoveAll(d.bucket(name))
}

// ListBucket implements gofakes3.Backend. It opens the objects that it lists.
func (d *disk) ListBucket(bucket string, prefix *gofakes3.Prefix, page gofakes3.ListBucketPage) (*gofakes3.ObjectList, error) {
	var match gofakes3.PrefixMatch
	matches := func(key string) bool {
		match = gofakes3.PrefixMatch{}
		return prefix == nil || prefix.Match(key, &match)
	}
	keys, err := d.chosen(bucket, func(key string) bool { return (!page.HasMarker || key > page.Marker) && matches(key) })
	if err != nil {
		return nil, err
	}
	out := gofakes3.NewObjectList()
	for _, k := range keys {
		matches(k.key)
		if n := len(out.CommonPrefixes); match.CommonPrefix && n > 0 && out.CommonPrefixes[n-1].Prefix == match.MatchedPart {
			out.NextMarker = k.key
			continue
		}
		object, err := d.describe(bucket, k.key)
		if errors.Is(err, fs.ErrNotExist) {
			d.names.remove(bucket, k)
			continue
		} else if err != nil {
			return nil, err
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
		out.NextMarker = k.key
	}
	if !out.IsTruncated {
		out.NextMarker = ""
	}
	return out, nil
}

// describe is what a listing has of an object.
func (d *disk) describe(bucket, key string) (*gofakes3.Content, error) {
	f, t, err := openObject(d.path(bucket, key))
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	return &gofakes3.Content{Key: t.Key, Size: t.Size, ETag: gofakes3.FormatETag(t.Hash), LastModified: gofakes3.NewContentTime(info.ModTime().UTC())}, nil
}

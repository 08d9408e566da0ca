package embedded

import (
	"cmp"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/johannesboyne/gofakes3"
)

// names are the keys of the buckets that were listed. Files are called by hashes of keys, so without them each listing would have to open
// all objects, and a bucket that is listed once a second costs a processor when it has some ten thousand.
//
// A key is there when its object is in place. That of an object that was deleted stays until a listing does not find it.
type names struct {
	mu   sync.Mutex
	puts uint64
	// buckets has, by bucket and key, the number of the last upload.
	buckets map[string]map[string]uint64
}

// named is a key with the number of its last upload.
type named struct {
	key string
	put uint64
}

// add notes that an object is in place.
func (n *names) add(bucket, key string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if keys, listed := n.buckets[bucket]; listed {
		n.puts++
		keys[key] = n.puts
	}
}

// remove takes a key out that was not found, unless another object was put there meanwhile.
func (n *names) remove(bucket string, k named) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if keys := n.buckets[bucket]; keys[k.key] == k.put {
		delete(keys, k.key)
	}
}

// forget drops a bucket's keys.
func (n *names) forget(bucket string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.buckets, bucket)
}

// chosen returns the keys of a bucket that are wanted, in their order.
func (d *disk) chosen(bucket string, wanted func(key string) bool) ([]named, error) {
	d.names.mu.Lock()
	defer d.names.mu.Unlock()
	keys, listed := d.names.buckets[bucket]
	if !listed {
		var err error
		if keys, err = d.read(bucket); err != nil {
			return nil, err
		}
		d.names.buckets[bucket] = keys
	}
	var out []named
	for key, put := range keys {
		if wanted(key) {
			out = append(out, named{key, put})
		}
	}
	slices.SortFunc(out, func(a, b named) int { return cmp.Compare(a.key, b.key) })
	return out, nil
}

// read reads the keys of a bucket from its files. What is deleted meanwhile is left out.
func (d *disk) read(bucket string) (map[string]uint64, error) {
	if ok, err := d.BucketExists(bucket); err != nil || !ok {
		return nil, cmp.Or(err, gofakes3.BucketNotFound(bucket))
	}
	paths, err := filepath.Glob(filepath.Join(escaped(d.bucket(bucket)), "??", "*"))
	if err != nil {
		return nil, err
	}
	keys := make(map[string]uint64, len(paths))
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
		if err := f.Close(); err != nil {
			return nil, err
		}
		keys[t.Key] = 0
	}
	return keys, nil
}

// escaped keeps a folder's name from being read as a pattern.
func escaped(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

package storetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"quintet/api/store"
)

// Objects is the suite of store.Objects. limit is the size of the largest object the store was told to take, at least 9 MiB so
// that uploads in parts are among what is tested; the suite moves a few times as much.
func Objects(t *testing.T, limit int64, open func(*testing.T) store.Objects) {
	s := open(t)
	o := objectTest{Objects: s}

	t.Run("StoredObjectIsFound", func(t *testing.T) {
		for name, size := range map[string]int{"Empty": 0, "OneByte": 1, "Small": 1000, "64KiB": 64 << 10, "Large": 9 << 20} {
			for kind, announced := range map[string]int64{"SizeKnown": int64(size), "SizeUnknown": -1} {
				t.Run(name+kind, func(t *testing.T) {
					content := random(size)
					object := o.put(t, unique()+".bin", content, announced)
					if object.Size != int64(size) || object.ETag == "" || strings.Contains(object.ETag, `"`) {
						t.Errorf("stored object is %+v", object)
					}
					o.holds(t, object, content)
				})
			}
		}
	})
	t.Run("Names", func(t *testing.T) {
		for _, name := range []string{"a", " ", "a b+c&d=e?f#g%h.txt", "ünï 日本語 🦜.png", "...", "-", strings.Repeat("n", 255)} {
			t.Run(name[:min(len(name), 20)], func(t *testing.T) {
				if len(name) < 200 {
					name += unique()
				}
				content := random(100)
				o.holds(t, o.put(t, name, content, 100), content)
			})
		}
	})
	t.Run("RefusedNames", func(t *testing.T) {
		ctx := testContext(t)
		for _, name := range []string{"", ".", "..", "/", "a/b", "../a", `a\b`, "a\x00b", "a\nb", "\x7f", "\u0085", "\xff", strings.Repeat("n", 256)} {
			_, err := s.Put(ctx, name, "text/plain", strings.NewReader("x"), 1)
			want(t, "put", err, store.ErrInvalid)
			_, _, err = s.Open(ctx, name)
			want(t, "open", err, store.ErrInvalid)
			_, err = s.Presign(ctx, name, time.Minute)
			want(t, "presign", err, store.ErrInvalid)
			want(t, "delete", s.Delete(ctx, name), store.ErrInvalid)
		}
	})
	t.Run("NotFound", func(t *testing.T) {
		o.absent(t, unique())
		want(t, "delete what is absent", s.Delete(testContext(t), unique()), nil)
	})
	t.Run("Replace", func(t *testing.T) {
		name := unique()
		first := o.put(t, name, random(5000), 5000)
		content := random(300)
		second := o.put(t, name, content, -1)
		if first.ETag == second.ETag {
			t.Errorf("two contents have the ETag %s", first.ETag)
		}
		o.holds(t, second, content)
	})
	t.Run("Delete", func(t *testing.T) {
		object := o.put(t, unique(), random(10), 10)
		for range 2 {
			want(t, "delete", s.Delete(testContext(t), object.Name), nil)
		}
		o.absent(t, object.Name)
	})
	t.Run("Ranges", func(t *testing.T) { o.ranges(t) })
	t.Run("TooLarge", func(t *testing.T) {
		for kind, announced := range map[string]int64{"SizeKnown": limit + 1, "SizeUnknown": -1} {
			t.Run(kind, func(t *testing.T) {
				name := unique()
				_, err := s.Put(testContext(t), name, "text/plain", io.LimitReader(zeros{}, limit+1), announced)
				want(t, "put", err, store.ErrTooLarge)
				o.absent(t, name)
			})
		}
	})
	t.Run("FailedUploadChangesNothing", func(t *testing.T) {
		broken := errors.New("the client went away")
		for name, size := range map[string]int{"Small": 100, "Large": 9 << 20} {
			for kind, announced := range map[string]int64{"SizeKnown": int64(size), "SizeUnknown": -1} {
				t.Run(name+kind, func(t *testing.T) {
					content := random(50)
					kept := o.put(t, unique(), content, 50)
					fresh := unique()
					for _, name := range []string{kept.Name, fresh} {
						r := io.MultiReader(io.LimitReader(zeros{}, int64(size)-1), iotest.ErrReader(broken))
						_, err := s.Put(testContext(t), name, "text/plain", r, announced)
						want(t, "put", err, broken)
					}
					o.holds(t, kept, content)
					o.absent(t, fresh)
				})
			}
		}
	})
	t.Run("WrongSize", func(t *testing.T) {
		for name, size := range map[string]int64{"TooShort": 99, "TooLong": 101, "NotEmpty": 1} {
			t.Run(name, func(t *testing.T) {
				announced, name := int64(100), unique()
				if size == 1 {
					announced = 0
				}
				_, err := s.Put(testContext(t), name, "text/plain", io.LimitReader(zeros{}, size), announced)
				want(t, "put", err, store.ErrInvalid)
				o.absent(t, name)
			})
		}
	})
	t.Run("Presign", func(t *testing.T) { o.presign(t) })
	t.Run("ConcurrentUse", func(t *testing.T) {
		ctx, shared := testContext(t), unique()
		o.put(t, shared, random(10), 10)
		Together(8, func(i int) {
			content := random(20_000 * (i + 1))
			object, err := s.Put(ctx, unique(), "text/plain", bytes.NewReader(content), -1)
			if err != nil {
				t.Errorf("put: %v", err)
				return
			}
			o.holds(t, object, content)
			if err := s.Delete(ctx, object.Name); err != nil {
				t.Errorf("delete: %v", err)
			}
			// All replace one object; whoever reads sees one whole version.
			if _, err := s.Put(ctx, shared, "text/plain", bytes.NewReader(bytes.Repeat([]byte{byte(i)}, 100_000)), 100_000); err != nil {
				t.Errorf("put: %v", err)
			}
			_, r, err := s.Open(ctx, shared)
			if err != nil {
				t.Errorf("open: %v", err)
				return
			}
			got, err := io.ReadAll(r)
			if err := errors.Join(err, r.Close()); err != nil || len(got) == 100_000 && len(bytes.Trim(got, string(got[0]))) > 0 {
				t.Errorf("read a mixture of versions: %v", err)
			}
		})
	})
	t.Run("Canceled", func(t *testing.T) {
		object := o.put(t, unique(), random(10), 10)
		canceled(t, map[string]func(context.Context) error{
			"Put": func(ctx context.Context) error {
				_, err := s.Put(ctx, unique(), "a/b", strings.NewReader("x"), 1)
				return err
			},
			"Open":   func(ctx context.Context) error { _, _, err := s.Open(ctx, object.Name); return err },
			"Delete": func(ctx context.Context) error { return s.Delete(ctx, object.Name) },
		})
		t.Run("WhileUploading", func(t *testing.T) {
			for kind, announced := range map[string]int64{"SizeKnown": 10 << 20, "SizeUnknown": -1} {
				t.Run(kind, func(t *testing.T) {
					ctx, cancel := context.WithCancel(testContext(t))
					defer cancel()
					name := unique()
					r := io.MultiReader(io.LimitReader(zeros{}, 9<<20), cancelReader{cancel}, io.LimitReader(zeros{}, 1<<20))
					_, err := s.Put(ctx, name, "text/plain", r, announced)
					want(t, "put", err, context.Canceled)
					o.absent(t, name)
				})
			}
		})
	})
}

type objectTest struct{ store.Objects }

// put stores content under a name that is deleted at the test's end.
func (o objectTest) put(t *testing.T, name string, content []byte, size int64) store.Object {
	t.Helper()
	// onlyReader hides what a bytes.Reader can do beside reading: uploads come from a connection.
	object, err := o.Put(testContext(t), name, "text/x-test; charset=utf-8", onlyReader{bytes.NewReader(content)}, size)
	want(t, "put", err, nil)
	t.Cleanup(func() {
		if err := o.Delete(context.WithoutCancel(t.Context()), name); err != nil {
			t.Errorf("delete: %v", err)
		}
	})
	return object
}

// holds checks that an object is what was stored.
func (o objectTest) holds(t *testing.T, object store.Object, content []byte) {
	t.Helper()
	got, r, err := o.Open(testContext(t), object.Name)
	if err != nil {
		t.Errorf("open: %v", err)
		return
	}
	read, err := io.ReadAll(r)
	if err := errors.Join(err, r.Close()); err != nil {
		t.Errorf("read: %v", err)
	}
	if sha256.Sum256(read) != sha256.Sum256(content) {
		t.Errorf("read %d bytes that are not the %d written", len(read), len(content))
	}
	if d := got.Modified.Sub(object.Modified); d < -2*time.Second || d > 2*time.Second || got.Modified.Location() != time.UTC {
		t.Errorf("modified %v on opening, %v on storing", got.Modified, object.Modified)
	}
	got.Modified = object.Modified
	if diff := cmp.Diff(object, got); diff != "" {
		t.Errorf("(-stored +opened):\n%s", diff)
	}
}

// absent checks that there is no object of a name.
func (o objectTest) absent(t *testing.T, name string) {
	t.Helper()
	_, _, err := o.Open(testContext(t), name)
	want(t, "open what is absent", err, store.ErrNotFound)
}

func (o objectTest) ranges(t *testing.T) {
	const size = 300_000
	content := random(size)
	object := o.put(t, unique(), content, size)
	_, r, err := o.Open(testContext(t), object.Name)
	want(t, "open", err, nil)
	defer func() { want(t, "close", r.Close(), nil) }()
	for _, part := range []struct {
		whence       int
		offset       int64
		from, length int64
	}{
		{io.SeekStart, 100, 100, 50},
		{io.SeekCurrent, 850, 1000, 200_000}, // after 150
		{io.SeekStart, 0, 0, size},
		{io.SeekEnd, -10, size - 10, 10},
		{io.SeekEnd, 0, size, 0},
		{io.SeekStart, size + 100, size + 100, 0},
		{io.SeekStart, 5, 5, 0},
		{io.SeekCurrent, 0, 5, 10},
	} {
		at, err := r.Seek(part.offset, part.whence)
		want(t, "seek", err, nil)
		if at != part.from {
			t.Fatalf("seek to %d, want %d", at, part.from)
		}
		got := make([]byte, part.length)
		_, err = io.ReadFull(r, got)
		want(t, "read", err, nil)
		if part.from <= size && !bytes.Equal(got, content[part.from:part.from+part.length]) {
			t.Errorf("content from %d differs", part.from)
		}
		if part.from+part.length >= size {
			if n, err := r.Read(make([]byte, 1)); n != 0 || err != io.EOF {
				t.Errorf("read at the end gave %d bytes, %v", n, err)
			}
		}
	}
	if _, err := r.Seek(-1, io.SeekStart); err == nil {
		t.Error("seek before the beginning succeeded")
	}
}

func (o objectTest) presign(t *testing.T) {
	ctx, content := testContext(t), random(1000)
	object := o.put(t, "pré sign+ed&"+unique(), content, 1000)
	fetch := func(url string) (int, []byte) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		want(t, "make request", err, nil)
		answer, err := http.DefaultClient.Do(request)
		want(t, "fetch", err, nil)
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		want(t, "fetch", err, nil)
		return answer.StatusCode, body
	}
	url, err := o.Presign(ctx, object.Name, time.Hour)
	want(t, "presign", err, nil)
	if status, body := fetch(url); status != http.StatusOK || !bytes.Equal(body, content) {
		t.Errorf("fetched %d bytes with status %d", len(body), status)
	}
	url, err = o.Presign(ctx, unique(), time.Hour)
	want(t, "presign what is absent", err, nil)
	if status, _ := fetch(url); status != http.StatusNotFound {
		t.Errorf("fetching what is absent gave status %d", status)
	}
	url, err = o.Presign(ctx, object.Name, time.Second)
	want(t, "presign", err, nil)
	Eventually(t, "the URL's end", func() bool { status, _ := fetch(url); return status == http.StatusForbidden })
	bare, _, _ := strings.Cut(url, "?")
	if status, _ := fetch(bare); status != http.StatusForbidden {
		t.Errorf("fetching without a signature gave status %d", status)
	}
}

func random(n int) []byte {
	content := make([]byte, n)
	seed := [32]byte{}
	for i := range 4 {
		seed[i] = byte(rand.Uint32())
	}
	// ChaCha8's Read never fails.
	_, _ = rand.NewChaCha8(seed).Read(content)
	return content
}

type onlyReader struct{ io.Reader }

// zeros is an endless content.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// cancelReader is the moment in a stream at which a context is cancelled.
type cancelReader struct{ cancel context.CancelFunc }

func (c cancelReader) Read([]byte) (int, error) { c.cancel(); return 0, io.EOF }

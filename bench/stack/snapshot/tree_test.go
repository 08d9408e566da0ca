package snapshot_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"quintet/bench/stack/snapshot"
)

// A copy is what the original was, in everything a server may look at.
func TestCopy(t *testing.T) {
	from, to := filepath.Join(t.TempDir(), "from"), filepath.Join(t.TempDir(), "to")
	sparse := filepath.Join(from, "deep", "sparse")
	if err := errors.Join(
		os.MkdirAll(filepath.Join(from, "deep", "empty"), 0o750),
		os.WriteFile(filepath.Join(from, "secret"), []byte("x"), 0o600),
		os.WriteFile(filepath.Join(from, "nothing"), nil, 0o444),
		os.Symlink("secret", filepath.Join(from, "link")),
		syscall.Mkfifo(filepath.Join(from, "pipe"), 0o600),
	); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(sparse)
	if err != nil {
		t.Fatal(err)
	}
	island := bytes.Repeat([]byte("island"), 3000)
	_, err1 := f.WriteAt(island, 8<<20)
	_, err2 := f.WriteAt([]byte("end"), 40<<20)
	if err := errors.Join(err1, err2, f.Truncate(64<<20), f.Close()); err != nil {
		t.Fatal(err)
	}
	attributes := unix.Setxattr(filepath.Join(from, "secret"), "user.quintet", []byte("of the object"), 0) == nil
	then := time.Date(2025, 3, 4, 5, 6, 7, 891_234_567, time.UTC)
	for _, path := range []string{"secret", "deep/sparse", "deep/empty", "deep", "."} {
		if err := os.Chtimes(filepath.Join(from, path), then, then); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(filepath.Join(from, "deep", "empty"), 0o500); err != nil {
		t.Fatal(err)
	}
	if err := snapshot.Copy(t.Context(), from, to); err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(from, path)
		want, err := os.Lstat(path)
		if err != nil {
			return err
		}
		got, err := os.Lstat(filepath.Join(to, rel))
		if rel == "pipe" {
			if err == nil {
				t.Error("the pipe was copied")
			}
			return nil
		}
		if err != nil || got.Mode() != want.Mode() || got.Size() != want.Size() && !want.IsDir() ||
			!got.ModTime().Equal(want.ModTime()) && want.Mode().Type() != fs.ModeSymlink {
			t.Errorf("%s is %v, was %v; %v", rel, got, want, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want, err1 := os.ReadFile(sparse)
	got, err2 := os.ReadFile(filepath.Join(to, "deep", "sparse"))
	if err := errors.Join(err1, err2); err != nil || !bytes.Equal(want, got) {
		t.Errorf("the sparse file differs: %v", err)
	}
	if link, err := os.Readlink(filepath.Join(to, "link")); err != nil || link != "secret" {
		t.Errorf("the link leads to %q, %v", link, err)
	}
	if attributes {
		value := make([]byte, 100)
		n, err := unix.Getxattr(filepath.Join(to, "secret"), "user.quintet", value)
		if err != nil || string(value[:max(n, 0)]) != "of the object" {
			t.Errorf("the attribute is %q, %v", value[:max(n, 0)], err)
		}
	}
	sizeFrom, err1 := snapshot.Size(from)
	sizeTo, err2 := snapshot.Size(to)
	if err := errors.Join(err1, err2); err != nil || runtime.GOOS == "linux" && (sizeFrom > 1<<20 || sizeTo > 1<<20) {
		t.Errorf("%d and %d bytes on disk, %v: the holes were filled", sizeFrom, sizeTo, err)
	}
	if n, err := snapshot.Size(filepath.Join(from, "absent")); n != 0 || err != nil {
		t.Errorf("what is absent takes %d bytes, %v", n, err)
	}
}

// A copy can be cut off, and is never put over something.
func TestCopyRefused(t *testing.T) {
	from := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := snapshot.Copy(ctx, from, filepath.Join(t.TempDir(), "to")); !errors.Is(err, context.Canceled) {
		t.Errorf("found %v, want it cut off", err)
	}
	if err := snapshot.Copy(t.Context(), from, t.TempDir()); !errors.Is(err, fs.ErrExist) {
		t.Errorf("found %v, want a refusal", err)
	}
}

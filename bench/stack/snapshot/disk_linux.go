package snapshot

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// copyContent has the two files share their blocks where the file system can (Btrfs, XFS), and otherwise copies what is not a hole.
func copyContent(source, target *os.File, size int64) error {
	if unix.IoctlFileClone(int(target.Fd()), int(source.Fd())) == nil {
		return nil
	}
	if err := target.Truncate(size); err != nil {
		return err
	}
	for at := int64(0); at < size; {
		begin, err := unix.Seek(int(source.Fd()), at, unix.SEEK_DATA)
		switch {
		case errors.Is(err, unix.ENXIO): // nothing but a hole follows
			return nil
		case errors.Is(err, unix.EINVAL) && at == 0: // the file system knows no holes
			return copyWhole(source, target)
		case err != nil:
			return err
		}
		end, err := unix.Seek(int(source.Fd()), begin, unix.SEEK_HOLE)
		if err != nil {
			return err
		}
		if err := copyRange(source, target, begin, end); err != nil {
			return err
		}
		at = end
	}
	return nil
}

// copyRange copies a stretch inside the kernel.
func copyRange(source, target *os.File, begin, end int64) error {
	for in, out := begin, begin; in < end; {
		n, err := unix.CopyFileRange(int(source.Fd()), &in, int(target.Fd()), &out, int(min(end-in, 1<<30)), 0)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil || n == 0 {
			// Not between these two file systems, or not by this kernel.
			return copySpan(source, target, in, end)
		}
	}
	return nil
}

// copyAttributes copies the extended attributes that are the user's own: versitygw keeps there what S3 knows of an object.
func copyAttributes(from, to string) error {
	size, err := unix.Llistxattr(from, nil)
	if err != nil || size == 0 {
		return without(err)
	}
	names := make([]byte, size)
	if size, err = unix.Llistxattr(from, names); err != nil {
		return without(err)
	}
	for name := range strings.SplitSeq(strings.TrimRight(string(names[:size]), "\x00"), "\x00") {
		if !strings.HasPrefix(name, "user.") {
			continue
		}
		value := make([]byte, 64<<10) // the largest there can be
		n, err := unix.Lgetxattr(from, name, value)
		if err != nil {
			return err
		}
		if err := unix.Lsetxattr(to, name, value[:n], 0); err != nil {
			return err
		}
	}
	return nil
}

// without makes nothing of the error of a file system that has no such attributes.
func without(err error) error {
	if errors.Is(err, unix.ENOTSUP) {
		return nil
	}
	return err
}

// flush writes all of the file system that holds dir to the disk: one call, where a call for each of thousands of small files would
// wait for the disk as often.
func flush(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(unix.Syncfs(int(f.Fd())), f.Close())
}

func freeBytes(dir string) (int64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, err
	}
	return int64(s.Bavail) * s.Bsize, nil
}

// allocated is what a file takes on disk: less than its size where it has holes, more where its last block is not full.
func allocated(info fs.FileInfo) int64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return s.Blocks * 512
	}
	return info.Size()
}

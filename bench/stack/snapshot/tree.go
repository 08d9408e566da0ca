package snapshot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Copy makes to, which must not exist, a copy of the folder from, with modes, times, owners (when root) and extended attributes.
// Folders, files and symbolic links are copied; sockets and pipes belong to a process that is gone, and are left out.
func Copy(ctx context.Context, from, to string) error {
	var folders []folder
	err := filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
		if err == nil {
			err = context.Cause(ctx)
		}
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		switch info.Mode().Type() {
		case fs.ModeDir:
			// Its mode and time come last: it is going to be written to.
			folders = append(folders, folder{path, target, info})
			return os.Mkdir(target, 0o700)
		case fs.ModeSymlink:
			link, err := os.Readlink(path)
			if err != nil {
				return err
			}
			return errors.Join(os.Symlink(link, target), own(target, info))
		case 0:
			return copyFile(path, target, info)
		}
		return nil
	})
	for i := len(folders) - 1; i >= 0 && err == nil; i-- {
		err = folders[i].finish()
	}
	if err != nil {
		return fmt.Errorf("copy %s: %w", from, err)
	}
	return nil
}

// folder is one whose content has been copied.
type folder struct {
	from, to string
	info     fs.FileInfo
}

func (f folder) finish() error {
	if err := errors.Join(copyAttributes(f.from, f.to), own(f.to, f.info), os.Chmod(f.to, f.info.Mode())); err != nil {
		return err
	}
	return os.Chtimes(f.to, f.info.ModTime(), f.info.ModTime())
}

func copyFile(from, to string, info fs.FileInfo) (err error) {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, target.Close()) }()
	if err := copyContent(source, target, info.Size()); err != nil {
		return err
	}
	if err := errors.Join(copyAttributes(from, to), own(to, info), target.Chmod(info.Mode())); err != nil {
		return err
	}
	return os.Chtimes(to, info.ModTime(), info.ModTime())
}

// copyWhole copies byte by byte, holes included.
func copyWhole(source, target *os.File) error {
	_, err := io.Copy(target, source)
	return err
}

// Size is how many bytes on disk a file, or all below a folder, takes; 0 when it is absent.
func Size(path string) (int64, error) {
	total := int64(0)
	err := walk(path, func(_ string, info fs.FileInfo) error {
		total += allocated(info)
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if err != nil {
		return 0, fmt.Errorf("measure %s: %w", path, err)
	}
	return total, nil
}

// digest is a hash of the list of files, with their sizes and modes, but for the record. It costs no reading of their content: what a
// crash or a hand leaves is files that are missing or cut.
func digest(dir string) (string, error) {
	h := sha256.New()
	err := walk(dir, func(rel string, info fs.FileInfo) error {
		size := info.Size()
		if info.IsDir() {
			size = 0
		}
		if rel != recordFile && rel != "." {
			fmt.Fprintf(h, "%q %d %v\n", rel, size, info.Mode())
		}
		return nil
	})
	return hex.EncodeToString(h.Sum(nil)[:16]), err
}

// walk calls visit with everything from dir down, in the order of names. What disappears meanwhile is left out, but for dir itself.
func walk(dir string, visit func(rel string, info fs.FileInfo) error) error {
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && path != dir {
			return nil
		}
		if err != nil {
			return err
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) && path != dir {
			return nil
		}
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		return visit(rel, info)
	})
}

// copySpan copies the bytes from begin to end.
func copySpan(source, target *os.File, begin, end int64) error {
	_, err := io.Copy(io.NewOffsetWriter(target, begin), io.NewSectionReader(source, begin, end-begin))
	return err
}

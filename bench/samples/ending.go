package samples

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// File states how one file of a record ended, so that a reader notices what is gone.
type File struct {
	// Name is the file's name in the trial's folder.
	Name string `json:"name"`
	// Blocks is how many blocks it has, 0 for lines of text; Entries is how many entries they hold in all, of which the first one of hits is
	// the clock's offset.
	Blocks  uint64 `json:"blocks"`
	Entries uint64 `json:"entries"`
	// Checksum is the CRC-32C, as eight hexadecimal digits, of the blocks' checksums or of the text.
	Checksum string `json:"checksum"`
}

func (e blocksEnd) file(name string) File {
	return File{Name: name, Blocks: e.blocks, Entries: e.entries, Checksum: hexadecimal(e.sum)}
}

func hexadecimal(sum uint32) string { return fmt.Sprintf("%08x", sum) }

// ended reports whether the trial's writer had the time to close the files. What is gone of a trial that was cut off is no damage.
func (t *Trial) ended() bool {
	return len(t.Manifest.Files) > 0 || t.Manifest.State != Running && t.Manifest.State != ""
}

// whole is an error when a file that was read to its end is not the one that the manifest states. marked says that its end mark was there.
func (t *Trial) whole(got File, marked bool) error {
	if !t.ended() {
		return nil
	}
	if !marked {
		return fmt.Errorf("%s has no end mark: what stood at its end is lost", got.Name)
	}
	if t.Manifest.Format < firstWithFiles {
		return nil
	}
	i := slices.IndexFunc(t.Manifest.Files, func(f File) bool { return f.Name == got.Name })
	switch {
	case i < 0:
		return fmt.Errorf("%s is no file of this record", got.Name)
	case t.Manifest.Files[i] != got:
		return fmt.Errorf("%s is not the file that was recorded: it has %d entries, the manifest says %d", got.Name, got.Entries, t.Manifest.Files[i].Entries)
	}
	return nil
}

// missing is what a file that is not there means: nothing for a trial that was cut off.
func (t *Trial) missing(name string) error {
	if !t.ended() {
		return nil
	}
	return fmt.Errorf("%s is missing", name)
}

// hitFiles are the names of the files of hits, of which a trial that ended has one at least.
func (t *Trial) hitFiles() (names []string, strange error, err error) {
	names, strange, err = t.files(hitsPrefix)
	if len(t.Manifest.Files) == 0 && len(names) == 0 && t.ended() {
		names = []string{firstHits}
	}
	return names, strange, err
}

// files are the names of the files of one sort, one a generator: those of the record, and of one that was cut off those that lie in its folder.
// Others than the record's are an error.
func (t *Trial) files(prefix string) (names []string, strange error, err error) {
	paths, err := named(t.dir, prefix, hitsSuffix)
	if err != nil {
		return nil, nil, err
	}
	for _, p := range paths {
		names = append(names, filepath.Base(p))
	}
	if len(t.Manifest.Files) == 0 {
		return names, nil, nil
	}
	var recorded []string
	for _, f := range t.Manifest.Files {
		if isOf(prefix, f.Name) {
			recorded = append(recorded, f.Name)
		}
	}
	var damage []error
	for _, name := range names {
		if !slices.Contains(recorded, name) {
			damage = append(damage, fmt.Errorf("%s is no file of this record", name))
		}
	}
	return recorded, errors.Join(damage...), nil
}

// openRegular opens a file to read it. Whatever is none, or is one through a link to a device, is an error: reading it might never end.
func openRegular(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no regular file but %s", path, kindOf(info.Mode()))
	}
	return os.Open(path)
}

// kindOf names what is no regular file.
func kindOf(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeNamedPipe != 0:
		return "a FIFO"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	}
	return "a device"
}

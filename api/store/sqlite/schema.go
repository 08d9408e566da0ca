package sqlite

import (
	"io/fs"
	"strings"
)

// Schema is the text of all migrations: data that somebody keeps is of this version when it was made with the same text.
func Schema() string {
	var text strings.Builder
	// The files are part of the program: they are there and can be read.
	_ = fs.WalkDir(migrations, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := migrations.ReadFile(path)
		text.WriteString(path + "\n" + string(b))
		return err
	})
	return text.String()
}

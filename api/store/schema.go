package store

import (
	"io/fs"
	"strings"
)

// SchemaText is the text of all files of a schema, such as migrations, with their names, in the order of these. Kept data is of a schema when
// it was made with the same text. The files are part of the program: one that cannot be read ends the text.
func SchemaText(files fs.FS) string {
	var text strings.Builder
	_ = fs.WalkDir(files, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := fs.ReadFile(files, path)
		text.WriteString(path + "\n" + string(b))
		return err
	})
	return text.String()
}

package page

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"regexp"
	"strings"
)

var (
	//go:embed templates
	kit embed.FS
	//go:embed templates/style.css
	style string
)

// Encode is what a template makes of data. own has the template of that name with others that it needs; the kit's templates ("head", "top", "contents",
// "part", "table", "figure") and its style are there for all. more is what the page's style has beside it.
func Encode(own fs.FS, name string, data any, more ...string) ([]byte, error) {
	t := template.New(name).Funcs(template.FuncMap{
		"style": func() template.CSS { return template.CSS(style + strings.Join(more, "")) },
		"prose": keepUnits,
	})
	var err error
	for _, from := range []fs.FS{kit, own} {
		if t, err = t.ParseFS(from, "templates/*.html"); err != nil {
			return nil, fmt.Errorf("read the page's templates: %w", err)
		}
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, name, data); err != nil {
		return nil, fmt.Errorf("write the page: %w", err)
	}
	return b.Bytes(), nil
}

// Style is the kit's style, as it stands in every page.
func Style() string { return style }

// unit is a number with the unit behind it, as package words writes them.
var unit = regexp.MustCompile(`(\d) (%|(?:ns|µs|ms|s|min|h|B|kB|MB|GB|cores?|times)\b)`)

// keepUnits keeps a number and its unit on one line. Tables do so anyway, and what is copied from them must have plain blanks.
func keepUnits(sentence string) string {
	return unit.ReplaceAllString(sentence, "$1\u00a0$2")
}

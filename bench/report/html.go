package report

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"regexp"
)

//go:embed templates
var templates embed.FS

// encodePage is the text of index.html.
func encodePage(p *page) ([]byte, error) {
	style, err := templates.ReadFile("templates/style.css")
	if err != nil {
		return nil, fmt.Errorf("read the page's style: %w", err)
	}
	t, err := template.New("page.html").Funcs(template.FuncMap{
		"style": func() template.CSS { return template.CSS(style) },
		"prose": keepUnits,
	}).ParseFS(templates, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("read the page's templates: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, p); err != nil {
		return nil, fmt.Errorf("write the page: %w", err)
	}
	return b.Bytes(), nil
}

// unit is a number with the unit behind it, as the Format functions write them.
var unit = regexp.MustCompile(`(\d) (%|(?:ns|µs|ms|s|min|h|B|kB|MB|GB|cores?|times)\b)`)

// keepUnits keeps a number and its unit on one line. Tables do so anyway, and what is copied from them must have plain blanks.
func keepUnits(sentence string) string {
	return unit.ReplaceAllString(sentence, "$1\u00a0$2")
}

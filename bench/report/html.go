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

// encodePage is the text of a run's index.html.
func encodePage(p *page) ([]byte, error) { return encode("page.html", p, "style.css") }

// encodeHistory is the text of the list of runs.
func encodeHistory(h *history) ([]byte, error) {
	return encode("history.html", h, "style.css", "history.css")
}

// encode is what a template makes of data, with these styles within.
func encode(name string, data any, styles ...string) ([]byte, error) {
	var style []byte
	for _, s := range styles {
		text, err := templates.ReadFile("templates/" + s)
		if err != nil {
			return nil, fmt.Errorf("read the page's style: %w", err)
		}
		style = append(style, text...)
	}
	t, err := template.New(name).Funcs(template.FuncMap{
		"style": func() template.CSS { return template.CSS(style) },
		"prose": keepUnits,
	}).ParseFS(templates, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("read the page's templates: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
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

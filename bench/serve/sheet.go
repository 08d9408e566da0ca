package serve

import (
	"bytes"
	"embed"
	"errors"
	"html/template"
	"net/http"
	"strings"

	"quintet/bench/page"
	"quintet/bench/web"
	"quintet/bench/words"
)

//go:embed templates style
var files embed.FS

// sheet is a page of this package's own: forms, parts of the kit, and a report in a frame. Fields are exported for its template.
type sheet struct {
	page.Head
	// Root is the way to the first page.
	Root string
	// Why are the mistakes of what was refused.
	Why   []string
	Links []page.Way
	Forms []form
	// Blocks stand without a heading, above the page of another package; Parts have one each.
	Blocks []page.Block
	Parts  []page.Part
	Frame  *frame
}

// frame is another page within one.
type frame struct{ Title, Page string }

// form is one form: its fields, and the button that sends them.
type form struct {
	ID, Title, Action string
	// Post says that it changes something.
	Post bool
	// Folded has it folded away below its title.
	Folded bool
	Hint   string
	Fields []field
	Submit string
}

// field is one field of a form.
type field struct {
	// Kind is "text", "lines", "choice", "check" or "hidden".
	Kind        string
	Name, Label string
	Value, Hint string
	Options     []option
	Checked     bool
	// Longest is how many letters may be typed.
	Longest int
}

// option is one value of a choice.
type option struct {
	Value, Label string
	Chosen       bool
}

// choice is a field with one of several values, the first of which may mean any.
func choice(name, label, chosen, anything string, values []string) field {
	f := field{Kind: "choice", Name: name, Label: label}
	if anything != "" {
		f.Options = append(f.Options, option{Label: anything, Chosen: chosen == ""})
	}
	for _, v := range values {
		f.Options = append(f.Options, option{v, v, v == chosen})
	}
	return f
}

// ways are the links to the server's pages. here is the path of the one that is shown.
func ways(r *http.Request, here string) []page.Way {
	root := web.Root(r)
	list := []page.Way{{Text: words.RunsPage, Page: root}, {Text: words.StartPage, Page: root + "start"}, {Text: words.StartedPage, Page: root + "started"}}
	for i := range list {
		list[i].Here = list[i].Page == root+strings.TrimPrefix(here, "/")
	}
	return list
}

// served is what every page has: the kit's style, this package's and others below style/, and the links to the server's pages.
func served(r *http.Request, here string, styles ...string) *page.Served {
	assets := []string{"style/serve.css"}
	for _, name := range styles {
		assets = append(assets, "style/"+name)
	}
	s := web.Assets(r, assets...)
	s.Ways = ways(r, here)
	return s
}

// fragment is what a template of this package makes of data.
func fragment(name string, data any) (template.HTML, error) {
	text, err := page.Encode(files, name, data)
	return template.HTML(bytes.TrimSpace(text)), err
}

// show writes a sheet.
func (s *Server) show(w http.ResponseWriter, r *http.Request, status int, sh sheet) {
	sh.Root = web.Root(r)
	if sh.Served == nil {
		sh.Served = served(r, r.URL.Path)
	}
	if sh.Title == "" {
		sh.Title = sh.Headline
	}
	if sh.Frame != nil {
		web.AllowFrame(w)
	}
	web.Write(w, r, status, files, "sheet.html", &sh)
}

// write writes a page that another package made.
func write(w http.ResponseWriter, r *http.Request, text []byte, err error) {
	if err != nil {
		web.Problem(w, r, http.StatusInternalServerError, err.Error())
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(text) // a reader who has gone misses nothing
}

// refuse writes a page that names what is wrong, a line for each mistake, above the forms in which it can be put right.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, status int, sentence string, err error, forms ...form) {
	for i := range forms {
		forms[i].Folded = false
	}
	sh := sheet{Head: page.Head{Headline: sentence}, Forms: forms}
	if err != nil {
		sh.Why = s.lines(err)
	}
	s.show(w, r, status, sh)
}

// lines are the mistakes of an error, one a line, without secrets and without what would move a cursor.
func (s *Server) lines(err error) []string {
	return strings.Split(page.PlainLines(s.cfg.Redact(strings.TrimSpace(err.Error()))), "\n")
}

// refresh has a browser ask again for a page on which a run goes on.
const refresh template.HTML = `<meta http-equiv="refresh" content="2">`

// maxForm bounds what a form may send: a note, or many settings.
const maxForm = 64 << 10

// parsed reads a form; what is wrong with it is written.
func (s *Server) parsed(w http.ResponseWriter, r *http.Request) bool {
	err := r.ParseForm()
	var large *http.MaxBytesError
	switch {
	case err == nil:
		return true
	case errors.As(err, &large):
		s.refuse(w, r, http.StatusRequestEntityTooLarge, words.FormTooLarge(maxForm), nil)
	default:
		s.refuse(w, r, http.StatusBadRequest, words.NoForm, nil)
	}
	return false
}

// nothing answers for every path that leads to no page, and for methods that a page does not have.
func (s *Server) nothing(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		s.refuse(w, r, http.StatusMethodNotAllowed, words.NothingToDo, nil)
		return
	}
	s.refuse(w, r, http.StatusNotFound, words.NothingThere, nil)
}

// styles are the style sheets beside the kit's.
func (s *Server) styles(w http.ResponseWriter, r *http.Request) {
	text, known := styleSheets()[r.PathValue("name")]
	if !known {
		s.nothing(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	_, _ = w.Write([]byte(text)) // as above
}

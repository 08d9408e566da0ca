package web

import (
	"embed"
	"io/fs"
	"net/http"
	"strings"

	"quintet/bench/page"
)

//go:embed templates
var templates embed.FS

// asked is the key of the path of a request, as it was when the guard let it in: handlers may take more off it.
type asked struct{}

// Root is the way from the page that is asked for to the first one: "./", "../" and so on. Every link begins with it.
func Root(r *http.Request) string {
	path, ok := r.Context().Value(asked{}).(string)
	if !ok {
		path = r.URL.EscapedPath()
	}
	if depth := strings.Count(trimmed(path), "/"); depth > 0 {
		return strings.Repeat("../", depth)
	}
	return "./"
}

// trimmed is a path as it stands in a file system.
func trimmed(path string) string { return strings.TrimPrefix(path, "/") }

// Assets are the files that a page loads: the kit's style, then those given, by their paths from the root.
func Assets(r *http.Request, files ...string) *page.Served {
	root := Root(r)
	served := &page.Served{Styles: []string{root + "static/style.css"}}
	for _, name := range files {
		if strings.HasSuffix(name, ".css") {
			served.Styles = append(served.Styles, root+name)
		} else {
			served.Scripts = append(served.Scripts, root+name)
		}
	}
	return served
}

// UPlot are the assets of the charting library.
var UPlot = []string{"static/uPlot.min.css", "static/uPlot.iife.min.js"}

// Write writes a page that a template makes of data, as page.Encode does; data embed a page.Head whose Served comes from Assets.
func Write(w http.ResponseWriter, r *http.Request, status int, own fs.FS, name string, data any) {
	text, err := page.Encode(own, name, data)
	if err != nil {
		http.Error(w, "This page could not be written: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(text) // a reader who has gone misses nothing
}

// Problem writes a page that says in one sentence what is wrong and what would be right.
func Problem(w http.ResponseWriter, r *http.Request, status int, sentence string) {
	data := struct {
		page.Head
		Root string
	}{page.Head{Title: sentence, Headline: sentence, Served: Assets(r)}, Root(r)}
	Write(w, r, status, templates, "problem.html", data)
}

// WholeFile allows a page that is one file, as reports are, its inline style, and takes all script from it. It is called before the page is written.
func WholeFile(w http.ResponseWriter) { w.Header().Set("Content-Security-Policy", wholeFilePolicy) }

// AllowFrame allows a page to show another of this server in a frame. It is called before the page is written.
func AllowFrame(w http.ResponseWriter) {
	w.Header().Set("Content-Security-Policy", w.Header().Get("Content-Security-Policy")+"; frame-src 'self'")
}

// AllowFraming allows a page to be shown in a frame of another of this server. It is called before the page is written.
func AllowFraming(w http.ResponseWriter) {
	w.Header().Set("Content-Security-Policy", strings.Replace(w.Header().Get("Content-Security-Policy"), "frame-ancestors 'none'", "frame-ancestors 'self'", 1))
}

package web

import (
	"embed"
	"io/fs"
	"net/http"

	"quintet/bench/page"
)

//go:embed static
var assets embed.FS

// static serves the kit's assets.
func static() http.Handler {
	files := Files(assets)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/static/style.css" {
			w.Header().Set("Content-Type", "text/css; charset=utf-8")
			_, _ = w.Write([]byte(page.Style())) // a reader who has gone misses nothing
			return
		}
		files.ServeHTTP(w, r)
	})
}

// Files serves embedded files under their paths, and no lists of them.
func Files(files fs.FS) http.Handler {
	serve := http.FileServerFS(files)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if info, err := fs.Stat(files, trimmed(r.URL.Path)); err != nil || info.IsDir() {
			Problem(w, r, http.StatusNotFound, "There is no such file.")
			return
		}
		serve.ServeHTTP(w, r)
	})
}

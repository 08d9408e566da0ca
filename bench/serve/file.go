package serve

import (
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"syscall"

	"quintet/bench/web"
	"quintet/bench/words"
)

// kinds are the files of a run that a browser is given: its page, its figures and its exports, never the record itself. The type is stated for each,
// so that a browser takes none for another.
var kinds = map[string]string{
	".html": "text/html; charset=utf-8", ".png": "image/png", ".json": "application/json", ".md": "text/plain; charset=utf-8",
	".txt": "text/plain; charset=utf-8", ".hlog": "text/plain; charset=utf-8",
}

// file serves a file of a run's own folder.
func (s *Server) file(w http.ResponseWriter, r *http.Request) {
	k, _ := s.find(w, r)
	if k == nil {
		return
	}
	name := r.PathValue("file")
	kind := kinds[path.Ext(name)]
	if kind == "" || !filepath.IsLocal(name) || filepath.Base(name) != name {
		s.refuse(w, r, http.StatusNotFound, words.NoFile(k.Name, name), nil)
		return
	}
	f, err := s.open(filepath.Join(filepath.FromSlash(k.Folder), name))
	if err != nil {
		status, sentence := http.StatusInternalServerError, words.NotReadable(name, reason(err))
		switch {
		case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.EINVAL), errors.Is(err, syscall.ENAMETOOLONG):
			status, sentence = http.StatusNotFound, words.NoFile(k.Name, name)
		case errors.Is(err, errLeadsOut):
			status, sentence = http.StatusForbidden, words.LeadsOut(name)
		}
		s.refuse(w, r, status, sentence, nil)
		return
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		s.refuse(w, r, http.StatusNotFound, words.NoFile(k.Name, name), nil)
		return
	}
	w.Header().Set("Content-Type", kind)
	if kind == kinds[".html"] {
		web.WholeFile(w)
		web.AllowFraming(w)
	}
	http.ServeContent(w, r, "", info.ModTime(), f)
}

// open opens a file below the folder of runs. It waits for no writer of a pipe, and a link that leads out of the folder is an error.
func (s *Server) open(name string) (*os.File, error) {
	root, err := os.OpenRoot(s.cfg.Dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	f, err := root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		if _, out := s.path(name); errors.Is(out, errLeadsOut) {
			return nil, out
		}
	}
	return f, err
}

// reason is why a file cannot be read, without its path.
func reason(err error) string {
	var at *os.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return err.Error()
}

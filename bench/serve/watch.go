package serve

import (
	"net/http"
	"path/filepath"
	"sync"

	"quintet/bench/history"
	"quintet/bench/live"
	"quintet/bench/web"
	"quintet/bench/words"
)

// watched are the pages of runs that go on, by their folders. The zero watched has none.
type watched struct {
	mu     sync.Mutex
	closed bool
	pages  map[string]*live.Live
}

// of is the page of a run: the one that is there, or unless create is nil a new one. Those of other runs that have ended are closed then.
func (p *watched) of(folder string, create func() *live.Live, ended func(folder string) bool) *live.Live {
	p.mu.Lock()
	defer p.mu.Unlock()
	if page := p.pages[folder]; page != nil || create == nil || p.closed {
		return page
	}
	if p.pages == nil {
		p.pages = map[string]*live.Live{}
	}
	for other, page := range p.pages {
		if ended(other) {
			page.Close()
			delete(p.pages, other)
		}
	}
	p.pages[folder] = create()
	return p.pages[folder]
}

// close closes all, and no more are made.
func (p *watched) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for _, page := range p.pages {
		page.Close()
	}
	p.pages = nil
}

// watch is the live page of a run, which is shown in the frame of the run's own page. From its end on it leads to the report.
func (s *Server) watch(w http.ResponseWriter, r *http.Request) {
	k, dir := s.find(w, r)
	if k == nil {
		return
	}
	var create func() *live.Live
	if k.GoesOn {
		create = func() *live.Live {
			cfg := live.Config{Dir: dir, Backends: s.cfg.Backends, GoesOn: func() bool { return history.GoesOn(dir) }}
			if own := s.own(); own != nil && own.Folder == k.Folder {
				cfg.Interrupt = s.job.interrupt
			}
			return live.New(cfg)
		}
	}
	page := s.watched.of(k.Folder, create, s.hasEnded)
	switch {
	case page != nil:
		web.AllowFraming(w)
		// The folder may have a slash, which the path has in another way than http.StripPrefix would look for.
		below := r.Clone(r.Context())
		below.URL.Path, below.URL.RawPath = "/"+r.PathValue("rest"), ""
		page.ServeHTTP(w, below)
	case k.HasPage:
		http.Redirect(w, r, "/"+runPath(k.Folder)+"live/report/index.html", http.StatusSeeOther)
	default:
		web.AllowFraming(w)
		web.Problem(w, r, http.StatusNotFound, words.NoReportYet(k.Name))
	}
}

// hasEnded reports whether a run of the list has ended, or is gone.
func (s *Server) hasEnded(folder string) bool {
	k, err := s.runs.Run(folder)
	return err == nil && (k == nil || !k.GoesOn)
}

// own is the run that was started here and goes on, nil before its folder is there. Whoever starts another in a terminal meanwhile begins later.
func (s *Server) own() *history.Run {
	j := s.job.last()
	if j == nil || j.state().ended {
		return nil
	}
	runs, err := s.runs.Runs()
	if err != nil {
		return nil
	}
	var found *history.Run
	for i := range runs {
		k := &runs[i]
		if k.GoesOn && !j.before[k.Folder] && (found == nil || filepath.Base(k.Folder) < filepath.Base(found.Folder)) {
			found = k
		}
	}
	return found
}

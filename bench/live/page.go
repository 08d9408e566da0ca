package live

import (
	"embed"
	"encoding/json"
	"html/template"
	"io/fs"
	"net/http"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"quintet/bench/page"
	"quintet/bench/web"
	"quintet/bench/words"
)

//go:embed templates
var templates embed.FS

//go:embed assets
var assets embed.FS

// The report of the run, below the page.
const (
	reportPath = "report/"
	reportFile = "index.html"
)

// beat is how long nothing may be sent, so that a reader who has gone is noticed.
const beat = 15 * time.Second

// ServeHTTP implements http.Handler: the page at "/", and what belongs to it below.
func (l *Live) ServeHTTP(w http.ResponseWriter, r *http.Request) { l.routes().ServeHTTP(w, r) }

func (l *Live) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", l.first)
	mux.HandleFunc("GET /events", l.events)
	mux.HandleFunc("POST /interrupt", l.interrupt)
	mux.Handle("GET /assets/", web.Files(assets))
	mux.HandleFunc("GET /"+reportPath+"{file}", l.report)
	return mux
}

// view is what the template needs.
type view struct {
	page.Head
	Now  now
	Look look
	// Sections are those of the verdict so far, as the templates of the report made them.
	Sections template.HTML
	// CanEnd says that the run can be ended from here.
	CanEnd bool
	Says   says
}

// says are the words of the page itself, those of the script among them.
type says struct {
	Skip, Now, SoFar, Failed, NoneFailed, Figures, Events, End, EndAsk, EndNow, NoScript, Nothing string
	Lost, Gone, NoFigure, HeatLegend, Time                                                        string
}

func newSays() says {
	return says{
		Skip: words.LiveAnchor, Now: words.LiveNow, SoFar: words.LiveSoFar, Failed: words.LiveFailed, NoneFailed: words.LiveNoneFailed, Figures: words.LiveFigures, Events: words.LiveEvents,
		End: words.LiveAbort, EndAsk: words.LiveAbortAsk, EndNow: words.LiveAbortConfirm, NoScript: words.LiveNoScript, Nothing: words.LiveNoLook,
		Lost: words.LiveLost, Gone: words.LiveEnded, NoFigure: words.LiveNoFigure, HeatLegend: words.LiveHeatLegend, Time: words.AxisTime("s"),
	}
}

// first is the page, with the numbers of now; of a run that has a report it is the report.
func (l *Live) first(w http.ResponseWriter, r *http.Request) {
	l.want()
	n, v := l.feed.latest()
	if n.Report != "" {
		to(w, n.Report)
		return
	}
	if n.Title == "" {
		n = l.before()
	}
	served := web.Assets(r, web.UPlot...)
	served.Styles, served.Scripts = append(served.Styles, "assets/live.css"), append(served.Scripts, "assets/live.js")
	served.Refresh = refresh
	l.mu.Lock()
	can := l.cfg.Interrupt != nil && !l.interrupted && !l.finished
	l.mu.Unlock()
	web.Write(w, r, http.StatusOK, templates, "live.html", view{
		Head: page.Head{Title: n.Title, Headline: n.Title, Served: served}, Now: n, Look: v, CanEnd: can, Says: newSays(),
		Sections: template.HTML(v.HTML), // written by the templates of package report, which escape what they are given
	})
}

// before is the page of a run of which nothing has been read.
func (l *Live) before() now {
	return now{Title: path.Base(strings.ReplaceAll(l.cfg.Dir, string(os.PathSeparator), "/")), Status: words.LiveStarting}
}

// to leads to another path of the page, wherever the page itself stands.
func to(w http.ResponseWriter, relative string) {
	w.Header().Set("location", relative)
	w.WriteHeader(http.StatusSeeOther)
}

// events sends what changes until the reader goes.
func (l *Live) events(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	l.streams++
	l.mu.Unlock()
	defer func() {
		l.mu.Lock()
		l.streams--
		l.mu.Unlock()
	}()
	l.want()
	stream, err := web.OpenStream(w)
	if err != nil {
		return
	}
	seen := parseMark(r.Header.Get("Last-Event-ID"))
	idle := time.NewTimer(beat)
	defer idle.Stop()
	for err == nil {
		m, at, more := l.feed.since(seen)
		if at != seen {
			var text []byte
			if text, err = json.Marshal(m); err == nil {
				err = stream.Send(web.Event{ID: at.String(), Data: text})
			}
			seen = at
			idle.Reset(beat)
			continue
		}
		select {
		case <-more:
		case <-idle.C:
			idle.Reset(beat)
			err = stream.Ping()
		case <-r.Context().Done():
			return
		case <-l.ctx.Done():
			return
		}
	}
}

// interrupt ends the run as Ctrl-C does.
func (l *Live) interrupt(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	can := l.cfg.Interrupt != nil && !l.finished
	first := can && !l.interrupted
	l.interrupted = l.interrupted || can
	l.mu.Unlock()
	if !can {
		web.Problem(w, r, http.StatusConflict, words.LiveNotNow)
		return
	}
	if first {
		l.cfg.Interrupt()
		l.hurry()
	}
	to(w, "./")
}

// openIn opens a file of a report in a folder itself; links lead nowhere else.
func openIn(dir, name string) (*os.File, fs.FileInfo, error) {
	if name != path.Base(name) || !slices.Contains(reportTypes, path.Ext(name)) {
		return nil, nil, fs.ErrNotExist
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, err
	}
	defer root.Close()
	info, err := root.Stat(name)
	if err == nil && !info.Mode().IsRegular() {
		err = fs.ErrInvalid
	}
	if err != nil {
		return nil, nil, err
	}
	f, err := root.Open(name)
	return f, info, err
}

// reportTypes are the files of a report, by what their names end with.
var reportTypes = []string{".html", ".png", ".json", ".md", ".txt", ".hlog"}

// report serves the files of the report as they lie in the run's folder.
func (l *Live) report(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	f, info, err := openIn(l.cfg.Dir, name)
	if err != nil {
		web.Problem(w, r, http.StatusNotFound, words.LiveNoFile)
		return
	}
	defer f.Close()
	web.WholeFile(w)
	http.ServeContent(w, r, name, info.ModTime(), f)
	if name == reportFile {
		select {
		case l.served <- struct{}{}:
		default: // Finish waits for fewer
		}
	}
}

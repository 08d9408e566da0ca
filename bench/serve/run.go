package serve

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"quintet/bench/history"
	"quintet/bench/page"
	"quintet/bench/web"
	"quintet/bench/words"
)

// maxWork is how long an analysis may take to be answered.
const maxWork = 10 * time.Minute

// find is the run that a path names. When there is none that can be shown, that has been answered.
func (s *Server) find(w http.ResponseWriter, r *http.Request) (k *history.Run, dir string) {
	folder := r.PathValue("folder")
	k, err := s.runs.Run(folder)
	if err != nil {
		web.Problem(w, r, http.StatusInternalServerError, words.NoList(err.Error()))
		return nil, ""
	}
	if k == nil {
		s.refuse(w, r, http.StatusNotFound, words.NotKept(folder), nil)
		return nil, ""
	}
	dir, err = s.path(filepath.FromSlash(k.Folder))
	switch {
	case errors.Is(err, errLeadsOut):
		s.refuse(w, r, http.StatusForbidden, words.LeadsOut(k.Name), nil)
		return nil, ""
	case err != nil:
		s.refuse(w, r, http.StatusNotFound, words.NotKept(folder), nil)
		return nil, ""
	}
	return k, dir
}

// run is the page of a run: its report in a frame, below what can be done with it.
func (s *Server) run(w http.ResponseWriter, r *http.Request) {
	k, dir := s.find(w, r)
	if k == nil {
		return
	}
	notes, err := history.ReadNotes(dir)
	sh := sheet{Head: page.Head{Headline: k.Heading(), Title: k.Heading() + ", " + k.Name, Badges: []page.Cell{k.Judged()}, Served: served(r, r.URL.Path)}}
	for _, l := range notes.Labels {
		sh.Facts = append(sh.Facts, page.Glance{Value: l})
	}
	if err != nil {
		sh.Alert = &page.Alert{Text: words.UnreadNotes, List: s.lines(err)}
	}
	root := web.Root(r)
	again := form{Action: "report", Post: true, Submit: words.ReportedAgain}
	switch {
	case k.GoesOn:
		sh.Frame = &frame{words.LiveFrame, "live/"}
		sh.Links, sh.Forms = []page.Way{{Text: words.LiveAlone, Page: "live/"}}, []form{notesForm(notes)}
		s.show(w, r, http.StatusOK, sh)
		return
	case k.HasPage:
		sh.Frame = &frame{words.ReportFrame, "index.html"}
		sh.Links = append(sh.Links, page.Way{Text: words.OpenReport, Page: "index.html"})
	default:
		again.Submit = words.MakeReport
		sh.Parts = []page.Part{{ID: "why", Title: words.NoReportHeading, Level: 2, Blocks: []page.Block{{Text: k.Problem}}}}
	}
	if before := s.before(k); before != nil {
		q := url.Values{"run": {before.Folder, k.Folder}}
		sh.Links = append(sh.Links, page.Way{Text: words.CompareBefore, Page: root + "compare?" + q.Encode()})
	}
	if _, err := os.Stat(filepath.Join(dir, outputName)); err == nil {
		sh.Links = append(sh.Links, page.Way{Text: words.OutputHeading, Page: outputName})
	}
	sh.Links = append(sh.Links, page.Way{Text: words.RunAgain, Page: root + "start?" + url.Values{"like": {k.Folder}}.Encode()})
	sh.Forms = []form{notesForm(notes), again}
	s.show(w, r, http.StatusOK, sh)
}

// notesForm has the labels and the note of a run.
func notesForm(n history.Notes) form {
	return form{ID: "notes", Title: words.NotesHeading, Action: "notes", Post: true, Folded: true, Submit: words.KeepNotes, Fields: []field{
		{Kind: "text", Name: "labels", Label: words.LabelsLabel, Hint: words.LabelsHint, Value: strings.Join(n.Labels, ", "), Longest: 600},
		{Kind: "lines", Name: "text", Label: words.NoteLabel, Value: n.Text, Longest: 4000},
	}}
}

// before is the newest older run of the same scenario and stack that has a report, nil when there is none.
func (s *Server) before(k *history.Run) *history.Run {
	runs, err := s.runs.Runs()
	if err != nil {
		return nil // the list itself says so
	}
	runs = history.Filter{Scenario: k.Scenario, Stack: k.Stack}.Of(runs)
	found := false
	for i := range runs {
		switch o := &runs[i]; {
		case o.Folder == k.Folder:
			found = true
		case found && o.HasPage && o.Problem == "":
			return o
		}
	}
	return nil
}

// notes keeps the labels and the note of a run.
func (s *Server) notes(w http.ResponseWriter, r *http.Request) {
	if !s.parsed(w, r) {
		return
	}
	k, dir := s.find(w, r)
	if k == nil {
		return
	}
	labels, err := history.ParseLabels(r.PostForm.Get("labels"))
	if err == nil {
		err = history.WriteNotes(dir, history.Notes{Labels: labels, Text: r.PostForm.Get("text")}, s.cfg.Redact)
	}
	if err != nil {
		// Nothing of what was typed is lost.
		again := notesForm(history.Notes{Labels: []string{r.PostForm.Get("labels")}, Text: r.PostForm.Get("text")})
		s.refuse(w, r, http.StatusUnprocessableEntity, words.NotesNotKept, err, again)
		return
	}
	s.back(w, r, k)
}

// back leads to the page of a run.
func (s *Server) back(w http.ResponseWriter, r *http.Request, k *history.Run) {
	http.Redirect(w, r, "/"+runPath(k.Folder), http.StatusSeeOther)
}

// runPath is the path of a run's page from the first page.
func runPath(folder string) string { return "run/" + url.PathEscape(folder) + "/" }

// report renders the report of a run again.
func (s *Server) report(w http.ResponseWriter, r *http.Request) {
	if !s.parsed(w, r) {
		return
	}
	k, dir := s.find(w, r)
	if k == nil {
		return
	}
	if k.GoesOn {
		s.refuse(w, r, http.StatusConflict, words.ReportsItself(k.Name), nil)
		return
	}
	if !s.undisturbed(w, r, form{Action: "report", Post: true, Fields: hidden(r.PostForm)}) {
		return
	}
	var err error
	if !s.work(w, r, func(ctx context.Context) { err = s.cfg.Harness.Render(ctx, dir) }) {
		return
	}
	if err != nil {
		s.refuse(w, r, http.StatusUnprocessableEntity, words.NoNewReport, err, form{Action: "./", Submit: words.BackToRun})
		return
	}
	s.back(w, r, k)
}

// undisturbed reports whether no run goes on, or whether it was said that this does not matter. Otherwise that is asked, and f sent again says so.
func (s *Server) undisturbed(w http.ResponseWriter, r *http.Request, f form) bool {
	if r.Form.Get("anyway") != "" {
		return true
	}
	run := s.job.going()
	if k := s.measuring(); k != nil {
		run = k.Name
	}
	if run == "" {
		return true
	}
	f.Fields = append(f.Fields, field{Kind: "hidden", Name: "anyway", Value: "on"})
	f.Submit = words.Anyway
	s.refuse(w, r, http.StatusConflict, words.Disturbs(run), nil, f)
	return false
}

// measuring is a run of the list that goes on, wherever it was started; nil when none does. Runs that cannot be listed do not go on.
func (s *Server) measuring() *history.Run {
	runs, err := s.runs.Runs()
	for i := range runs {
		if err == nil && runs[i].GoesOn {
			return &runs[i]
		}
	}
	return nil
}

// hidden are the values of a form, to send it again.
func hidden(values url.Values) []field {
	var fields []field
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, v := range values[name] {
			fields = append(fields, field{Kind: "hidden", Name: name, Value: v})
		}
	}
	return fields
}

// work does what needs the processors when no other such work is under way. When the request was given up first it is not done.
func (s *Server) work(w http.ResponseWriter, r *http.Request, do func(context.Context)) bool {
	select {
	case s.working <- struct{}{}:
	case <-r.Context().Done():
		return false
	}
	defer func() { <-s.working }()
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(maxWork)) // without it a long answer is cut off
	do(r.Context())
	return true
}

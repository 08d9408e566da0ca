package serve

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"quintet/bench/history"
	"quintet/bench/page"
	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/web"
	"quintet/bench/words"
)

// typed is what was typed into the form of a run, as it was typed.
type typed struct{ scenario, stack, target, changes string }

// form shows the form of a run: empty, or as a run that was.
func (s *Server) form(w http.ResponseWriter, r *http.Request) {
	t := typed{scenario: r.URL.Query().Get("scenario")}
	sh := sheet{Head: page.Head{Headline: words.StartPage}}
	if like := r.URL.Query().Get("like"); like != "" {
		k, err := s.runs.Run(like)
		switch {
		case err != nil:
			web.Problem(w, r, http.StatusInternalServerError, words.NoList(err.Error()))
			return
		case k == nil:
			s.refuse(w, r, http.StatusNotFound, words.NotKept(like), nil)
			return
		}
		secrets := false
		if t, secrets, err = s.like(k); err != nil {
			sh.Alert = &page.Alert{Text: words.NotRepeated, List: s.lines(err)}
		} else if secrets {
			sh.Alert = &page.Alert{Text: words.OtherSecrets}
		}
	}
	s.startForm(w, r, http.StatusOK, sh, t)
}

// like is the wish of a run that was. secrets says that there were some, which its record does not hold.
func (s *Server) like(k *history.Run) (t typed, secrets bool, err error) {
	t = typed{scenario: k.Scenario, stack: k.Stack}
	dir, err := s.path(filepath.FromSlash(k.Folder))
	if err != nil {
		return t, false, err
	}
	record, err := samples.OpenRun(dir)
	if err != nil || len(record.Trials) == 0 {
		return t, false, errors.Join(err, errNoRecord)
	}
	wish, secrets, err := s.cfg.Harness.Repeat(record.Trials[0].Manifest.Command)
	if err != nil {
		return t, false, err
	}
	t = typed{scenario: wish.Scenario, stack: wish.Stack, target: wish.Target}
	var lines []string
	for _, c := range wish.Changes {
		lines = append(lines, c.Key+"="+c.Value)
	}
	t.changes = strings.Join(lines, "\n")
	return t, secrets, nil
}

// errNoRecord is the error of a run that is a report alone.
var errNoRecord = errors.New("its record is not there, or cannot be read")

// startForm shows the form with what was typed, below what the sheet says.
func (s *Server) startForm(w http.ResponseWriter, r *http.Request, status int, sh sheet, t typed) {
	var names []string
	about := page.NewTable(words.ScenariosTable(), page.Whole("scenario"), page.Prose("what it does"))
	for _, sc := range s.cfg.Harness.Scenarios() {
		names = append(names, sc.Name)
		about.Rows = append(about.Rows, []page.Cell{page.Text(sc.Name), page.Text(sc.About)})
	}
	if t.scenario != "" && !slices.Contains(names, t.scenario) {
		names = append(names, t.scenario) // it is refused by name when it is sent
	}
	sh.Served = served(r, "/start")
	sh.Forms = append(sh.Forms, form{ID: "start", Title: words.StartHeading, Action: "start", Post: true, Submit: words.StartIt, Fields: []field{
		choice("scenario", words.ScenarioLabel, t.scenario, "", names),
		choice("stack", words.StackLabel, t.stack, "", s.cfg.Harness.Stacks()),
		{Kind: "text", Name: "target", Label: words.TargetLabel, Hint: words.TargetHint, Value: t.target, Longest: 2000},
		{Kind: "lines", Name: "changes", Label: words.SettingsLabel, Hint: words.SettingsHint, Value: t.changes, Longest: 20_000},
	}})
	sh.Parts = append(sh.Parts, page.Part{ID: "about", Title: about.Caption, Level: 2, Blocks: []page.Block{page.OwnTable(about)}})
	s.show(w, r, status, sh)
}

// start starts a run, or says line by line why that one cannot run.
func (s *Server) start(w http.ResponseWriter, r *http.Request) {
	if !s.parsed(w, r) {
		return
	}
	of := r.PostForm.Get
	t := typed{scenario: of("scenario"), stack: of("stack"), target: of("target"), changes: strings.ReplaceAll(of("changes"), "\r\n", "\n")}
	refuse := func(status int, sentence string, err error) {
		sh := sheet{Head: page.Head{Headline: words.StartPage, Alert: &page.Alert{Text: sentence}}}
		if err != nil {
			sh.Alert.List = s.lines(err)
		}
		s.startForm(w, r, status, sh, t)
	}
	wish, err := s.wish(t)
	if err != nil {
		refuse(http.StatusUnprocessableEntity, words.CannotStart, err)
		return
	}
	err = s.job.start(s.cfg.Executable, s.cfg.Harness.Arguments(wish), wish, s.runs.Runs, s.keepOutput)
	var busy *busyError
	switch {
	case errors.As(err, &busy):
		refuse(http.StatusConflict, words.OneAtATime(busy.run), nil)
	case err != nil:
		refuse(http.StatusInternalServerError, words.CannotStart, err)
	default:
		http.Redirect(w, r, "/started?watch=on", http.StatusSeeOther)
	}
}

// wish reads what was typed and checks it as the command line does. Every mistake is in the error.
func (s *Server) wish(t typed) (Wish, error) {
	wish := Wish{Scenario: t.scenario, Stack: t.stack, Target: strings.TrimSpace(t.target)}
	if !slices.ContainsFunc(s.cfg.Harness.Scenarios(), func(sc Scenario) bool { return sc.Name == t.scenario }) {
		return wish, fmt.Errorf("scenario: found %q, want one of the list", t.scenario)
	}
	var errs []error
	n := 0
	for line := range strings.Lines(t.changes) {
		n++
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		change, err := scenario.ParseOverride(line)
		if err != nil {
			errs = append(errs, fmt.Errorf("-set, line %d: %w", n, err))
			continue
		}
		wish.Changes = append(wish.Changes, change)
	}
	if len(errs) > 0 {
		return wish, errors.Join(errs...)
	}
	return wish, s.cfg.Harness.Check(wish)
}

// started shows the run that was started here last. With watch it leads on to the run's own page as soon as that is there.
func (s *Server) started(w http.ResponseWriter, r *http.Request) {
	j := s.job.last()
	if j == nil {
		s.show(w, r, http.StatusOK, sheet{Head: page.Head{Headline: words.NothingBegun}})
		return
	}
	root := web.Root(r)
	st := j.state()
	sh := sheet{Head: page.Head{Headline: st.sentence(j)}}
	if st.ended {
		if folder := s.folderOf(st.printed); folder != "" {
			sh.Links = append(sh.Links, page.Way{Text: words.ReportHeading, Page: root + runPath(folder)})
		}
		sh.Links = append(sh.Links, page.Way{Text: words.StartPage, Page: root + "start"})
	} else {
		sh.Mark = refresh
		if !st.interrupted {
			sh.Forms = []form{{ID: "abort", Title: words.AbortIt, Action: "started/abort", Post: true, Folded: true, Hint: words.AbortHint, Submit: words.ReallyAbort}}
		}
		if k := s.own(); k != nil {
			if r.URL.Query().Get("watch") != "" {
				http.Redirect(w, r, "/"+runPath(k.Folder), http.StatusSeeOther)
				return
			}
			sh.Links = append(sh.Links, page.Way{Text: words.WatchLive, Page: root + runPath(k.Folder)})
		}
	}
	output := page.Block{Code: st.printed}
	if st.printed == "" {
		output = page.Block{Text: words.NoOutput}
	}
	sh.Parts = []page.Part{{ID: "output", Title: words.OutputHeading, Level: 2, Blocks: []page.Block{output, {Code: s.cfg.Redact(j.command())}}}}
	if st.cut {
		sh.Parts[0].Blocks = append(sh.Parts[0].Blocks, page.Block{Text: words.CutOutput})
	}
	s.show(w, r, http.StatusOK, sh)
}

// abort interrupts the run that was started here, as Ctrl-C does.
func (s *Server) abort(w http.ResponseWriter, r *http.Request) {
	if !s.parsed(w, r) {
		return
	}
	s.job.interrupt()
	http.Redirect(w, r, "/started", http.StatusSeeOther)
}

// folderOf is the folder of the run whose page bench run printed as its last line on standard output, "" when it printed none.
func (s *Server) folderOf(printed string) string {
	dir, err := filepath.Abs(s.cfg.Dir)
	if err != nil {
		return ""
	}
	lines := strings.Split(printed, "\n")
	for _, line := range slices.Backward(lines) {
		path, err := filepath.Abs(strings.TrimSpace(line))
		if err != nil || filepath.Base(path) != "index.html" {
			continue
		}
		if folder, err := filepath.Rel(dir, filepath.Dir(path)); err == nil && filepath.IsLocal(folder) && folder != "." {
			return filepath.ToSlash(folder)
		}
	}
	return ""
}

// outputName is the file of a run's folder with what the run printed, when it was started from a page.
const outputName = "output.txt"

// keepOutput keeps what a run printed beside its record, where it is found when this server has ended. A run that had no folder yet leaves none.
func (s *Server) keepOutput(j *job) {
	printed, cut := j.output.text()
	folder := s.folderOf(printed)
	if runs, err := s.runs.Runs(); folder == "" && err == nil {
		if i := slices.IndexFunc(runs, func(k history.Run) bool { return !j.before[k.Folder] }); i >= 0 {
			folder = runs[i].Folder // the newest
		}
	}
	if folder == "" {
		return
	}
	text := "$ " + j.command() + "\n"
	if cut {
		text += words.CutOutput + "\n"
	}
	root, err := os.OpenRoot(s.cfg.Dir)
	if err == nil {
		defer root.Close()
		err = root.WriteFile(filepath.Join(filepath.FromSlash(folder), outputName), []byte(s.cfg.Redact(text+printed)), 0o644)
	}
	if err != nil {
		fmt.Fprintln(j.output, words.OutputNotKept(reason(err)))
	}
}

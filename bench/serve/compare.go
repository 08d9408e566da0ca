package serve

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"

	"quintet/bench/compare"
	"quintet/bench/comparison"
	"quintet/bench/history"
	"quintet/bench/page"
	"quintet/bench/web"
	"quintet/bench/words"
)

// What bench compare takes when nothing else is said.
const usualThreshold, usualAlpha = "5%", "0.05"

// maxCompared is how many runs are compared at a time: each is analysed anew.
const maxCompared = 50

// side is where a run stands in a comparison.
type side string

const (
	baseSide side = "base"
	headSide side = "head"
	leftOut  side = "left out"
)

// selection is what is to be compared: runs, each with its side, and the options of bench compare as they were typed.
type selection struct {
	runs             []*history.Run
	sides            []side
	threshold, alpha string
	force            bool
}

// compare compares runs and shows the page of the comparison below the form that it was asked for with.
func (s *Server) compare(w http.ResponseWriter, r *http.Request) {
	if !s.parsed(w, r) {
		return
	}
	sel, ok := s.selected(w, r)
	if !ok {
		return
	}
	options, err := s.cfg.Harness.CompareOptions(sel.threshold, sel.alpha, sel.force)
	if err != nil {
		s.refuse(w, r, http.StatusUnprocessableEntity, words.NoComparison, err, sel.form())
		return
	}
	bases, heads, err := s.folders(&sel)
	if err != nil {
		s.refuse(w, r, http.StatusUnprocessableEntity, words.NoComparison, err, sel.form())
		return
	}
	if !s.undisturbed(w, r, form{Action: "compare", Fields: hidden(r.Form)}) {
		return
	}
	var c *compare.Comparison
	if !s.work(w, r, func(context.Context) { c, err = s.cfg.Harness.Compare(bases, heads, options) }) {
		return
	}
	if err != nil {
		s.refuse(w, r, http.StatusUnprocessableEntity, words.NoComparison, err, sel.form())
		return
	}
	above := sheet{Forms: []form{sel.form()}, Blocks: []page.Block{{Text: words.ComparedExit(comparison.ExitCode(c.Outcome))}, {Code: s.command(&sel)}}}
	sv := served(r, r.URL.Path, "compare.css")
	if sv.Above, err = fragment("above.html", above); err != nil {
		write(w, r, nil, err)
		return
	}
	text, err := comparison.Page(c, sv)
	write(w, r, text, err)
}

// selected reads which runs were chosen. Those chosen without a side are compared with the oldest of them.
func (s *Server) selected(w http.ResponseWriter, r *http.Request) (sel selection, ok bool) {
	sel = selection{threshold: words.Or(r.Form.Get("threshold"), usualThreshold), alpha: words.Or(r.Form.Get("alpha"), usualAlpha), force: r.Form.Get("force") != ""}
	names, sides := r.Form["run"], r.Form["side"]
	switch {
	case len(names) == 0:
		s.refuse(w, r, http.StatusUnprocessableEntity, words.NothingChosen, nil)
		return sel, false
	case len(names) > maxCompared:
		s.refuse(w, r, http.StatusUnprocessableEntity, words.TooManyChosen(len(names), maxCompared), nil)
		return sel, false
	}
	all, err := s.runs.Runs()
	if err != nil {
		web.Problem(w, r, http.StatusInternalServerError, words.NoList(err.Error()))
		return sel, false
	}
	at := map[string]*history.Run{}
	for i := range all {
		at[all[i].Folder] = &all[i]
	}
	for i, name := range names {
		k := at[name]
		if k == nil {
			s.refuse(w, r, http.StatusNotFound, words.NotKept(name), nil)
			return sel, false
		}
		sel.runs, sel.sides = append(sel.runs, k), append(sel.sides, headSide)
		if i < len(sides) && slices.Contains([]side{baseSide, leftOut}, side(sides[i])) {
			sel.sides[i] = side(sides[i])
		}
	}
	if len(sides) == 0 {
		sel.sides[oldest(sel.runs)] = baseSide
	}
	return sel, true
}

// oldest is the place of the run that began first.
func oldest(runs []*history.Run) int {
	at := 0
	for i, k := range runs {
		if k.Before(runs[at]) {
			at = i
		}
	}
	return at
}

// folders are the folders of both sides.
func (s *Server) folders(sel *selection) (bases, heads []string, err error) {
	for i, k := range sel.runs {
		path, err := s.path(filepath.FromSlash(k.Folder))
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", k.Name, err)
		}
		switch sel.sides[i] {
		case baseSide:
			bases = append(bases, path)
		case headSide:
			heads = append(heads, path)
		}
	}
	return bases, heads, nil
}

// form is the form of the selection: a side for each run, and the options.
func (sel *selection) form() form {
	f := form{ID: "sides", Title: words.SidesHeading, Action: "compare", Submit: words.CompareAgain, Folded: true}
	for i, k := range sel.runs {
		f.Fields = append(f.Fields, field{Kind: "hidden", Name: "run", Value: k.Folder},
			choice("side", k.Heading()+" ("+k.Name+")", string(sel.sides[i]), "", []string{string(baseSide), string(headSide), string(leftOut)}))
	}
	f.Fields = append(f.Fields,
		field{Kind: "text", Name: "threshold", Label: words.ThresholdLabel, Value: sel.threshold, Longest: 20},
		field{Kind: "text", Name: "alpha", Label: words.AlphaLabel, Value: sel.alpha, Longest: 20},
		field{Kind: "check", Name: "force", Label: words.ForceLabel, Checked: sel.force})
	return f
}

// command is the command that compares the same in a terminal.
func (s *Server) command(sel *selection) string {
	line := []string{"bench", "compare"}
	if sel.threshold != usualThreshold {
		line = append(line, "-threshold", words.Quoted(sel.threshold))
	}
	if sel.alpha != usualAlpha {
		line = append(line, "-alpha", words.Quoted(sel.alpha))
	}
	if sel.force {
		line = append(line, "-force")
	}
	var bases, heads []string
	for i, k := range sel.runs {
		switch path := words.Quoted(s.name() + "/" + k.Folder); sel.sides[i] {
		case baseSide:
			bases = append(bases, path)
		case headSide:
			heads = append(heads, path)
		}
	}
	first := min(1, len(bases))
	for _, b := range bases[first:] {
		line = append(line, "-base", b)
	}
	return strings.Join(slices.Concat(line, bases[:first], heads), " ")
}

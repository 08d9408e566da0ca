package figure

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"quintet/bench/analysis"
	"quintet/bench/scaling"
	"quintet/bench/words"
)

// Image is one drawn figure, or the words that stand in its place.
type Image struct {
	// Name is the figure's row in the table ("latency"), Trial the trial's number, 0 for a figure of the whole run.
	Name  string
	Trial int
	// Title states what is shown; Caption what to notice in this run.
	Title, Caption string
	// File is the PNG's name in the directory given to Draw and PNG its content; both empty when Empty states why there is none.
	File string
	PNG  []byte
	// Width and Height are in pixels at single density; the PNG has twice as many.
	Width, Height int
	Empty         string
}

// figure is one row of the table of figures of a trial: what it is called and how it is drawn; package words has its title. draw gives either
// a drawing or the words for its place.
type figure struct {
	name string
	draw func(*analysis.Trial) (drawing, string)
	// title and caption are those of a figure of a store, for which there is no row in a table; "" and nil for all others.
	title   string
	caption func(*analysis.Trial) string
}

// heading is the title of the figure.
func (f figure) heading() string { return cmp.Or(f.title, words.FigureTitle(f.name)) }

// Names are the names of the figures that every trial has, in the order of the table. Behind them each trial has one for each of its stores,
// StoreName.
func Names() []string {
	var names []string
	for _, f := range figures() {
		names = append(names, f.name)
	}
	return names
}

// figuresOf are the figures of a trial: those of the table, and one for each of its stores and faults.
func figuresOf(t *analysis.Trial) []figure {
	return slices.Concat(figures(), storeFigures(t), faultFigures(t))
}

// Draw draws every figure of every trial that is wanted (nil wants all) and writes the PNGs into dir: name.png, and trial-002-name.png when
// there are several trials. A run with faults, and one whose trials differ, has figures of its own, which come first, and what happened around a fault is drawn for every trial; s is nil of one whose trials do not. A figure without data has words instead
// of a file, or is left out where another API is not known to have what it shows, and a file of that name from an earlier rendering is removed, as are those of trials that are not wanted. Images come in the
// order of trials and of the table, those of stores last. Drawing the same result again writes the same bytes.
func Draw(res *analysis.Result, s *scaling.Result, dir string, wanted func(trial int) bool) ([]Image, error) {
	type job struct {
		draw func() (Image, error)
		file string
	}
	var jobs []job
	if s != nil {
		for _, f := range runFigures() {
			jobs = append(jobs, job{func() (Image, error) { return f.image(s, res.SLO) }, f.name + ".png"})
		}
	}
	if faults := res.Faults(); faults != nil {
		for _, f := range faultRunFigures() {
			jobs = append(jobs, job{func() (Image, error) { return f.image(faults) }, f.name + ".png"})
		}
	}
	for i := range res.Trials {
		t := &res.Trials[i]
		for _, f := range figuresOf(t) {
			file := f.name + ".png"
			if len(res.Trials) > 1 {
				file = fmt.Sprintf("trial-%03d-%s.png", t.Manifest.Trial, f.name)
			}
			if wanted != nil && !wanted(t.Manifest.Trial) && !strings.HasPrefix(f.name, FaultName(0)) {
				if err := remove(filepath.Join(dir, file)); err != nil {
					return nil, fmt.Errorf("remove an earlier figure: %w", err)
				}
				continue
			}
			jobs = append(jobs, job{func() (Image, error) { return f.image(t) }, file})
		}
	}
	images, errs := make([]Image, len(jobs)), make([]error, len(jobs))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(jobs)) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(jobs); i = int(next.Add(1)) - 1 {
				j := jobs[i]
				images[i], errs[i] = j.draw()
				if errs[i] == nil {
					errs[i] = place(&images[i], filepath.Join(dir, j.file))
				}
				if errs[i] != nil {
					errs[i] = fmt.Errorf("draw figure %s: %w", j.file, errs[i])
				}
			}
		})
	}
	workers.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(images, func(i Image) bool { return i.Empty != "" && i.Trial > 0 && aboutAnother(res, i) }), nil
}

// ownFigures are those of what only this repository's API tells.
var ownFigures = []string{"cache", "storage", "storelatency", "pools"}

// aboutAnother reports whether an image would say of another API that it does not tell what only this repository's tells.
func aboutAnother(res *analysis.Result, i Image) bool {
	return slices.Contains(ownFigures, i.Name) && slices.ContainsFunc(res.Trials, func(t analysis.Trial) bool {
		return t.Manifest.Trial == i.Trial && t.Manifest.Foreign()
	})
}

// image draws one figure.
func (f figure) image(t *analysis.Trial) (Image, error) {
	image := Image{Name: f.name, Trial: t.Manifest.Trial, Title: f.heading(), Caption: words.Caption(t.Captions[f.name])}
	if f.caption != nil && t.All.Hits > 0 {
		image.Caption = f.caption(t)
	}
	return image.drawn(f.draw(t))
}

// drawn completes an image with its drawing, or with the words for its place.
func (i Image) drawn(d drawing, empty string) (Image, error) {
	if empty != "" {
		i.Empty = empty
		return i, nil
	}
	d.title = cmp.Or(d.title, i.Title)
	i.Width, i.Height = width, int(d.height)
	var err error
	i.PNG, err = d.png()
	return i, err
}

// place writes the image's file, or removes what an earlier rendering left there.
func place(image *Image, path string) error {
	if image.Empty != "" {
		return remove(path)
	}
	image.File = filepath.Base(path)
	return os.WriteFile(path, image.PNG, 0o644)
}

// remove a file that may not be there.
func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

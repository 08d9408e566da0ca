package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"quintet/api/server"
	"quintet/bench/analysis"
	"quintet/bench/compare"
	"quintet/bench/comparison"
	"quintet/bench/exitcode"
	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/words"
)

const compareHelp = `bench compare [flags] BASE-RUN HEAD-RUN...
bench compare [flags] RUN

Compares runs by their records, of today or of last month, and says of each head whether it is better or worse than the base,
the same, or that the repetitions do not tell. The unit is the trial: a side needs several repetitions, better 10, best run in turn
with the other side's. Configurations are compared with those of the same name; given one run, its configurations are compared
with its first. -base adds further runs to the base, so that their trials pool; so does a comma between folders, on either side.
Of runs that searched (bench capacity) a search is the unit and the capacity is what is compared: four searches a side or more tell.

The metrics of the scenario's SLOs decide. Worse or better needs a P (exact Mann-Whitney, adjusted for the number of metrics) below
-alpha and a change of more than -threshold; the same needs an interval inside it. What is not comparable (other scenario,
data, load, SLOs, stack or machine) is refused unless -force says otherwise, and then the output says so.

Exit codes: 0 the same or better, 1 worse, 2 usage or not comparable, 3 cannot tell; the output says how many more
repetitions would settle it.`

// runLists collects folders given more than once or with commas between them.
type runLists []string

func (l *runLists) String() string { return "" }

func (l *runLists) Set(text string) error {
	*l = append(*l, text)
	return nil
}

// compareCommand compares runs and is the gate of a pipeline: its exit code is the outcome, and files are written before the terminal is, so
// that a broken pipe loses none of them.
func compareCommand(_ context.Context, t terminal, args []string) error {
	set := flags(t, "compare", compareHelp)
	threshold := set.String("threshold", "5%", "the change that still counts as the same, a `ratio`")
	alpha := set.String("alpha", "0.05", "the chance of calling something different that is not, a `ratio`")
	force := set.Bool("force", false, "compare what is not comparable, and say so")
	var more runLists
	set.Var(&more, "base", "further `RUN-DIR`s of the base; may be repeated")
	var files comparison.Files
	set.StringVar(&files.JSON, "json", "", "write the numbers to this `file`")
	set.StringVar(&files.Markdown, "md", "", "write Markdown for a pull request to this `file`")
	set.StringVar(&files.HTML, "html", "", "write a page to this `file`")
	out := set.String("out", "", "write compare.html, compare.json and compare.md into this `folder`")
	names, err := parse(set, args)
	if err != nil {
		return err
	}
	opts, err := compareOptions(*threshold, *alpha, *force)
	if err != nil {
		return usageError(err)
	}
	if len(names) == 0 || len(names) == 1 && len(more) > 0 {
		return usageError(errors.New("want the folder of a base run and those of one head or more; see bench compare -h"))
	}
	c, err := compareRuns(names, more, opts)
	if err != nil {
		return err
	}
	if *out != "" {
		if err := os.MkdirAll(*out, 0o755); err != nil {
			return fmt.Errorf("make the folder of the comparison: %w", err)
		}
		files = files.In(*out)
	}
	if err := comparison.Write(files, c); err != nil {
		return err
	}
	if err := comparison.Terminal(t.stdout, c, screenOf(t.stdout)); err != nil {
		return err
	}
	if files.HTML != "" {
		fmt.Fprintln(t.stdout, files.HTML)
	}
	if code := comparison.ExitCode(c.Outcome); code != exitcode.OK {
		return exit{code, nil}
	}
	return nil
}

// compareOptions reads the flags of a comparison.
func compareOptions(threshold, alpha string, force bool) (opts compare.Options, err error) {
	opts.Force = force
	if opts.Margin, err = ratio(threshold); err != nil {
		return opts, fmt.Errorf("-threshold: %w", err)
	}
	if opts.Alpha, err = ratio(alpha); err != nil {
		return opts, fmt.Errorf("-alpha: %w", err)
	}
	if opts.Alpha >= 0.5 {
		err = fmt.Errorf("-alpha: %s is no better than tossing a coin; want less than 0.5", alpha)
	}
	return opts, err
}

// compareRuns reads the runs and compares them: several with the first, or one with itself.
func compareRuns(names []string, more runLists, opts compare.Options) (*compare.Comparison, error) {
	seen := map[string]string{}
	var sides []compare.Side
	var paths [][]string // of each side's runs
	for i, name := range names {
		lists := []string{name}
		if i == 0 {
			lists = append(lists, more...)
		}
		side, of, err := readSide(lists, seen)
		if err != nil {
			return nil, usageError(err)
		}
		sides, paths = append(sides, side), append(paths, of)
	}
	nameRuns(sides, paths)
	var c *compare.Comparison
	var err error
	if len(sides) == 1 {
		c, err = compare.Configurations(sides[0], opts)
	} else {
		c, err = compare.Runs(sides[0], sides[1:], opts)
	}
	var refused *compare.NotComparable
	if errors.As(err, &refused) {
		err = errors.New(words.NotComparable(refused))
		if !opts.Force {
			err = fmt.Errorf("%w\nuse -force to compare them anyway", err)
		}
	}
	if err != nil {
		return nil, usageError(err)
	}
	return c, nil
}

// readSide analyses the runs of one side anew. A run that stands in a comparison twice would be compared with itself, so it is refused.
func readSide(lists []string, seen map[string]string) (side compare.Side, paths []string, err error) {
	for _, list := range lists {
		for dir := range strings.SplitSeq(list, ",") {
			if err := needRunDir(dir); err != nil {
				return side, nil, err
			}
			path, err := filepath.Abs(dir)
			if err != nil {
				return side, nil, err
			}
			if path, err = filepath.EvalSymlinks(path); err != nil {
				return side, nil, err
			}
			if other, twice := seen[path]; twice {
				return side, nil, fmt.Errorf("%s and %s are the same run; a comparison needs two", other, dir)
			}
			seen[path] = dir
			run, err := samples.OpenRun(dir)
			if err != nil {
				return side, nil, err
			}
			res, err := analysis.Analyze(run, analysis.Options{Backends: server.Telemetry()})
			if err != nil {
				return side, nil, fmt.Errorf("analyse %s: %w", dir, err)
			}
			side.Runs, paths = append(side.Runs, res), append(paths, path)
		}
	}
	return side, paths, nil
}

// nameRuns names the sides after the folder of their first run. Runs that began in the same second, in two folders, have one name: as much
// of the folders above is in it then as tells them apart, and it stands for such a run's id too.
func nameRuns(sides []compare.Side, paths [][]string) {
	names, ids := distinct(slices.Concat(paths...)), map[string]int{}
	for _, s := range sides {
		for _, r := range s.Runs {
			ids[r.RunID]++
		}
	}
	for i := range sides {
		s := &sides[i]
		s.Name = names[paths[i][0]]
		if more := len(s.Runs) - 1; more > 0 {
			s.Name += fmt.Sprintf(" + %d more", more) // the page lists them all
		}
		for j, r := range s.Runs {
			if ids[r.RunID] < 2 {
				continue
			}
			r.RunID = names[paths[i][j]]
			for k := range r.Trials {
				r.Trials[k].Manifest.RunID = r.RunID
			}
		}
	}
}

// distinct names paths by as many of their last elements as tell them apart.
func distinct(paths []string) map[string]string {
	names := map[string]string{}
	for _, path := range paths {
		elements := strings.Split(filepath.ToSlash(path), "/")
		for n := 1; n <= len(elements); n++ {
			name := strings.Join(elements[len(elements)-n:], "/")
			names[path] = name
			alike := func(other string) bool {
				return other != path && strings.HasSuffix("/"+filepath.ToSlash(other), "/"+name)
			}
			if !slices.ContainsFunc(paths, alike) {
				break
			}
		}
	}
	return names
}

// ratio reads a flag's ratio, "5%" or "0.05", between 0 and 1.
func ratio(text string) (float64, error) {
	v, err := scenario.ParseRatio(text)
	if err == nil && (v == 0 || v == 1) {
		err = fmt.Errorf("found %q, want more than 0 and less than 1", text)
	}
	return v, err
}

// Command fuzz runs every fuzz target of the module to a number of executions, one after another, and prints how many each had.
//
//	go run ./test/fuzz                            all of them, ten million executions each: hours, before a release
//	go run ./test/fuzz -count 20000 samples       those whose package or name contains a word, as many as that
//
// A target that fails is named with what go test wrote, and the others are run all the same; its input lies in the package's testdata.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

func main() {
	count := flag.Uint64("count", 10_000_000, "executions of each target")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *count, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "fuzz:", err)
		os.Exit(1)
	}
}

// target is one fuzz target: its package's folder and its name.
type target struct{ dir, name string }

// run fuzzes the targets that contain all words.
func run(ctx context.Context, count uint64, words []string) error {
	list, err := targets(".")
	if err != nil {
		return err
	}
	var errs []error
	tried, total := 0, uint64(0)
	for _, t := range list {
		if !t.has(words) {
			continue
		}
		tried++
		began := time.Now()
		executions, err := t.fuzz(ctx, count)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err == nil && executions < count {
			err = fmt.Errorf("%d executions, want %d", executions, count)
		}
		outcome := "ok"
		if err != nil {
			outcome = "FAILED"
			errs = append(errs, fmt.Errorf("%s in %s: %w", t.name, t.dir, err))
		}
		total += executions
		fmt.Printf("%-24s %-22s %10d executions %10s  %s\n", t.dir, t.name, executions, time.Since(began).Round(time.Second), outcome)
	}
	if tried == 0 {
		return errors.New("no fuzz target has such a name; run it from the module's folder")
	}
	fmt.Printf("%d targets, %d executions, %d failed\n", tried, total, len(errs))
	return errors.Join(errs...)
}

func (t target) has(words []string) bool {
	for _, w := range words {
		if !strings.Contains(t.dir+" "+t.name, w) {
			return false
		}
	}
	return true
}

// declaration is how a fuzz target is declared.
var declaration = regexp.MustCompile(`(?m)^func (Fuzz\w*)\(\w+ \*testing\.F\)`)

// targets are the fuzz targets below a folder, in the order of their files.
func targets(root string) (list []target, err error) {
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(path))
		for _, found := range declaration.FindAllSubmatch(text, -1) {
			list = append(list, target{filepath.ToSlash(dir), string(found[1])})
		}
		return err
	})
	return list, err
}

// executions matches the progress lines of go test; the last one counts.
var executions = regexp.MustCompile(`execs: (\d+) `)

// maxMinimizing is how many executions making an input smaller may take. The default is a minute for every input that reaches new code,
// which keeps targets busy with little else that parse long texts.
const maxMinimizing = 500

// fuzz runs the target and returns how many executions it had.
func (t target) fuzz(ctx context.Context, count uint64) (uint64, error) {
	var out bytes.Buffer
	c := exec.CommandContext(ctx, "go", "test", "-run=^$", "-fuzz=^"+t.name+"$", fmt.Sprintf("-fuzztime=%dx", count),
		fmt.Sprintf("-fuzzminimizetime=%dx", maxMinimizing), "./"+t.dir)
	c.Stdout, c.Stderr = &out, &out
	err := c.Run()
	if err != nil {
		err = fmt.Errorf("%w\n%s", err, out.Bytes())
	}
	n := uint64(0)
	if said := executions.FindAllSubmatch(out.Bytes(), -1); said != nil {
		n, _ = strconv.ParseUint(string(said[len(said)-1][1]), 10, 64)
	}
	return n, err
}

package history

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/document"
	"quintet/bench/document/documenttest"
	"quintet/bench/page/pagetest"
	"quintet/bench/samples"
	"quintet/bench/words"
)

// keepRun writes what is left of a run for a list: its report.json, and a page to lead to.
func writeRun(t testing.TB, dir, folder string, d document.Document) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(folder))
	if err := os.MkdirAll(path, 0o755); err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := d.Write(&text); err != nil {
		t.Fatal(err)
	}
	documenttest.Validate(t, text.Bytes())
	writeFile(t, filepath.Join(path, "report.json"), text.Bytes())
	writeFile(t, filepath.Join(path, "index.html"), []byte("<!DOCTYPE html>\n<title>a run</title>\n"))
}

func writeFile(t testing.TB, path string, text []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

// base is a report as the package report writes one: that of its golden file.
func base() document.Document {
	file, err := os.Open("../report/testdata/report.json")
	if err != nil {
		panic(err)
	}
	defer file.Close()
	d, err := document.Read(file)
	if err != nil {
		panic(err)
	}
	return *d
}

// madeDocument is the report of run n of a series of one a day: a passed one whose p99 is tail. Its parts are its own.
func madeDocument(n int, tail float64) document.Document {
	d := base()
	began := time.Date(2026, 9, 1, 12, 40, 0, 0, time.UTC).AddDate(0, 0, n)
	d.RunID = began.Format("20060102-150405") + "-" + d.Scenario
	d.Began, d.Trials[0].Began = &began, began
	d.Verdict, d.InvalidReasons, d.Warnings = "pass", []string{}, []string{}
	d.Headline = "chat-heavy holds its SLOs on embedded at 99.5 requests/s: p99 " + words.Seconds(tail) + " (limit 100 ms)."
	for i := range d.SLO {
		d.SLO[i].OK = true
	}
	setTail(&d.Trials[0], tail)
	d.Trials[0].Failures, d.Trials[0].All.Failures = 0, 0
	d.Trials[0].Record.Settings = map[string]string{}
	return d
}

func setTail(t *document.Trial, tail float64) {
	t.All.Response.P99 = tail
	t.All.Intervals = map[string]analysis.Interval{"p99": {Low: tail * 0.93, High: tail * 1.09}}
}

// configured makes trials of these configurations out of a report's only one, each with its p99.
func configured(d document.Document, repetitions int, tails map[string]float64) document.Document {
	one := d.Trials[0]
	d.Trials = nil
	for _, cache := range []string{"off", "on"} {
		tail, ok := tails[cache]
		for r := range repetitions {
			if !ok {
				continue
			}
			t := one
			t.Number, t.Repetition, t.Configuration = len(d.Trials)+1, r+1, map[string]string{"cache": cache}
			t.All.Intervals = maps.Clone(one.All.Intervals)
			setTail(&t, tail*(1+float64(r)/10))
			d.Trials = append(d.Trials, t)
		}
	}
	return d
}

// searched makes a report that of a search which found a capacity.
func searched(d document.Document, rate float64) document.Document {
	d.Scenario, d.RunID = "read-heavy", d.RunID+"-search"
	d.Headline = "read-heavy on embedded takes " + words.Rate(rate) + " with every SLO held."
	d.Trials[0].Configuration = map[string]string{"rate": words.Rate(rate)}
	step := document.TriedLoad{TriedLoad: analysis.TriedLoad{Trial: 1, Rate: rate, Acceptance: analysis.Acceptance{Accepted: true, Valid: true}}}
	d.Capacities = []document.Capacity{{Capacity: analysis.Capacity{Rate: rate, Refused: rate * 1.05}, Tried: []document.TriedLoad{step}}}
	return d
}

// invalid makes a report one that must not be believed.
func invalid(d document.Document) document.Document {
	d.Valid, d.Verdict, d.InvalidReasons = false, "invalid", []string{"Hits left up to 21 ms late (p99): the generator did not get the CPU to keep up."}
	d.Headline = d.Scenario + " on " + d.Stack + " is not valid: " + d.InvalidReasons[0]
	d.Trials[0].Valid = false
	return d
}

// keepMany fills a folder with as many runs: every other one of a matrix, searches, invalid ones, a change of level, another machine.
func writeMany(t testing.TB, dir string, runs int) {
	t.Helper()
	r := rand.New(rand.NewPCG(5, 5))
	for n := range runs {
		tail := 0.014 * (1 + 0.05*r.NormFloat64())
		if n > runs*2/3 {
			tail *= 1.5
		}
		d := madeDocument(n, tail)
		if n >= runs/5 {
			d.Machine.Cores = 8
		}
		switch {
		case n%11 == 7:
			setTail(&d.Trials[0], 4)
			d = invalid(d)
		case n%5 == 3:
			d = searched(d, 1600+20*r.NormFloat64())
		case n%5 == 4:
			d = configured(d, 3, map[string]float64{"on": tail, "off": tail * 3})
		case n%13 == 5:
			d.Verdict, d.SLO[0].OK, d.Warnings = "fail", false, []string{"One.", "Two."}
		}
		writeRun(t, dir, d.RunID, d)
	}
}

// keepOdd puts beside them what is no run, or a damaged one.
func writeOdd(t testing.TB, dir string) {
	t.Helper()
	writeRun(t, dir, "example", madeDocument(0, 0.013))
	writeFile(t, filepath.Join(dir, "20260802-090000-empty", "report.json"), nil)
	writeFile(t, filepath.Join(dir, "20260803-090000-half", "report.json"), []byte(`{"scenario": "chat-heavy", "trials": [{"heatmap": {"cells": [[1, 2`))
	writeFile(t, filepath.Join(dir, "20260804-090000-else", "report.json"), []byte(`{"name": "quintet", "version": "1.0.0"}`))
	writeFile(t, filepath.Join(dir, "20260805-090000-wrong", "report.json"), []byte(`{"scenario": "chat-heavy", "verdict": "pass", "trials": [{"throughput": "fast"}]}`))
	if err := os.MkdirAll(filepath.Join(dir, "20260806-090000-folder", "report.json"), 0o755); err != nil {
		t.Fatal(err)
	}
	m := samples.Manifest{Format: samples.FormatVersion, Scenario: "chat-heavy", Stack: "embedded"}
	m.State, m.Began = "running", time.Date(2026, 8, 7, 9, 0, 1, 0, time.UTC)
	running := filepath.Join(dir, "20260807-090000-chat-heavy", "trial-001")
	if err := os.MkdirAll(running, 0o755); err != nil {
		t.Fatal(err)
	}
	w, err := samples.Create(running, m)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, "20260808-090000-chat-heavy", "trial-001", "manifest.json"), []byte("{"))
	writeFile(t, filepath.Join(dir, "notes", "thoughts.txt"), []byte("no run"))
	writeFile(t, filepath.Join(dir, ".hidden", "report.json"), []byte("{}"))
	writeFile(t, filepath.Join(dir, "report.json"), []byte("a file"))
}

// listOf makes the list of a folder and returns the page, checked.
func listOf(t testing.TB, dir string) string {
	t.Helper()
	path, runs, err := Write(dir)
	if err != nil || runs == 0 {
		t.Fatalf("%d runs, %v", runs, err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if t, ok := t.(*testing.T); ok {
		pagetest.Lint(t, text)
	}
	return string(text)
}

// keepLine keeps a run of the scenario for each p99; what changes them may be nil.
func writeLine(t testing.TB, dir string, tails []float64, change func(n int, d *document.Document)) {
	t.Helper()
	for n, tail := range tails {
		d := madeDocument(n, tail)
		if change != nil {
			change(n, &d)
		}
		writeRun(t, dir, fmt.Sprintf("run-%02d", n), d)
	}
}

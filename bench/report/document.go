package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"

	"quintet/bench/analysis"
	"quintet/bench/figure"
	"quintet/bench/samples"
	"quintet/bench/scaling"
	"quintet/bench/words"
)

// writeDocument writes the text of report.json: the document with these trials. Text is written as it is, without escapes for HTML: it is
// no page. Trials are made and encoded one after another, because those of a long run are too large to hold several times.
func writeDocument(w io.Writer, head Document, trials iter.Seq[Trial]) error {
	head.Trials = []Trial{}
	text, err := indented(head, "")
	if err != nil {
		return err
	}
	// A line break cannot occur within JSON's strings, so these are the document's own trials.
	before, after, found := bytes.Cut(text, []byte("\n \"trials\": ["))
	if !found {
		return errors.New("encode report.json: it has no place for trials")
	}
	write := func(parts ...[]byte) {
		for _, p := range parts {
			if err == nil {
				_, err = w.Write(p)
			}
		}
	}
	write(before, []byte("\n \"trials\": ["))
	between, end := "\n  ", ""
	for t := range trials {
		text, encoding := indented(&t, "  ")
		if encoding != nil {
			return encoding
		}
		write([]byte(between), bytes.TrimSuffix(text, []byte("\n")))
		between, end = ",\n  ", "\n "
	}
	write([]byte(end), after)
	if err != nil {
		return fmt.Errorf("write report.json: %w", err)
	}
	return nil
}

// indented encodes a value on lines that begin with a prefix, but for the first.
func indented(value any, prefix string) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent(prefix, " ")
	if err := e.Encode(value); err != nil {
		return nil, fmt.Errorf("encode report.json: %w", err)
	}
	return b.Bytes(), nil
}

// documentTrials makes the trials of report.json, one when it is asked for.
func documentTrials(res *analysis.Result) iter.Seq[Trial] {
	return func(yield func(Trial) bool) {
		for i := range res.Trials {
			if !yield(trial(&res.Trials[i])) {
				return
			}
		}
	}
}

// newDocument makes report.json of a result and its figures, but for the trials.
func newDocument(res *analysis.Result, together *scaling.Result, images []figure.Image) Document {
	d := Document{
		Scenario: res.Scenario, Stack: res.Stack, Valid: res.Valid, InvalidReasons: listed(words.RunDetails(res, res.InvalidReasons)), Verdict: res.Verdict,
		Headline: words.Headline(res), RunID: res.RunID, Command: res.Command, Dashboard: res.Dashboard, Description: res.Description,
		SLO: each(res.SLO, objective), Warnings: listed(words.RunDetails(res, res.Warnings)), Checks: each(res.Checks, func(c *analysis.Check) Check { return check(c, words.RunCheck(res, c)) }),
		Findings: each(res.Findings, func(f *analysis.Finding) Finding {
			return Finding{Name: f.Name, Sentence: words.Finding(res, f), Figure: f.Figure, Trial: f.Trial}
		}),
		Figures: each(images, func(i *figure.Image) Figure {
			return Figure{Name: i.Name, Trial: i.Trial, Title: i.Title, Caption: i.Caption, File: i.File, Empty: i.Empty}
		}),
		Capacities: each(res.Capacities, capacity), Deciding: res.Deciding, Scaling: scalingOf(together),
	}
	if !res.Began.IsZero() {
		began := res.Began.UTC()
		d.Began = &began
	}
	if len(res.Trials) > 0 {
		m := &res.Trials[0].Manifest
		d.Build, d.Source = Build(m.Build), m.Source
		d.Machine = Machine{Hostname: m.Machine.Hostname, OS: m.Machine.OS, Kernel: m.Machine.Kernel, CPU: m.Machine.CPU, Cores: m.Machine.Cores, Memory: m.Machine.Memory}
	}
	return d
}

func objective(o *analysis.SLOResult) Objective {
	return Objective{
		Expression: o.Expression, Measured: Number(o.Measured), Low: Number(o.Low), High: Number(o.High), Limit: Number(o.Limit), OK: o.OK,
		Margin: Number(o.Margin), Metric: o.Metric, Operation: o.Operation, Comparison: o.Comparison, Trial: o.Trial,
	}
}

func capacity(c *analysis.Capacity) Capacity {
	return Capacity{
		Configuration: mapped(c.Configuration), Rate: Number(c.Rate), Refused: Number(c.Refused),
		AtLeast: c.AtLeast, GeneratorBound: c.GeneratorBound, Unsure: c.Unsure, Swept: c.Swept,
		Tried: each(c.Tried, func(t *analysis.TriedLoad) TriedLoad {
			return TriedLoad{Trial: t.Trial, Rate: Number(t.Rate), P99: Number(t.P99), Goodput: Number(t.Goodput),
				Accepted: t.Accepted, Uncertain: t.Uncertain, Valid: t.Valid, GeneratorBound: t.GeneratorBound, Why: words.Refusal(&t.Why)}
		}),
	}
}

func check(c *analysis.Check, t words.CheckText) Check {
	return Check{Name: t.Name, Outcome: outcome(c), Measured: t.Measured, Limit: t.Limit, Detail: t.Detail}
}

// outcome of a check in one word.
func outcome(c *analysis.Check) string {
	switch {
	case !c.OK:
		return "failed"
	case c.Doubt:
		return "doubt"
	}
	return "ok"
}

func trial(t *analysis.Trial) Trial {
	m := &t.Manifest
	return Trial{
		Trial: m.Trial, Configuration: mapped(m.Configuration), Repetition: m.Repetition, State: string(m.State), Reason: m.Reason,
		Valid: t.Valid, InvalidReasons: listed(words.Details(t.InvalidReasons())), Offered: t.Offered, Completed: t.Completed, Failures: t.Failures,
		Throughput: Number(t.Throughput), Goodput: Number(t.Goodput), ThroughputInterval: interval(t.ThroughputInterval), GoodputInterval: interval(t.GoodputInterval), All: operation(&t.All), Operations: each(t.Operations, operation),
		Cache: cache(&t.Cache), Storage: storage(&t.Storage), SLO: each(t.SLO, objective), Checks: each(t.Checks, func(c *analysis.Check) Check { return check(c, words.Check(c)) }), Warnings: listed(words.Details(t.Warnings())),
		Began: m.Began.UTC(), Measured: Number(t.Measured), Reached: Number(t.Reached), Planned: Number(t.Planned), WarmupEnd: Number(t.WarmupEnd),
		Phases: each(t.Phases, phase), Tail: tail(&t.Tail), Failed: each(t.Failed, failureClass), StoreLatency: each(t.StoreLatency, storeLatency), Stores: each(t.Stores, func(s *analysis.Store) Store { return storeOf(s, t.Measured) }),
		SendLag: quantiles(t.SendLag), GeneratorCPU: Number(t.GeneratorCPU), MeanCPU: numbersBy(t.MeanCPU), MeanMemory: numbersBy(t.MeanMemory), PoolWaits: numbersBy(t.PoolWaits), Record: record(m),
		Events: each(t.Events, func(e *samples.Event) Event {
			return Event{At: seconds(e.At), Kind: string(e.Kind), Name: e.Name, Detail: e.Detail}
		}),
		Curve: each(t.Curve, func(p *analysis.CurvePoint) CurvePoint {
			return CurvePoint{Quantile: Number(p.Quantile), Response: Number(p.Response), Service: Number(p.Service)}
		}),
		Scraped: scraped(&t.Scraped), Timeline: timeline(&t.Timeline),
		Heatmap: Heatmap{Width: Number(t.Heatmap.Width), Bounds: numbers(t.Heatmap.Bounds),
			Cells: each(t.Heatmap.Cells, func(row *[]float64) []Number { return numbers(*row) })},
	}
}

func record(m *samples.Manifest) Record {
	d := &m.Dataset
	return Record{
		Seed: m.Seed, Settings: mapped(m.Settings), Mix: numbersBy(m.Mix),
		Load: Load{Arrivals: m.Load.Arrivals, Closed: m.Load.Closed, Offered: m.Load.Offered, Timeout: seconds(m.Load.Timeout)},
		Dataset: Dataset{Volume: d.Volume, Fingerprint: d.Fingerprint, Rows: mapped(d.Rows), Counted: mapped(d.Verified), Bytes: mapped(d.Bytes),
			Took: seconds(d.Took), Assumptions: listed(d.Assumptions)},
		Services: each(m.Services, func(s *samples.Service) Service {
			return Service{Name: s.Name, Role: s.Role, Software: s.Software, Address: s.Address, PID: s.PID}
		}),
		Targets: listed(m.Targets), ScrapeInterval: seconds(m.ScrapeInterval), LoadAverage: Number(m.Machine.LoadAverage),
	}
}

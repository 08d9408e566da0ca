package scenario

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// topKeys are the keys of a scenario file, in the order it is usually written.
var topKeys = []string{"name", "description", "made for", "seed", "dataset", "ready", "auth", "tls", "operations", "sequences", "setup", "workload", "load", "slo", "scrape", "traceparent", "abort", "settings",
	"repetitions", "matrix", "search", "faults", "hold", "ledger"}

const maxRepetitions = 1000

// Read reads and checks a scenario file. See Parse.
func Read(path string, overrides []Override, v Vocabulary) (Scenario, error) {
	f, err := os.Open(path)
	if err != nil {
		return Scenario{}, fmt.Errorf("read scenario: %w", err)
	}
	text, err := io.ReadAll(io.LimitReader(f, maxText+1))
	if err := errors.Join(err, f.Close()); err != nil {
		return Scenario{}, fmt.Errorf("read scenario: %w", err)
	}
	return Parse(path, text, overrides, v)
}

// Parse checks the text of a scenario and fills in every default. file names it in errors, and its base name without
// extension must be the scenario's name. Overrides are applied in their order before anything is checked. The error joins
// one *Error for every mistake, in the order of the file; errors.As finds the first.
func Parse(file string, text []byte, overrides []Override, v Vocabulary) (Scenario, error) {
	s, err := parse(file, text, overrides, v, false)
	if err != nil {
		return Scenario{}, err
	}
	if err := s.tryAxes(overrides); err != nil {
		return Scenario{}, err
	}
	return s, nil
}

// With returns the scenario at one point of its parameter space: with changes applied, and neither matrix nor search. What
// -set takes as a key is a change; its value is taken whole, never as a list. Source stays that of the whole scenario.
func (s Scenario) With(changes []Override) (Scenario, error) {
	at, err := parse(s.File, s.Source, changes, s.Vocabulary, true)
	if err != nil {
		return Scenario{}, err
	}
	at.Source = s.Source
	return at, nil
}

// parse reads a scenario, with overrides or as one point of its parameter space (point), which has neither matrix nor search. All mistakes
// are collected before it fails.
func parse(file string, text []byte, overrides []Override, v Vocabulary, point bool) (Scenario, error) {
	d := &decoder{file: file, words: v, origin: map[*yaml.Node]string{}}
	root := d.tree(text)
	if root == nil {
		return Scenario{}, join(d.errs)
	}
	if point || len(overrides) > 0 {
		root = d.expand(root, 0)
		if point {
			remove(root, "matrix")
			remove(root, "search")
		}
		d.override(root, overrides, point)
	}
	s := d.scenario(root)
	s.File, s.Source, s.Vocabulary = file, text, v
	if len(d.errs) > 0 {
		return Scenario{}, join(d.errs)
	}
	if len(overrides) > 0 {
		source, err := encode(root)
		if err != nil {
			return Scenario{}, fmt.Errorf("%s: write with overrides: %w", file, err)
		}
		s.Source = source
	}
	return s, nil
}

// tree turns text into nodes; nil after a mistake that leaves none.
func (d *decoder) tree(text []byte) *yaml.Node {
	if len(text) > maxText {
		d.fail(nil, "", fmt.Sprintf("a file of more than %d KiB", maxText>>10), "a scenario")
		return nil
	}
	reader := yaml.NewDecoder(bytes.NewReader(text))
	var doc, more yaml.Node
	switch err := reader.Decode(&doc); {
	case errors.Is(err, io.EOF):
		d.fail(nil, "", "an empty file", "a scenario")
		return nil
	case err != nil:
		d.syntax(err)
		return nil
	}
	switch err := reader.Decode(&more); {
	case err == nil:
		d.fail(&more, "", "a second document", "one scenario a file")
		return nil
	case !errors.Is(err, io.EOF):
		d.syntax(err)
		return nil
	}
	if len(doc.Content) != 1 || d.resolve(doc.Content[0]).Kind != yaml.MappingNode {
		d.fail(&doc, "", "no mapping", "a scenario with "+oneOf(topKeys))
		return nil
	}
	return doc.Content[0]
}

var syntaxLine = regexp.MustCompile(`^(?:yaml: )?(?:line (\d+): )?`)

// syntax records that the text is not YAML, with the parser's own message.
func (d *decoder) syntax(err error) {
	text := err.Error()
	m := syntaxLine.FindStringSubmatch(text)
	line, _ := strconv.Atoi(m[1]) // empty means that the parser does not know the line
	e := d.fail(nil, "", "text that is not YAML ("+strings.TrimPrefix(text, m[0])+")", "")
	e.Line = line
}

// encode writes a tree back as text.
func encode(root *yaml.Node) ([]byte, error) {
	var b bytes.Buffer
	w := yaml.NewEncoder(&b)
	w.SetIndent(2)
	if err := w.Encode(root); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// scenario decodes the whole. Parts are decoded in the order in which they need one another.
func (d *decoder) scenario(root *yaml.Node) Scenario {
	s := Scenario{Seed: 1, ScrapeInterval: time.Second, Repetitions: 1, Hold: defaultHold, Settings: map[string]string{}}
	fields, ok := d.mapping(root, "", topKeys)
	if !ok {
		return s
	}
	d.name(&s, root, fields)
	d.takeText(fields, "", "description", "a sentence", &s.Description)
	d.takeText(fields, "", "made for", "a machine such as `2 cores (AMD EPYC)`", &s.MadeFor)
	take(d, fields, "", "seed", "a whole number such as `42`", parseSeed, &s.Seed)
	s.Dataset = d.dataset(fields["dataset"].value)
	s.Workload = d.workload(root, fields)
	if _, given := fields["dataset"]; s.Workload.Foreign() && !given {
		s.Dataset = Dataset{}
	}
	before := len(d.errs)
	if s.Load = d.load(root, fields["load"].value); len(d.errs) == before {
		d.requests(fields["load"].value, s)
	}
	d.resilience(&s, fields)
	if f, ok := fields["slo"]; ok {
		s.SLO = d.slos(f.value, s)
	}
	if f, ok := fields["scrape"]; ok {
		s.ScrapeInterval, s.Endpoints = d.scrape(f.value)
	}
	take(d, fields, "", "traceparent", "`on` or `off`", parseSwitch, &s.Traceparent)
	d.traced(s)
	take(d, fields, "", "abort", "`true` or `false`", parseBool, &s.Abort)
	if f, ok := fields["settings"]; ok {
		s.Settings = d.settings(f.value)
	}
	if f, ok := fields["repetitions"]; ok {
		s.Repetitions = d.whole(f.value, "repetitions", maxRepetitions)
	}
	if f, ok := fields["matrix"]; ok {
		s.Matrix = d.matrix(f.value, s.Repetitions)
	}
	if f, ok := fields["search"]; ok {
		s.Search = d.search(f.value, s)
	}
	if s.Abort && len(s.SLO) == 0 {
		d.fail(fields["abort"].value, "abort", "`true` without an objective", "objectives under `slo`, or no `abort`")
	}
	return s
}

// name checks that the file is named after the scenario: -set and bench list find scenarios by file, reports by name.
func (d *decoder) name(s *Scenario, root *yaml.Node, fields map[string]field) {
	base := strings.TrimSuffix(filepath.Base(d.file), filepath.Ext(d.file))
	f, ok := fields["name"]
	if !ok {
		d.fail(root, "name", "nothing", quote(base)+", the file's name")
		return
	}
	if s.Name, ok = d.text(f.value, "name", quote(base)+", the file's name"); ok && s.Name != base {
		d.fail(f.value, "name", quote(s.Name), quote(base)+", the file's name")
	}
}

func parseSeed(text string) (uint64, error) {
	v, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, &mismatch{quote(text), "a whole number from 0 to 18446744073709551615"}
	}
	return v, nil
}

func parseBool(text string) (bool, error) {
	switch strings.ToLower(text) {
	case "true", "yes", "on":
		return true, nil
	case "false", "no", "off":
		return false, nil
	}
	return false, &mismatch{quote(text), "`true` or `false`"}
}

package scenario

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// The bounds of a parameter space. A run of more trials than this is a mistake of the author, or weeks.
const (
	maxAxisValues = 100
	maxTrials     = 10_000
)

// setting reports whether some stack can vary a setting.
func (v Vocabulary) setting(key string) bool {
	return slices.ContainsFunc(v.Settings, func(s string) bool {
		prefix, wild := strings.CutSuffix(s, "*")
		return key == s || wild && len(key) > len(prefix) && strings.HasPrefix(key, prefix)
	})
}

// settings decodes what the stack is asked to be. Values are kept as written: only the stack knows what they mean.
func (d *decoder) settings(n *yaml.Node) map[string]string {
	out := map[string]string{}
	for _, f := range d.entries(n, "settings", "a mapping such as `{cache: off}`") {
		path := join2("settings", f.name)
		if !d.words.setting(f.name) {
			d.fail(f.key, path, "an unknown setting", oneOf(d.words.Settings)).Meant = Meant(f.name, d.words.Settings)
			continue
		}
		if text, ok := d.text(f.value, path, "a single value"); ok {
			out[f.name] = text
		}
	}
	return out
}

// matrix decodes the axes of the parameter space, in the order written. Whether their values are right is tried afterwards,
// by tryAxes.
func (d *decoder) matrix(n *yaml.Node, repetitions int) []Axis {
	var axes []Axis
	trials := max(1, repetitions)
	for _, f := range d.entries(n, "matrix", "axes with their values, such as `{cache: [on, off]}`") {
		path := join2("matrix", f.name)
		axis := Axis{Name: f.name, Line: f.key.Line}
		for _, at := range d.list(f.value, path, "a list of values such as `[on, off]`") {
			text, ok := d.text(at, path, "a single value")
			switch {
			case !ok:
			case slices.Contains(axis.Values, text):
				d.fail(at, path, quote(text)+" a second time", "each value once; `repetitions` runs configurations again")
			default:
				axis.Values = append(axis.Values, text)
			}
		}
		switch {
		case f.value.Kind != yaml.SequenceNode:
			continue
		case len(f.value.Content) == 0:
			d.fail(f.value, path, "no values", "a list of values such as `[on, off]`")
		case len(axis.Values) > maxAxisValues:
			d.fail(f.value, path, fmt.Sprintf("%d values", len(axis.Values)), fmt.Sprintf("at most %d", maxAxisValues))
		}
		trials = min(trials*max(1, len(axis.Values)), maxTrials+1)
		axes = append(axes, axis)
	}
	if trials > maxTrials {
		d.fail(n, "matrix", fmt.Sprintf("more than %d trials", maxTrials), "fewer values or repetitions")
	}
	return axes
}

// tryAxes checks each value of each axis by parsing the scenario with it. Mistakes are put where the axis was written: in the
// file, or in the override that made it.
func (s Scenario) tryAxes(overrides []Override) error {
	var errs []*Error
	for _, axis := range s.Matrix {
		origin := ""
		for _, o := range overrides {
			if o.Key == axis.Name {
				origin = o.Key + "=" + o.Value
			}
		}
		for _, v := range axis.Values {
			_, err := s.With([]Override{{Key: axis.Name, Value: v}})
			for _, e := range mistakes(err) {
				e.Line, e.Field, e.Override = axis.Line, inAxis(axis.Name, e.Field), origin
				errs = append(errs, e)
			}
		}
	}
	return join(errs)
}

func inAxis(axis, fieldPath string) string {
	if fieldPath == "" || fieldPath == axis || strings.HasSuffix(fieldPath, "."+axis) {
		return "matrix." + axis
	}
	return "matrix." + axis + ": " + fieldPath
}

// mistakes takes a joined error apart.
func mistakes(err error) []*Error {
	switch err := err.(type) {
	case *Error:
		return []*Error{err}
	case interface{ Unwrap() []error }:
		var out []*Error
		for _, e := range err.Unwrap() {
			out = append(out, mistakes(e)...)
		}
		return out
	}
	return nil
}

// search decodes `{rate: {from: 200/s, to: 20000/s}, resolution: 5%}`.
func (d *decoder) search(n *yaml.Node, s Scenario) *Search {
	fields, ok := d.mapping(n, "search", []string{"rate", "resolution"})
	if !ok {
		return nil
	}
	out := &Search{Resolution: 0.05}
	if take(d, fields, "search", "resolution", "a ratio such as `5%`", ParseRatio, &out.Resolution) && (out.Resolution < 0.001 || out.Resolution > 0.5) {
		at := fields["resolution"].value
		d.fail(at, "search.resolution", quote(at.Value), "from `0.1%` to `50%`")
	}
	f, ok := fields["rate"]
	if !ok {
		d.fail(n, "search.rate", "nothing", "`{from: 200/s, to: 20000/s}`")
		return out
	}
	rates, ok := d.mapping(f.value, "search.rate", []string{"from", "to"})
	if !ok {
		return out
	}
	const want = "a rate such as `200/s`"
	d.require(f.value, "search.rate", rates, want, "from", "to")
	from, to := take(d, rates, "search.rate", "from", want, ParseRate, &out.From), take(d, rates, "search.rate", "to", want, ParseRate, &out.To)
	if from && to && (out.From <= 0 || out.To <= out.From) {
		d.fail(f.value, "search.rate", "from "+formatRate(out.From)+" to "+formatRate(out.To), "`from` above 0 and below `to`")
	}
	if s.Load.Closed > 0 {
		d.fail(n, "search", "a search in a closed loop", "an open loop: only there can a rate be offered")
	}
	if len(s.SLO) == 0 {
		d.fail(n, "search", "a search without objectives", "objectives under `slo` that say what capacity means")
	}
	return out
}

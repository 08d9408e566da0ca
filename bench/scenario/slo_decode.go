package scenario

import (
	"slices"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// slos decodes the list of objectives.
func (d *decoder) slos(n *yaml.Node, of Scenario) []SLO {
	var list []SLO
	operations := of.Workload.Asked()
	for _, m := range of.Workload.Mix {
		if of.Workload.Sequence(m.Operation) != nil {
			operations = append(operations, m.Operation)
		}
	}
	for i, at := range d.list(n, "slo", "a list of objectives such as `p99 < 100ms`") {
		path := "slo." + strconv.Itoa(i)
		text, ok := d.text(at, path, objectiveForm)
		if !ok {
			continue
		}
		s, err := ParseSLO(text)
		switch err := err.(type) {
		case nil:
		case *unknownMetric:
			d.fail(at, path, err.found, err.want).Meant = err.meant
			continue
		case *mismatch:
			d.fail(at, path, err.found, err.want)
			continue
		}
		s.Line = at.Line
		if s.Operation == "" && slices.Contains(operations, s.Fault) {
			s.Fault, s.Operation = "", s.Fault
		}
		d.ofFaults(at, path, s, of)
		switch {
		case s.Operation == "" || slices.Contains(operations, s.Operation):
		case slices.Contains(d.words.Operations, s.Operation):
			want := "an operation of the mix"
			if len(operations) > 0 {
				want += ": " + oneOf(operations)
			}
			d.fail(at, path, "an objective on "+quote(s.Operation)+", which is not in the mix", want)
		default:
			d.operation(at, path, s.Operation)
		}
		if slices.ContainsFunc(list, func(o SLO) bool {
			return o.Metric == s.Metric && o.Operation == s.Operation && o.Fault == s.Fault && o.Comparison == s.Comparison
		}) {
			d.fail(at, path, "a second objective on the same metric, "+quote(s.Expression), "one, the stricter")
		}
		list = append(list, s)
	}
	return list
}

// ofFaults checks that what an objective is about can happen in the scenario: its fault is planned, and writes are noted.
func (d *decoder) ofFaults(at *yaml.Node, path string, s SLO, of Scenario) {
	planned := labels(of.Faults)
	switch {
	case d.illFaults:
	case s.Metric == "lost" && !of.Ledger:
		d.fail(at, path, quote(s.Expression)+" without a ledger", "`ledger: on`, which notes acknowledged writes and reads them back")
	case len(planned) == 0 && (s.Metric == "recovery" || s.Fault != ""):
		d.fail(at, path, "an objective on faults, "+quote(s.Expression)+", in a scenario without any", "`faults`, or no such objective")
	case s.Fault == "" || slices.Contains(planned, s.Fault) || s.Fault == AnyFault && s.Metric == "availability":
	default:
		d.fail(at, path, "an objective on "+quote(s.Fault)+", which is not planned", "a fault of the scenario: "+oneOf(planned)).Meant = Meant(s.Fault, planned)
	}
}

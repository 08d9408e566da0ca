package dashboard

import (
	"fmt"
	"slices"
	"strings"

	"quintet/telemetry"
)

// serverRows are what the servers of the stores tell of themselves, a row each, as the backends describe it. It comes from the harness,
// which asks them through their drivers while a run is on, or from a server's own endpoint.
func serverRows(backends []telemetry.Backend) []row {
	rows := []row{processRow()}
	for _, b := range backends {
		if len(b.Panels) == 0 {
			continue
		}
		r := row{title: b.Title}
		for _, p := range b.Panels {
			r.views = append(r.views, serverView(&b, p))
		}
		rows = append(rows, r)
	}
	return rows
}

// panelUnits are Grafana's names of the units.
var panelUnits = map[telemetry.Unit]string{
	telemetry.Number: "short", telemetry.Cores: "short", telemetry.Seconds: "s", telemetry.Bytes: "bytes", telemetry.Ratio: "percentunit",
	telemetry.PerSecond: "ops", telemetry.BytesPerSecond: "Bps",
}

// serverView is a panel of a backend.
func serverView(b *telemetry.Backend, p telemetry.Panel) view {
	v := view{kind: lines, title: p.Title, about: p.Help, unit: panelUnits[p.Unit], limits: limitsOf(p.Limits), quiet: !p.Watch, log: p.Log}
	for _, l := range p.Lines {
		v.share = v.share || p.Unit == telemetry.Ratio && len(l.Of) > 0
		expr := serverQuery(b, l)
		if p.Log {
			expr += " > 0"
		}
		v.queries = append(v.queries, query{expr: expr, legend: legend(l)})
	}
	return v
}

func limitsOf(l telemetry.Limits) []limit {
	switch {
	case l == telemetry.Limits{}:
		return present()
	case l.Bad == 0:
		return []limit{{0, fine}, {l.Warn, warning}}
	case l.Bad < l.Warn:
		return above(l.Bad, l.Warn)
	}
	return below(l.Warn, l.Bad)
}

// legend is the name of the lines that a query makes: the line's, and the values of its labels.
func legend(l telemetry.Line) string {
	var parts []string
	if l.Name != "" {
		parts = append(parts, l.Name)
	}
	for _, label := range l.By {
		parts = append(parts, "{{"+label+"}}")
	}
	return strings.Join(parts, " ")
}

// serverQuery asks for a line of a backend. What the harness tells has the label "store".
func serverQuery(b *telemetry.Backend, l telemetry.Line) string {
	var matchers []string
	if b.Scraped == nil {
		matchers = append(matchers, `store=~"$store"`, `store="`+b.Name+`"`)
	}
	if label, value, ok := strings.Cut(l.Where, "="); ok {
		matchers = append(matchers, label+`="`+value+`"`)
	}
	of := func(metric string) selection { return selection{metric, strings.Join(matchers, ","), interval, l.By} }
	if !slices.ContainsFunc(b.Metrics, func(m telemetry.Metric) bool { return m.Name == l.Metric && m.Counter }) {
		return sumBy(l.By) + "(" + of(l.Metric).series("", "") + ")"
	}
	if first := b.Panels[0].Lines[0].Metric; b.Scraped != nil && len(l.By) > 0 && l.Metric != first {
		// A server shows what it has not counted yet only from the first time on: until then it is drawn as none.
		return fmt.Sprintf(`(%s) or on () label_replace(0 * sum(%s), "%s", "none", "", "")`, of(l.Metric).rate(), first, l.By[0])
	}
	if len(l.Of) == 0 {
		return of(l.Metric).rate()
	}
	var whole []string
	for _, metric := range l.Of {
		whole = append(whole, of(metric).rate())
	}
	expr := ratio(of(l.Metric).rate(), "("+strings.Join(whole, " + ")+")")
	if len(l.By) > 0 {
		// Where one of several counts nothing, it is drawn as nothing.
		expr += " or 0 * " + sumBy(l.By) + "(" + of(l.Of[0]).series("", "") + ")"
		expr = "(" + expr + ")"
	}
	return expr
}

func processRow() row {
	used := func(metric string) string { return selection{metric, "", interval, []string{"service"}}.rate() }
	return row{"What their processes use", []view{
		{kind: lines, title: "Processor by service", unit: "short", limits: below(1, 4), quiet: true,
			about:   "Cores used by every part of the stack, with its child processes, and by the generator.",
			queries: []query{{expr: used("bench_process_cpu_seconds_total"), legend: "{{service}}"}}},
		{kind: lines, title: "Memory by service", unit: "bytes", limits: below(1<<30, 4<<30), quiet: true,
			about:   "Resident memory. A Java server takes its heap at once and shows little of what happens in it; see its own row.",
			queries: []query{{expr: "sum by (service) (bench_process_resident_memory_bytes)", legend: "{{service}}"}}},
		{kind: lines, title: "Read from disk", unit: "Bps", limits: present(), quiet: true,
			about:   "Bytes that had to be read from disks. What the system's cache held costs nothing here; growth means that the data has left memory.",
			queries: []query{{expr: used("bench_process_io_read_bytes_total"), legend: "{{service}}"}}},
		{kind: lines, title: "Written to disk", unit: "Bps", limits: present(), quiet: true,
			about:   "Bytes written to disks: data, logs, and what compaction writes anew.",
			queries: []query{{expr: used("bench_process_io_written_bytes_total"), legend: "{{service}}"}}},
		{kind: states, title: "Telemetry", unit: "short", limits: []limit{{0, broken}, {1, fine}},
			about:   "Whether a store could be asked for its own figures. A gap here is no error of the run.",
			words:   map[string]word{"0": {"silent", broken}, "1": {"answers", fine}},
			queries: []query{{expr: "max by (store) (telemetry_up)", legend: "{{store}}"}}},
	}}
}

package document

import (
	"io"

	"quintet/bench/analysis"
	"quintet/bench/jsonfile"
	"quintet/bench/samples"
	"quintet/bench/scraped"
)

// Write writes the text of report.json, piece by piece. The same document gives the same bytes.
func (d *Document) Write(w io.Writer) error { return jsonfile.Write(w, d) }

// Read reads a report.json, of this or an older version: numbers that it does not have are zero. The errors are those of jsonfile.Read.
func Read(r io.Reader) (*Document, error) {
	d := &Document{}
	return d, jsonfile.Read(r, d)
}

// ReadSummary reads of a report.json what states how the run went as a whole, and passes over what is bulky: what happened in every second,
// by operation and by store, with checks, findings, figures and events.
func ReadSummary(r io.Reader) (*Document, error) {
	d := &Document{}
	return d, jsonfile.Read(r, d,
		jsonfile.Skipping[analysis.Timeline](), jsonfile.Skipping[analysis.Heatmap](), jsonfile.Skipping[scraped.Lines](),
		jsonfile.Skipping[[]analysis.CurvePoint](), jsonfile.Skipping[[]analysis.Operation](), jsonfile.Skipping[[]scraped.StoreLatency](),
		jsonfile.Skipping[[]Store](), jsonfile.Skipping[[]Check](), jsonfile.Skipping[[]Finding](), jsonfile.Skipping[[]Figure](),
		jsonfile.Skipping[[]samples.Event](), jsonfile.Skipping[*Scaling]())
}

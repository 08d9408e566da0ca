package workload

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"quintet/bench/scenario"
)

// The bounds of files beside a scenario's.
const (
	maxBodyFile = 64 << 20
	maxKeyFile  = 256 << 20
)

// file reads a file that the scenario names.
func (c *compiler) file(name string, most int64) ([]byte, error) {
	if c.Files != nil {
		text, ok := c.Files[name]
		if !ok {
			return nil, fmt.Errorf("`%s`, which has not come with the scenario", name)
		}
		return text, nil
	}
	text, err := c.onDisk(name, most)
	if err == nil && c.taken != nil {
		c.taken.Files[name] = text
	}
	return text, err
}

// onDisk reads a file beside the scenario's.
func (c *compiler) onDisk(name string, most int64) (text []byte, err error) {
	path := name
	if !filepath.IsAbs(path) {
		path = filepath.Join(c.Dir, name)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("`%s`: %w", name, errors.Unwrap(err))
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	text, err = io.ReadAll(io.LimitReader(f, most+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("`%s`: %w", name, err)
	case int64(len(text)) > most:
		return nil, fmt.Errorf("`%s`, which is larger than %d MiB", name, most>>20)
	}
	return text, nil
}

// rows reads the rows that values are drawn from and returns the names of the values: the draw's own for one column, otherwise one a column.
func (c *compiler) rows(d *draw, spec scenario.Draw, path string) []string {
	alone := []string{spec.Name}
	text, err := c.file(spec.File, maxKeyFile)
	if err != nil {
		c.fail(path+".file", err.Error(), "a readable file beside the scenario's")
		return alone
	}
	var columns []string
	var rows [][]string
	switch filepath.Ext(spec.File) {
	case ".csv":
		columns, rows, err = readCSV(text)
	case ".jsonl", ".ndjson":
		columns, rows, err = readJSONL(text)
	default:
		columns, rows = nil, readLines(text)
	}
	switch {
	case err != nil:
		c.fail(path+".file", "`"+spec.File+"`: "+err.Error(), "a well-formed file")
		return alone
	case len(rows) == 0:
		c.fail(path+".file", "`"+spec.File+"`, which has no rows", "at least one")
		return alone
	}
	d.rows, d.many = rows, uint64(len(rows))
	if spec.Column != "" {
		at := slices.Index(columns, spec.Column)
		if at < 0 {
			c.fail(path+".column", "`"+spec.Column+"`, which is no column of "+spec.File, "one of `"+strings.Join(columns, "`, `")+"`").Meant =
				scenario.Meant(spec.Column, columns)
			return alone
		}
		for i := range rows {
			rows[i] = rows[i][at : at+1]
		}
		return alone
	}
	if len(columns) < 2 {
		return alone
	}
	names := make([]string, len(columns))
	for i, column := range columns {
		names[i] = spec.Name + "." + column
	}
	return names
}

// readLines reads a value a line; empty lines are none.
func readLines(text []byte) [][]string {
	var rows [][]string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" {
			rows = append(rows, []string{line})
		}
	}
	return rows
}

// readCSV reads rows below a line of names.
func readCSV(text []byte) (columns []string, rows [][]string, err error) {
	all, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil || len(all) == 0 {
		return nil, nil, err
	}
	return all[0], all[1:], nil
}

// readJSONL reads an object a line. The columns are the names of the first one, and every other must have them.
func readJSONL(text []byte) (columns []string, rows [][]string, err error) {
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		if strings.TrimSpace(line) == "" {
			continue
		}
		var object map[string]any
		decode := json.NewDecoder(strings.NewReader(line))
		decode.UseNumber()
		if err := decode.Decode(&object); err != nil {
			return nil, nil, fmt.Errorf("line %d: %w", n, err)
		}
		if columns == nil {
			columns = slices.Sorted(maps.Keys(object))
		}
		row := make([]string, len(columns))
		for i, name := range columns {
			value, ok := object[name]
			if !ok {
				return nil, nil, fmt.Errorf("line %d has no %q", n, name)
			}
			row[i] = fmt.Sprint(value)
		}
		rows = append(rows, row)
	}
	return columns, rows, nil
}

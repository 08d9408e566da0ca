package main

import (
	"path/filepath"
	"slices"
	"testing"
)

// The targets are found: one of each kind of input that comes from outside.
func TestTargets(t *testing.T) {
	list, err := targets(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []target{
		{"api/rest", "FuzzUpload"}, {"api/rest", "FuzzRange"}, {"bench/analysis", "FuzzAnalyze"}, {"bench/comparison", "FuzzComparison"}, {"bench/document", "FuzzReport"},
		{"bench/samples", "FuzzReaders"}, {"bench/samples", "FuzzEvents"}, {"bench/samples", "FuzzManifest"}, {"bench/scenario", "FuzzParse"}, {"bench/scrape", "FuzzHostileTarget"},
	} {
		if !slices.Contains(list, want) {
			t.Errorf("%s of %s is not among the %d found", want.name, want.dir, len(list))
		}
	}
	for i, one := range list {
		if slices.Contains(list[:i], one) {
			t.Errorf("%s of %s is there twice", one.name, one.dir)
		}
	}
}

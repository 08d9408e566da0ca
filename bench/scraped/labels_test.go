package scraped

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseLabels(t *testing.T) {
	for text, want := range map[string]map[string]string{
		``:                                {},
		`code="200",route="/users/{id}"`:  {"code": "200", "route": "/users/{id}"},
		`a="x,y=\"z\"",b="back\\slash\n"`: {"a": `x,y="z"`, "b": "back\\slash\n"},
		`a="unclosed`:                     {},
		`a="1",junk`:                      {"a": "1"},
	} {
		if diff := cmp.Diff(want, parseLabels(text)); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}

func FuzzParseLabels(f *testing.F) {
	f.Add(`code="200",route="/users/{id}"`)
	f.Add(`a="\`)
	f.Fuzz(func(t *testing.T, text string) {
		for name := range parseLabels(text) {
			if len(name) > len(text) {
				t.Errorf("name %q out of %q", name, text)
			}
		}
	})
}

package report

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quintet/bench/analysis"
	"quintet/bench/scaling"
)

var update = flag.Bool("update", false, "rewrite golden files")

// golden compares with a file of testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); diff != "" {
		t.Errorf("%s changed; if it should have, run with -update:\n%s", name, diff)
	}
}

func TestGoldenPage(t *testing.T) {
	html, err := encodePage(newPage(fixed(), scaling.Of(fixed()), show(fixedImages(), 1, false, pageBudget)))
	if err != nil {
		t.Fatal(err)
	}
	lint(t, html)
	// The style has its own file; a page's golden file is about what is said.
	style, err := templates.ReadFile("templates/style.css")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(html, style) {
		t.Error("the page does not hold its style")
	}
	golden(t, "page.html", bytes.Replace(html, style, nil, 1))
}

func TestGoldenDocument(t *testing.T) {
	text, err := encodeDocument(wholeDocument(fixed(), fixedImages()))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "report.json", text)
}

func TestGoldenTerminal(t *testing.T) {
	invalid := fixed()
	invalid.Valid, invalid.Verdict, invalid.Headline = false, "invalid", "chat-heavy on embedded is not valid: Hits left up to 21 ms late (p99)."
	invalid.InvalidReasons = []string{"Hits left up to 21 ms late (p99) while 97 % of all cores were in use: the generator did not get the CPU to keep up."}
	for _, test := range []struct {
		name string
		res  *analysis.Result
		opts TerminalOptions
	}{
		{"terminal-80.txt", fixed(), TerminalOptions{}},
		{"terminal-140-color.txt", fixed(), TerminalOptions{Width: 140, Color: true}},
		{"terminal-invalid.txt", invalid, TerminalOptions{Width: 100}},
	} {
		var b bytes.Buffer
		if err := Terminal(&b, test.res, test.opts); err != nil {
			t.Fatal(err)
		}
		golden(t, test.name, b.Bytes())
	}
}

package report

import (
	"bytes"
	"testing"

	"quintet/bench/analysis"
	"quintet/bench/page"
	"quintet/bench/page/pagetest"
	"quintet/bench/scaling"
)

// The widths of page.Screen, under names that no variable of a test hides.
const narrowest, widest = page.Narrowest, page.Widest

func TestGoldenPage(t *testing.T) {
	html, err := encodePage(newPage(fixed(), scaling.Of(fixed()), show(fixedImages(), 1, false, pageBudget)))
	if err != nil {
		t.Fatal(err)
	}
	pagetest.Lint(t, html)
	// The style has its own file; a page's golden file is about what is said.
	style := []byte(page.Style())
	if !bytes.Contains(html, style) {
		t.Error("the page does not hold its style")
	}
	pagetest.Golden(t, "page.html", bytes.Replace(html, style, nil, 1))
}

func TestGoldenDocument(t *testing.T) {
	text := encodeDocument(t, wholeDocument(fixed(), fixedImages()))
	pagetest.Golden(t, "report.json", text)
}

func TestGoldenTerminal(t *testing.T) {
	invalid := fixed()
	invalid.Valid, invalid.Verdict, invalid.Headline = false, "invalid", analysis.Headline{Kind: analysis.HeadlineInvalid}
	invalid.InvalidReasons = []analysis.Check{lag(false, 0.97)}
	for _, test := range []struct {
		name string
		res  *analysis.Result
		opts page.Terminal
	}{
		{"terminal-80.txt", fixed(), page.Terminal{}},
		{"terminal-140-color.txt", fixed(), page.Terminal{Width: 140, Color: true}},
		{"terminal-invalid.txt", invalid, page.Terminal{Width: 100}},
	} {
		var b bytes.Buffer
		if err := Terminal(&b, test.res, test.opts); err != nil {
			t.Fatal(err)
		}
		pagetest.Golden(t, test.name, b.Bytes())
	}
}

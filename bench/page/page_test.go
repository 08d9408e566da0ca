package page_test

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"quintet/bench/page"
	"quintet/bench/page/pagetest"
)

func written(t *testing.T, s *page.Screen) string {
	t.Helper()
	var b strings.Builder
	if _, err := s.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Text on its ground has a contrast of at least 4.5 in the light and in the dark.
func TestContrast(t *testing.T) {
	schemes := regexp.MustCompile(`(?s):root \{[^}]*--paper[^}]*\}`).FindAllString(page.Style(), -1)
	if len(schemes) != 2 {
		t.Fatalf("found %d schemes of colours, want light and dark", len(schemes))
	}
	for _, scheme := range schemes {
		colors := map[string]float64{}
		for _, m := range regexp.MustCompile(`--([a-z-]+): #([0-9a-f]+)`).FindAllStringSubmatch(scheme, -1) {
			colors[m[1]] = luminance(t, m[2])
		}
		for _, pair := range [][2]string{{"ink", "paper"}, {"muted", "paper"}, {"link", "paper"}, {"good", "paper"}, {"bad", "paper"}, {"doubt", "paper"},
			{"ink", "soft"}, {"muted", "soft"}, {"good", "soft"}, {"bad", "soft"}, {"doubt", "soft"}, {"good", "good-soft"}, {"bad", "bad-soft"}, {"ink", "bad-soft"}} {
			light, dark := max(colors[pair[0]], colors[pair[1]]), min(colors[pair[0]], colors[pair[1]])
			if ratio := (light + 0.05) / (dark + 0.05); ratio < 4.5 {
				t.Errorf("%s on %s has a contrast of %.2f", pair[0], pair[1], ratio)
			}
		}
	}
}

// luminance is the relative luminance of a colour as WCAG 2 defines it.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(v) / 255
		if c <= 0.04045 {
			sum += weight * c / 12.92
		} else {
			sum += weight * math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	return sum
}

func TestNumbersKeepTheirUnits(t *testing.T) {
	html, err := page.Encode(fstest.MapFS{"templates/x.html": {Data: []byte("{{prose .}}")}}, "x.html", "p99 21.3 ms (71 % of 2 s) in 3 trials")
	if got, want := string(html), "p99 21.3\u00a0ms (71\u00a0% of 2\u00a0s) in 3 trials"; err != nil || got != want {
		t.Errorf("got %q, want %q, %v", got, want, err)
	}
	s := page.NewScreen(page.Terminal{})
	s.Wrap(strings.Repeat("x", 74)+" and 71 % of it", "", "")
	if got, want := written(t, s), strings.Repeat("x", 74)+" and\n71 % of it\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A narrow terminal loses columns before it loses what a number is of, and never a digit.
func TestTableFitsItsTerminal(t *testing.T) {
	long := strings.Repeat("very-long-name-of-an-axis.", 3)
	tab := page.Table{Columns: page.Join(page.Left("operation"), page.Right("hits", "p50", "p90", "p99", "max"), page.Left("top store")), Rows: [][]page.Cell{
		page.Cells(long, "1,234,567", "21.3 ms", "44.1 ms", "103 ms", "1.03 s", long), page.Cells("a", "1", "1 ms", "2 ms", "3 ms", "4 ms", "sqlite 71 %"),
	}}
	s := page.NewScreen(page.Terminal{Width: 80})
	s.Table(tab)
	text := written(t, s)
	pagetest.LintTerminal(t, text, 80)
	for _, want := range []string{"1,234,567", "103 ms", "1.03 s", "…"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

func TestMarkdownEscapes(t *testing.T) {
	for in, want := range map[string]string{
		"p99(messages.list)": "p99(messages.list)", "a|b": `a\|b`, "<script>": "&lt;script>", "[x](http://y)": `\[x\](http://y)`,
		"@somebody `code` *x*": "&#64;somebody \\`code\\` \\*x\\*", "two\nlines": "two lines", "a & b": "a &amp; b",
	} {
		if got := page.Markdown(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

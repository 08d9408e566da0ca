// Package pagetest has what the tests of every page need: what must hold of all of them, and golden files.
package pagetest

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// voidElements have no end tag.
var voidElements = []string{"meta", "img", "br", "hr", "link", "input"}

// embedded is a figure within the page.
var embedded = regexp.MustCompile(`data:image/png;base64,[A-Za-z0-9+/=]*`)

// beside is a link to a figure beside the page, or to the page of a run below it.
var beside = regexp.MustCompile(`^[^:]*\.png$|^\./.*/index\.html$`)

// Lint checks what must hold of every page that is a file: tags balance, ids are unique, links within the page resolve, headings leave no level
// out, every figure has words, every table a caption, and nothing is loaded from anywhere.
func Lint(t testing.TB, page []byte) {
	t.Helper()
	lint(t, page, false)
}

// LintServed checks the same of a page that a server shows. It may have forms, whose fields all have labels, style sheets and a frame, all by
// relative addresses, and has no style and no script inline.
func LintServed(t testing.TB, page []byte) {
	t.Helper()
	lint(t, page, true)
}

func lint(t testing.TB, page []byte, served bool) {
	t.Helper()
	var open []string
	ids, links := map[string]bool{}, []string{}
	level, labels, fields := 0, map[string]bool{}, []string{}
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		token := z.Token()
		attr := map[string]string{}
		for _, a := range token.Attr {
			attr[a.Key] = a.Val
		}
		switch kind {
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != token.Data {
				t.Fatalf("</%s> closes %v", token.Data, open)
			}
			open = open[:len(open)-1]
		case html.StartTagToken:
			if !slices.Contains(voidElements, token.Data) {
				open = append(open, token.Data)
			}
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		if id, ok := attr["id"]; ok {
			if ids[id] || id == "" || strings.ContainsAny(id, " \t\n") {
				t.Errorf("id %q is empty, not unique or has blanks", id)
			}
			ids[id] = true
		}
		switch token.Data {
		case "script", "object", "embed", "base":
			t.Errorf("the page has a <%s>", token.Data)
		case "iframe", "link", "form", "style":
			if served != (token.Data != "style") {
				t.Errorf("the page has a <%s>", token.Data)
			}
			for _, name := range []string{"src", "href", "action"} {
				if to := attr[name]; strings.HasPrefix(to, "/") || strings.Contains(to, ":") && !strings.HasPrefix(to, "data:,") {
					t.Errorf("<%s> has %s=%q", token.Data, name, to)
				}
			}
			if token.Data == "iframe" && attr["title"] == "" {
				t.Error("a frame has no title")
			}
		case "label":
			labels[attr["for"]] = true
		case "input", "select", "textarea":
			if attr["type"] != "hidden" && attr["aria-label"] == "" && !slices.Contains(open, "label") {
				fields = append(fields, attr["id"])
			}
		case "a":
			if target, ok := strings.CutPrefix(attr["href"], "#"); ok {
				links = append(links, target)
			} else if to := attr["href"]; served && (strings.HasPrefix(to, "/") || strings.Contains(to, "://")) || !served && !beside.MatchString(to) {
				t.Errorf("a link leads to %q", to)
			}
		case "img":
			if attr["alt"] == "" {
				t.Error("an image has no words")
			}
			if !strings.HasPrefix(attr["src"], "data:image/png;base64,") || len(attr["src"]) < 40 {
				t.Errorf("an image is loaded from %.60q", attr["src"])
			}
		case "h1", "h2", "h3", "h4":
			now := int(token.Data[1] - '0')
			if now > level+1 {
				t.Errorf("<%s> follows a heading of level %d", token.Data, level)
			}
			level = now
		}
		for name, value := range attr {
			if strings.HasPrefix(name, "on") {
				t.Errorf("an attribute %s runs script", name)
			}
			if name != "href" && name != "src" && name != "alt" && strings.Contains(value, "url(") {
				t.Errorf("%s=%q loads something", name, value)
			}
		}
	}
	if len(open) > 0 {
		t.Errorf("never closed: %v", open)
	}
	for _, target := range links {
		if !ids[target] {
			t.Errorf("a link leads to #%s, which is not there", target)
		}
	}
	for _, id := range fields {
		if id == "" || !labels[id] {
			t.Errorf("the field with the id %q has no label", id)
		}
	}
	text := embedded.ReplaceAllString(string(page), "figure")
	for _, bad := range []string{"ZgotmplZ", "<no value>", "%!", "NaN", "+Inf", "@import", "url(", "<nil>"} {
		if strings.Contains(text, bad) {
			t.Errorf("the page contains %q", bad)
		}
	}
	if tables, captions := strings.Count(text, "<table>"), strings.Count(text, "<caption"); tables != captions {
		t.Errorf("%d tables have %d captions", tables, captions)
	}
}

// LintTerminal checks what must hold of every text for a terminal: nothing is wider than the terminal, nothing unprintable is in it.
func LintTerminal(t testing.TB, text string, width int) {
	t.Helper()
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if n := utf8.RuneCountInString(line); n > width && strings.Contains(line, " ") {
			t.Errorf("a line has %d columns in a terminal of %d: %q", n, width, line)
		}
		if strings.ContainsAny(line, "\x1b\t\r") {
			t.Errorf("a line moves the cursor or is coloured: %q", line)
		}
	}
	for _, bad := range []string{"%!", "NaN", "Inf", "<nil>"} {
		if strings.Contains(text, bad) {
			t.Errorf("the text contains %q", bad)
		}
	}
}

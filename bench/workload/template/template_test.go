package template

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"quintet/bench/splitmix"
)

// scope is what the templates of these tests may name.
func scope() Scope {
	return Scope{
		Variables: []string{"id", "row.name"},
		Lookup:    func(name string) (string, bool) { return "s3cret", name == "TOKEN" },
		Text:      func(b []byte, _ *splitmix.Sequence, n int) []byte { return append(b, strings.Repeat("x", n)...) },
	}
}

func draw(n uint64) Draw {
	s := splitmix.For(1, 2, n)
	return Draw{Sequence: &s, N: n, Run: "r1"}
}

func ExampleCompile() {
	t, err := Compile(`{"id": {id}, "name": "{row.name}", "note": "{text:3}", "nested": {"n": {n}}}`, scope(), JSON)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(t.Text([]string{"7", `a "b"`}, draw(3)))
	// Output: {"id": 7, "name": "a \"b\"", "note": "xxx", "nested": {"n": 3}}
}

// Braces that hold no placeholder stand for themselves.
func TestLiterals(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "a": "a", "{}": "{}", "{ id }": "{ id }", `{"a": {}}`: `{"a": {}}`, "{{id}": "{id}", "{{": "{", "${": "${", "$id": "$id", "${TOKEN}": "s3cret",
		"${{TOKEN}": "${TOKEN}", "{1}": "{1}", "}{": "}{", "{id": "{id", `{a:"b"}`: `{a:"b"}`, "a{id}b": "a7b", "{id}{id}": "77", "${id": "${id", "{int:1..\n9}": "{int:1..\n9}",
	} {
		c, err := Compile(text, scope(), None)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got := c.Text([]string{"7", ""}, draw(0)); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
		if constant, ok := c.Constant(); ok != !strings.Contains(text, "{id}") && text != "{{id}" || ok && constant != want {
			if text != "{{id}" || !ok {
				t.Errorf("%q is constant: %v, %q", text, ok, constant)
			}
		}
	}
}

// What is generated has its form, and depends on the draw alone.
func TestGenerators(t *testing.T) {
	for text, form := range map[string]string{
		"{int:1..99}": `^[1-9][0-9]?$`, "{int:-5..-5}": `^-5$`, "{float:0..1}": `^(0|1|0?\.?[0-9e.-]+)$`, "{text:5}": `^x{5}$`, "{text:2..4}": `^x{2,4}$`, "{hex:20}": `^[0-9a-f]{20}$`,
		"{choice:a|b c|}": `^(a|b c|)$`, "{uuid}": `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, "{n}-{run}": `^[0-9]+-r1$`,
		"{time:2025-01-01..2025-01-02}": `^2025-01-0[12]T[0-9:]{8}Z$`, "{date:2024-02-28..2024-02-29}": `^2024-02-2[89]$`,
		"{int:-9223372036854775808..9223372036854775806}": `^-?[0-9]+$`,
	} {
		c, err := Compile(text, scope(), None)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		matches := regexp.MustCompile(form)
		for n := range uint64(500) {
			got := c.Text([]string{"", ""}, draw(n))
			if !matches.MatchString(got) || got != c.Text([]string{"", ""}, draw(n)) {
				t.Fatalf("%s makes %q", text, got)
			}
		}
	}
	for _, text := range []string{"{int:}", "{int:1}", "{int:2..1}", "{int:-9223372036854775808..9223372036854775807}", "{float:a..b}", "{text:-1}", "{text:99999999}", "{hex:0}", "{choice:}", "{uuid:4}",
		"{time:2025..2026}", "{date:2025-01-02..2025-01-01}", "{int}", "{float:0..Inf}"} {
		if _, err := Compile(text, scope(), None); err == nil {
			t.Errorf("%s is taken", text)
		}
	}
}

// Nothing that is filled in leaves its place, whatever it holds, and any template is refused or filled in.
func FuzzTemplate(f *testing.F) {
	for _, text := range []string{"/a/{id}?b={row.name}", `{"a": "{id}", "b": {int:1..9}}`, "${TOKEN} {{ {text:3}", "{choice:a|b}{uuid}{n}", "{time:2025-01-01..2025-01-02}"} {
		f.Add(text, "a/b?c=\"d\"\r\n\x00\xffü")
	}
	f.Fuzz(func(t *testing.T, text, value string) {
		for escape := None; escape <= Line; escape++ {
			if c, err := Compile(text, scope(), escape); err == nil {
				c.Text([]string{value, value}, draw(1))
			}
		}
		for around, escape := range map[string]Escape{"/a/%s/b?c=%s&d": Path, `{"a": "%s", "%s": 1}`: JSON, "a %s b %s": Line} {
			c, err := Compile(fmt.Sprintf(around, "{id}", "{row.name}"), scope(), escape)
			if err != nil {
				t.Fatal(err)
			}
			got := c.Text([]string{value, value}, draw(1))
			switch escape {
			case Path:
				u, err := url.ParseRequestURI(got)
				if err != nil || u.Path != "/a/"+value+"/b" || u.Query().Get("c") != value || len(u.Query()) != 2 {
					t.Errorf("%q becomes %q: %v", value, got, err)
				}
			case JSON:
				var m map[string]any
				if err := json.Unmarshal([]byte(got), &m); err != nil || utf8.ValidString(value) && m["a"] != value && value != "a" {
					t.Errorf("%q becomes %q: %v", value, got, err)
				}
			case Line:
				if strings.ContainsAny(got, "\r\n\x00") {
					t.Errorf("%q becomes %q", value, got)
				}
			}
		}
	})
}

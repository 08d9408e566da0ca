package jsonvalue

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
)

func ExamplePath_Find() {
	p, err := Compile("$.orders[1].id")
	if err != nil {
		fmt.Println(err)
		return
	}
	found, err := p.Find([]byte(`{"orders": [{"id": "a"}, {"id": "b"}]}`), nil)
	fmt.Println(string(found[0].Text(nil)), found[0].Type(), err)
	// Output: b string <nil>
}

const answer = `{"id": 12345678901234567890, "a.b": {"c": [1, 2.50, {"d": "x\ny"}]}, "\u00fc": "é", "t": true, "n": null, "e": [], "id2": 1e2}`

func TestFind(t *testing.T) {
	for path, want := range map[string]string{
		"$.id": "12345678901234567890", "$['a.b'].c[1]": "2.50", "$['a.b'].c[2].d": "x\ny", "$['ü']": "é", "$.t": "true", "$.n": "null", "$.e": "[]", "$.none": "", "$.id.x": "", "$.e[0]": "",
		"$['a.b'].c[9]": "", "$.t[0]": "", "$['a.b'].c[-1].d": "x\ny", "$..d": "x\ny", "$['a.b'].c[0:2]": "1 2.50", "$['a.b'].c[?@.d].d": "x\ny", "$.e.length": "",
	} {
		p, err := Compile(path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		found, err := p.Find([]byte(answer), nil)
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		var texts []string
		for _, v := range found {
			texts = append(texts, string(v.Text(nil)))
		}
		if got := strings.Join(texts, " "); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
}

// What is behind the value is not read, what is before it is.
func TestFindInWhatIsNotJSON(t *testing.T) {
	for text, want := range map[string]error{`{"a": 1, "b`: nil, `{"b": [1, 2}`: ErrNotJSON, ``: ErrNotJSON, `<html>`: ErrNotJSON, `{"a"`: ErrNotJSON, `{"a": `: ErrNotJSON} {
		p, err := Compile("$.a")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Find([]byte(text), nil); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", text, err, want)
		}
	}
	for _, path := range []string{"", "a", "$.", "$[", "$.a b", "@.a"} {
		if _, err := Compile(path); err == nil {
			t.Errorf("%q is taken", path)
		}
	}
}

func TestValue(t *testing.T) {
	for text, want := range map[string]string{`"a"`: "string", `-1.5`: "number", `true`: "boolean", `false`: "boolean", `{}`: "object", `[1, [2]]`: "array", `null`: "null"} {
		if got := Value(text).Type(); got != want {
			t.Errorf("%s is %s", text, got)
		}
	}
	for text, want := range map[string]bool{"1": true, "-7": true, "1.0": true, "1e2": true, "1.5": false, `"1"`: false, "12345678901234567890": true} {
		if Value(text).Integer() != want {
			t.Errorf("%s is whole: %v", text, !want)
		}
	}
	for text, want := range map[string]int64{"[]": 0, "[1, [2, 3], {}]": 3} {
		if n, ok := Value(text).Items(); !ok || n != want {
			t.Errorf("%s has %d items", text, n)
		}
	}
	if _, ok := Value("{}").Items(); ok {
		t.Error("an object has items")
	}
}

// The way through the text and the selection from the decoded text find the same.
func FuzzFind(f *testing.F) {
	f.Add("$.a[0].b", `{"a": [{"b": 1}]}`)
	f.Add("$['x y']", `{"x y": "z"}`)
	f.Add("$[1]", `[1, "\ud800"]`)
	f.Fuzz(func(t *testing.T, path, text string) {
		p, err := Compile(path)
		if err != nil {
			return
		}
		fast, err := p.Find([]byte(text), nil)
		if err != nil || !p.singular || !json.Valid([]byte(text)) {
			return
		}
		slow, err := p.findAll([]byte(text), nil)
		if err != nil {
			return
		}
		if len(fast) != len(slow) {
			if strings.Contains(text, `\`) || repeats(text) {
				return
			}
			t.Fatalf("%s of %s: %q and %q", path, text, fast, slow)
		}
	})
}

// repeats reports whether an object may have a name twice, of which the one takes the first and the other the last.
func repeats(text string) bool { return strings.Count(text, `"`) > 4 }

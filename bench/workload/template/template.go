package template

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"quintet/bench/splitmix"
)

// maxText bounds the text of a template in bytes.
const maxText = 1 << 20

// Scope is what a template may name.
type Scope struct {
	// Variables are the names of the values that Append gets, in their order.
	Variables []string
	// Lookup gives a variable of the environment; nil fills in nothing for any.
	Lookup func(name string) (string, bool)
	// Text appends words of a length in bytes.
	Text func([]byte, *splitmix.Sequence, int) []byte
	// Fixed refuses generators: what a check compares with must be a value that the request had too.
	Fixed bool
}

// Template is a compiled text. It is safe for concurrent use.
type Template struct {
	parts []part
	// size is about how long the text becomes.
	size int
}

// part is a literal, a value, or what a generator makes.
type part struct {
	literal string
	// value is the index of a value, -1 for the other kinds.
	value    int
	generate generator
	escape   Escape
}

// Draw is what generators draw from.
type Draw struct {
	*splitmix.Sequence
	// N is the number of the request, Run the name of the run.
	N   uint64
	Run string
}

// Error is what is wrong with the text of a template.
type Error struct {
	Found, Want string
	// Name and Known are an unknown name and those that there are; empty for other mistakes.
	Name  string
	Known []string
}

func (e *Error) Error() string { return "found " + e.Found + ", want " + e.Want }

// Compile compiles a text that will stand where escape says. Its error is an *Error.
func Compile(text string, scope Scope, escape Escape) (*Template, error) {
	if len(text) > maxText {
		return nil, &Error{Found: fmt.Sprintf("a text of %d bytes", len(text)), Want: "at most 1 MiB"}
	}
	t := &Template{}
	inPath := escape == Path
	for text != "" {
		before, place, rest := next(text)
		if inPath {
			if err := urlText(before); err != nil {
				return nil, err
			}
		}
		if escape == Path && strings.Contains(before, "?") {
			escape = Query
		}
		t.literal(before)
		switch {
		case place == "":
		case place[0] == '$':
			value, err := scope.variable(place[1:], escape)
			if err != nil {
				return nil, err
			}
			t.literal(string(escape.apply([]byte(value), 0)))
		default:
			p, err := scope.part(place)
			if err != nil {
				return nil, err
			}
			p.escape = escape
			t.parts = append(t.parts, p)
			t.size += 24
			if p.generate != nil {
				t.size += len(p.generate(nil, Draw{Sequence: &splitmix.Sequence{}}))
			}
		}
		text = rest
	}
	return t, nil
}

// literal appends text that stands for itself.
func (t *Template) literal(text string) {
	t.size += len(text)
	if n := len(t.parts); n > 0 && t.parts[n-1].value < 0 && t.parts[n-1].generate == nil {
		t.parts[n-1].literal += text
	} else if text != "" {
		t.parts = append(t.parts, part{literal: text, value: -1})
	}
}

// variable gives a variable of the environment.
func (s *Scope) variable(name string, escape Escape) (string, error) {
	if s.Lookup == nil {
		return "", nil
	}
	value, ok := s.Lookup(name)
	switch {
	case !ok:
		return "", &Error{Found: "the variable `" + name + "`, which is not in the environment", Want: "it set, with export " + name}
	case escape == Line && strings.ContainsAny(value, "\r\n"):
		return "", &Error{Found: "the variable `" + name + "` with a line break in it", Want: "a value of one line"}
	}
	return value, nil
}

// urlText refuses a literal part of a path or a query that is not escaped.
func urlText(text string) error {
	for i := range len(text) {
		if c := text[i]; c <= ' ' || c >= 0x7f || strings.IndexByte("#\"<>\\^`{|}", c) >= 0 {
			return &Error{Found: fmt.Sprintf("the character %q in a path", rune(c)), Want: fmt.Sprintf("it escaped, `%%%02X`", c)}
		}
	}
	if _, err := url.PathUnescape(text); err != nil {
		return &Error{Found: "a path with an " + err.Error(), Want: "`%` followed by two hexadecimal digits"}
	}
	return nil
}

// part makes the part of a placeholder.
func (s *Scope) part(place string) (part, error) {
	name, args, hasArgs := strings.Cut(place, ":")
	if i := slices.Index(s.Variables, name); i >= 0 && !hasArgs {
		return part{value: i}, nil
	}
	if _, ok := generators[name]; ok && s.Fixed {
		return part{}, &Error{Found: "the generated value `{" + place + "}` in a check", Want: "a value under `draw`, such as `{text: \"key-{n}\"}`, in the request and in the check"}
	}
	generate, err := newGenerator(name, args, s)
	if err != nil {
		if err.Known != nil && !hasArgs {
			err.Known = append(slices.Clone(s.Variables), err.Known...)
			err.Found, err.Want = "the unknown variable `"+name+"`", "one under `draw`, a generator such as `{int:1..99}`, or `{{` for a brace"
		}
		return part{}, err
	}
	return part{value: -1, generate: generate}, nil
}

// Constant returns the text of a template without placeholders.
func (t *Template) Constant() (string, bool) {
	switch {
	case len(t.parts) == 0:
		return "", true
	case len(t.parts) == 1 && t.parts[0].value < 0 && t.parts[0].generate == nil:
		return t.parts[0].literal, true
	}
	return "", false
}

// Value is the index of the value that the template is, where it is nothing else.
func (t *Template) Value() (int, bool) {
	if len(t.parts) != 1 || t.parts[0].value < 0 || t.parts[0].escape != None {
		return 0, false
	}
	return t.parts[0].value, true
}

// Append appends the text with its placeholders filled in: values are those of the scope's variables.
func (t *Template) Append(b []byte, values []string, d Draw) []byte {
	for i := range t.parts {
		p := &t.parts[i]
		switch from := len(b); {
		case p.value >= 0:
			b = p.escape.apply(append(b, values[p.value]...), from)
		case p.generate != nil:
			b = p.escape.apply(p.generate(b, d), from)
		default:
			b = append(b, p.literal...)
		}
	}
	return b
}

// Text is the text with its placeholders filled in.
func (t *Template) Text(values []string, d Draw) string {
	if text, ok := t.Constant(); ok {
		return text
	}
	return string(t.Bytes(values, d))
}

// Bytes is the text with its placeholders filled in, in memory of its own.
func (t *Template) Bytes(values []string, d Draw) []byte {
	return t.Append(make([]byte, 0, t.size), values, d)
}

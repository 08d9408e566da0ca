package jsonvalue

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/theory/jsonpath"
	"github.com/theory/jsonpath/spec"
	"github.com/tidwall/gjson"
)

// Path is a compiled JSONPath. It is safe for concurrent use.
type Path struct {
	text  string
	query *jsonpath.Path
	// way is the path as the search through the text has it, where the path leads to one value; "" is the whole text.
	way      string
	singular bool
}

// Compile compiles a JSONPath such as $.orders[*].id.
func Compile(text string) (*Path, error) {
	query, err := jsonpath.Parse(text)
	if err != nil {
		return nil, err
	}
	p := &Path{text: text, query: query}
	p.way, p.singular = way(query.Query().Segments())
	return p, nil
}

// String is the path as it was written.
func (p *Path) String() string { return p.text }

// way is a path that leads to one value by names and indices; false for any other.
func way(segments []*spec.Segment) (string, bool) {
	var steps []string
	for _, s := range segments {
		selectors := s.Selectors()
		if s.IsDescendant() || len(selectors) != 1 {
			return "", false
		}
		switch one := selectors[0].(type) {
		case spec.Name:
			// A name of digits alone would also be found as an index.
			if one == "" || strings.Trim(string(one), "0123456789") == "" {
				return "", false
			}
			steps = append(steps, gjson.Escape(string(one)))
		case spec.Index:
			if one < 0 {
				return "", false
			}
			steps = append(steps, strconv.Itoa(int(one)))
		default:
			return "", false
		}
	}
	return strings.Join(steps, "."), true
}

// ErrNotJSON is the error of a text that is not JSON where a value was looked for and not found.
var ErrNotJSON = errors.New("the text is not JSON")

// Find appends the values that the path selects to values, none when there is none.
func (p *Path) Find(body []byte, values []Value) ([]Value, error) {
	if !p.singular {
		return p.findAll(body, values)
	}
	if p.way == "" {
		if !gjson.ValidBytes(body) {
			return nil, ErrNotJSON
		}
		return append(values, Value(bytes.TrimSpace(body))), nil
	}
	switch found := gjson.GetBytes(body, p.way); {
	case found.Exists() && found.Index > 0 && found.Index+len(found.Raw) <= len(body):
		// Where it stands, which needs no copy.
		return append(values, body[found.Index:found.Index+len(found.Raw)]), nil
	case found.Exists():
		return append(values, Value(found.Raw)), nil
	case !gjson.ValidBytes(body):
		return nil, ErrNotJSON
	}
	return values, nil
}

// findAll selects from the decoded text.
func (p *Path) findAll(body []byte, values []Value) ([]Value, error) {
	decode := json.NewDecoder(bytes.NewReader(body))
	decode.UseNumber()
	var whole any
	if err := decode.Decode(&whole); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotJSON, err)
	}
	for _, v := range p.query.Select(whole) {
		text, err := json.Marshal(v)
		if err != nil {
			return nil, err // not reached: it was decoded from JSON
		}
		values = append(values, text)
	}
	return values, nil
}

// Value is the JSON text of a value; it may share the memory of the text that it was found in.
type Value []byte

// Type is string, number, boolean, object, array or null.
func (v Value) Type() string {
	if len(v) == 0 {
		return "null"
	}
	switch v[0] {
	case '"':
		return "string"
	case 't', 'f':
		return "boolean"
	case '{':
		return "object"
	case '[':
		return "array"
	case 'n':
		return "null"
	}
	return "number"
}

// Text appends a string without quotes and escapes, and any other value as it stands.
func (v Value) Text(b []byte) []byte {
	if len(v) > 1 && v[0] == '"' {
		if bytes.IndexByte(v, '\\') < 0 {
			return append(b, v[1:len(v)-1]...)
		}
		var text string
		if json.Unmarshal(v, &text) == nil {
			return append(b, text...)
		}
	}
	return append(b, v...)
}

// Integer reports whether a number is whole, however it is written.
func (v Value) Integer() bool {
	if !bytes.ContainsAny(v, ".eE") {
		return v.Type() == "number"
	}
	f, err := strconv.ParseFloat(string(v), 64)
	return err == nil && f == float64(int64(f))
}

// Items is how many elements an array has, and false for any other value.
func (v Value) Items() (int64, bool) {
	if v.Type() != "array" {
		return 0, false
	}
	n := int64(0)
	gjson.ParseBytes(v).ForEach(func(_, _ gjson.Result) bool { n++; return true })
	return n, true
}

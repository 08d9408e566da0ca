package draft

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// maxDepth is how deep values of values are made: schemas may hold themselves.
const maxDepth = 5

func schemaOf(p *openapi3.Parameter) *openapi3.Schema {
	if p == nil || p.Schema == nil {
		return nil
	}
	return resolve(p.Schema.Value)
}

// resolve is what a schema of alternatives is taken for: all of it, or the first.
func resolve(s *openapi3.Schema) *openapi3.Schema {
	for range maxDepth {
		if s == nil || s.Type != nil || len(s.Properties) > 0 {
			return s
		}
		switch {
		case len(s.AllOf) > 0:
			return merged(s.AllOf)
		case len(s.OneOf) > 0 && s.OneOf[0] != nil:
			s = s.OneOf[0].Value
		case len(s.AnyOf) > 0 && s.AnyOf[0] != nil:
			s = s.AnyOf[0].Value
		default:
			return s
		}
	}
	return s
}

// merged puts the properties of several schemas together.
func merged(all openapi3.SchemaRefs) *openapi3.Schema {
	out := openapi3.NewSchema()
	out.Properties = openapi3.Schemas{}
	for _, ref := range all {
		if ref == nil || ref.Value == nil {
			continue
		}
		s := ref.Value
		if len(all) == 1 {
			return s
		}
		if out.Type == nil {
			out.Type, out.Format, out.Enum = s.Type, s.Format, s.Enum
		}
		maps.Copy(out.Properties, s.Properties)
		out.Required = append(out.Required, s.Required...)
	}
	return out
}

// is reports whether a schema is of a type, be it nullable.
func is(s *openapi3.Schema, kind string) bool {
	return s != nil && s.Type != nil && s.Type.Includes(kind)
}

// properties are those of an object, resolved.
func properties(s *openapi3.Schema) openapi3.Schemas {
	if s = resolve(s); s == nil {
		return nil
	}
	return s.Properties
}

// bounds are those of a number, or low and high where it has none.
func bounds(s *openapi3.Schema, low, high int64) (int64, int64) {
	whole := func(v float64) int64 { return int64(max(-1e15, min(1e15, math.Round(v)))) }
	if s.Min != nil {
		low = whole(math.Ceil(*s.Min))
		high = max(high, low+100)
	}
	if s.Max != nil {
		high = whole(math.Floor(*s.Max))
		if s.Min == nil {
			low = min(low, high)
		}
	}
	return low, max(low, high)
}

// valueOf is a template for a plausible value, as text without quotes.
func valueOf(s *openapi3.Schema, example any) string {
	if s = resolve(s); s == nil {
		s = openapi3.NewStringSchema()
	}
	if example == nil {
		example = exampleOf(s)
	}
	switch {
	case len(s.Enum) > 0:
		return choice(s.Enum)
	case example != nil && s.Format != "email":
		return literal(scalar(example))
	case is(s, "boolean"):
		return "{choice:true|false}"
	case is(s, "integer"):
		low, high := bounds(s, 1, 1000)
		return fmt.Sprintf("{int:%d..%d}", low, high)
	case is(s, "number"):
		low, high := bounds(s, 1, 1000)
		return fmt.Sprintf("{float:%d..%d}", low, high)
	}
	return stringOf(s)
}

// exampleOf is the example of a schema, nil without one.
func exampleOf(s *openapi3.Schema) any {
	switch {
	case s.Const != nil:
		return s.Const
	case s.Example != nil:
		return s.Example
	case len(s.Examples) > 0:
		return s.Examples[0]
	}
	return s.Default
}

// choice is one of the values of an enumeration; those that a choice cannot hold make it the first.
func choice(values []any) string {
	var list []string
	for _, v := range values {
		text := scalar(v)
		if strings.ContainsAny(text, "|{}\"\n") || text == "" {
			return literal(scalar(values[0]))
		}
		list = append(list, text)
	}
	return "{choice:" + strings.Join(list, "|") + "}"
}

// scalar writes a value of an example as text.
func scalar(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case nil:
		return "null"
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	text, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(text)
}

// stringOf is a string of a format and a length.
func stringOf(s *openapi3.Schema) string {
	switch s.Format {
	case "uuid":
		return "{uuid}"
	case "date-time":
		return "{time:2025-01-01..2025-12-31}"
	case "date":
		return "{date:2025-01-01..2025-12-31}"
	case "email":
		return "user-{run}-{n}@example.com"
	case "uri", "url":
		return "https://example.com/{hex:8}"
	case "ipv4":
		return "192.0.2.{int:1..254}"
	case "byte", "binary":
		return "{hex:32}"
	}
	low, high := max(1, s.MinLength), max(20, s.MinLength)
	if s.MaxLength != nil {
		high = min(high, max(*s.MaxLength, 1))
	}
	low, high = min(low, 1<<16), min(high, 1<<16)
	if s.MinLength == 0 {
		low = min(5, high)
	}
	return fmt.Sprintf("{text:%d..%d}", min(low, high), high)
}

// jsonOf is a template for a plausible JSON value; inside are the schemas that the value is a part of.
func jsonOf(of *openapi3.Schema, example any, inside []*openapi3.Schema) string {
	s := resolve(of)
	if s == nil || len(inside) > maxDepth {
		return "null"
	}
	inside = append(slices.Clone(inside), of)
	if example == nil {
		example = exampleOf(s)
	}
	switch {
	case example != nil && !isText(example):
		return jsonLiteral(example)
	case is(s, "object") || len(s.Properties) > 0:
		return objectOf(s, inside)
	case is(s, "array"):
		if s.Items == nil || s.Items.Value == nil || recurs(s.Items, inside) {
			return "[]"
		}
		one := jsonOf(s.Items.Value, nil, inside)
		return "[" + strings.Repeat(one+", ", int(min(max(s.MinItems, 1), 3))-1) + one + "]"
	case is(s, "integer"), is(s, "number"), is(s, "boolean"):
		return valueOf(s, nil)
	}
	if text, ok := example.(string); ok && len(s.Enum) == 0 && s.Format != "email" {
		return jsonLiteral(text)
	}
	return `"` + valueOf(s, nil) + `"`
}

// recurs reports whether a schema is one that it would be a part of, or too deep.
func recurs(ref *openapi3.SchemaRef, inside []*openapi3.Schema) bool {
	return len(inside) >= maxDepth || slices.Contains(inside, ref.Value)
}

func isText(v any) bool { _, ok := v.(string); return ok }

// jsonLiteral writes a value as JSON in which no brace is taken for a placeholder. What JSON has behind a brace never is; text in strings may.
func jsonLiteral(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return "null"
	}
	return placeholders.ReplaceAllStringFunc(string(text), literal)
}

var placeholders = regexp.MustCompile(`\{+[A-Za-z_]|\{{2,}`)

// objectOf is an object with the properties that a client sends.
func objectOf(s *openapi3.Schema, inside []*openapi3.Schema) string {
	var members []string
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		ref := s.Properties[name]
		if ref == nil || ref.Value == nil || ref.Value.ReadOnly || recurs(ref, inside) && !slices.Contains(s.Required, name) {
			continue
		}
		members = append(members, jsonLiteral(name)+": "+jsonOf(ref.Value, nil, inside))
	}
	return "{" + strings.Join(members, ", ") + "}"
}

// inURL escapes the literal parts of a template for a query; placeholders are escaped when they are filled in.
func inURL(text string) string {
	var b strings.Builder
	for text != "" {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			b.WriteString(url.QueryEscape(text))
			break
		}
		b.WriteString(url.QueryEscape(text[:open]))
		if strings.HasPrefix(text[open:], "{{") {
			b.WriteString("%7B")
			text = text[open+2:]
			continue
		}
		end := strings.IndexByte(text[open:], '}')
		if end < 0 {
			b.WriteString("%7B")
			text = text[open+1:]
			continue
		}
		b.WriteString(text[open : open+end+1])
		text = text[open+end+1:]
	}
	return b.String()
}

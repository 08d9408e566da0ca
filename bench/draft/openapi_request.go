package draft

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// maxChecks is how many values of an answer are checked.
const maxChecks = 12

var (
	headerName = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$")
	ownHeader  = map[string]bool{"connection": true, "content-length": true, "host": true, "transfer-encoding": true, "authorization": true, "content-type": true}
)

// authenticate has an operation send what its first security requirement asks for, from the environment.
func (d *document) authenticate(o *Operation, op *openapi3.Operation) {
	requirements := d.doc.Security
	if op.Security != nil {
		requirements = *op.Security
	}
	if len(requirements) == 0 || d.doc.Components == nil {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(requirements[0])) {
		ref := d.doc.Components.SecuritySchemes[name]
		if ref == nil || ref.Value == nil {
			continue
		}
		s := ref.Value
		switch {
		case s.Type == "http" && strings.EqualFold(s.Scheme, "basic"):
			o.Headers = append(o.Headers, Pair{"Authorization", "Basic ${BASIC_CREDENTIALS}"})
		case s.Type == "http", s.Type == "oauth2", s.Type == "openIdConnect":
			o.Headers = append(o.Headers, Pair{"Authorization", "Bearer ${TOKEN}"})
		case s.Type == "apiKey" && s.In == "header" && headerName.MatchString(s.Name) && !ownHeader[strings.ToLower(s.Name)]:
			o.Headers = append(o.Headers, Pair{s.Name, "${API_KEY}"})
		case s.Type == "apiKey" && s.In == "cookie" && headerName.MatchString(s.Name):
			o.Headers = append(o.Headers, Pair{"Cookie", s.Name + "=${API_KEY}"})
		case s.Type == "apiKey" && s.In == "query":
			separator := "?"
			if strings.Contains(o.Path, "?") {
				separator = "&"
			}
			o.Path += separator + inURL(literal(s.Name)) + "=${API_KEY}"
		}
		if len(o.Headers) > 0 {
			return
		}
	}
}

// send drafts the body of an operation.
func (d *document) send(o *Operation, op *openapi3.Operation) {
	if op.RequestBody == nil || op.RequestBody.Value == nil || o.Method == "GET" || o.Method == "HEAD" {
		return
	}
	content := op.RequestBody.Value.Content
	for _, kind := range slices.Sorted(maps.Keys(content)) {
		media := content[kind]
		if media == nil || !strings.Contains(kind, "json") {
			continue
		}
		var schema *openapi3.Schema
		if media.Schema != nil {
			schema = media.Schema.Value
		}
		o.Body = jsonOf(schema, mediaExample(media), nil)
		if kind != "application/json" {
			o.Headers = append(o.Headers, Pair{"Content-Type", oneLine(kind)})
		} else if !strings.HasPrefix(o.Body, "{") && !strings.HasPrefix(o.Body, "[") {
			o.Headers = append(o.Headers, Pair{"Content-Type", kind})
		}
		return
	}
	for _, kind := range slices.Sorted(maps.Keys(content)) {
		o.Headers = append(o.Headers, Pair{"Content-Type", oneLine(kind)})
		o.Body = "{text:200}"
		o.Comment = strings.TrimSpace(o.Comment + " (its body is no JSON: write one)")
		return
	}
}

// mediaExample is an example of a whole body, nil without one.
func mediaExample(m *openapi3.MediaType) any {
	if m.Example != nil {
		return m.Example
	}
	for _, name := range slices.Sorted(maps.Keys(m.Examples)) {
		if ref := m.Examples[name]; ref != nil && ref.Value != nil && ref.Value.Value != nil {
			return ref.Value.Value
		}
	}
	return nil
}

// success are the statuses of right answers, and the schema of their JSON, nil where it is not known.
func success(op *openapi3.Operation) (codes []string, schema *openapi3.Schema) {
	if op.Responses != nil {
		for _, code := range slices.Sorted(maps.Keys(op.Responses.Map())) {
			low := strings.ToLower(code)
			if len(low) != 3 || low[0] != '2' && low[0] != '3' || low[1:] != "xx" && strings.Trim(low[1:], "0123456789") != "" {
				continue
			}
			codes = append(codes, low)
			response := op.Responses.Value(code)
			if len(codes) > 1 || response == nil || response.Value == nil {
				schema = nil // several answers have no schema in common
				continue
			}
			for kind, media := range response.Value.Content {
				if strings.Contains(kind, "json") && media != nil && media.Schema != nil {
					schema = media.Schema.Value
				}
			}
		}
	}
	if len(codes) == 0 {
		codes = []string{"2xx"}
	}
	return codes, schema
}

// checks are those that an answer of a schema meets: its type, and what of it is required, level by level. Of an array its first element is
// looked at, which need not be there.
func checks(s *openapi3.Schema, method string) []Pair {
	if s = resolve(s); s == nil || method == "HEAD" {
		return nil
	}
	if !is(s, "array") && !is(s, "object") && len(s.Properties) == 0 {
		return nil
	}
	var list []Pair
	if is(s, "array") {
		list = []Pair{{"$", "{type: array}"}}
	}
	for level := []checked{{path: "$", schema: s, inside: []*openapi3.Schema{s}}}; len(level) > 0; {
		var next []checked
		for _, one := range level {
			for _, inner := range one.parts() {
				if len(list) == maxChecks || slices.ContainsFunc(list, func(p Pair) bool { return p.Name == inner.path }) {
					continue
				}
				if !inner.element {
					list = append(list, Pair{inner.path, inner.check()})
				}
				next = append(next, inner)
			}
		}
		level = next
	}
	if len(list) == 0 {
		return []Pair{{"$", "{type: object}"}}
	}
	return list
}

// checked is a part of an answer that is checked.
type checked struct {
	path   string
	schema *openapi3.Schema
	// inside are the schemas that it is a part of, itself included.
	inside []*openapi3.Schema
	// optional says that it need not be there; element that it is one of an array, whose own parts are checked.
	optional, element bool
}

// parts are what is required of an object, or the first element of an array. Alternatives and schemas that hold themselves have none.
func (c checked) parts() []checked {
	s := c.schema
	if s == nil || len(c.inside) > maxDepth {
		return nil
	}
	inner := func(path string, ref *openapi3.SchemaRef) (checked, bool) {
		if ref == nil || ref.Value == nil || ref.Value.WriteOnly {
			return checked{}, false
		}
		part := checked{path: path, optional: c.optional}
		if len(ref.Value.OneOf)+len(ref.Value.AnyOf) == 0 && !slices.Contains(c.inside, ref.Value) {
			part.schema = resolve(ref.Value)
			part.inside = append(slices.Clone(c.inside), ref.Value)
		}
		return part, true
	}
	if is(s, "array") {
		part, ok := inner(c.path+"[0]", s.Items)
		part.optional, part.element = true, true
		if !ok {
			return nil
		}
		return []checked{part}
	}
	var list []checked
	for _, name := range slices.Sorted(slices.Values(s.Required)) {
		part, ok := inner(c.path+"."+name, s.Properties[name])
		if !ok || !simpleName.MatchString(name) {
			continue
		}
		part.optional = part.optional || c.schema.Nullable
		list = append(list, part)
	}
	return list
}

// check asks for the type of a value that has one, and otherwise for the value to be there, where it must be.
func (c checked) check() string {
	var rules []string
	if s := c.schema; s != nil && s.Type != nil && s.Type.IsSingle() && !s.Nullable {
		if kind := s.Type.Slice()[0]; slices.Contains([]string{"string", "number", "integer", "boolean", "object", "array", "null"}, kind) {
			rules = append(rules, "type: "+kind)
		}
	}
	if c.optional {
		rules = append(rules, "optional: true")
	}
	return "{" + strings.Join(rules, ", ") + "}"
}

var simpleName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

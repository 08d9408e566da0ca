package draft

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"
)

// The bounds of a document.
const (
	// MaxDocument is its size in bytes.
	MaxDocument   = 32 << 20
	maxOperations = 1000
)

// OpenAPI drafts a scenario of the operations of a document of OpenAPI 3, or of Swagger 2.0. References to other files or addresses are refused. The error says
// what is wrong with the document.
func OpenAPI(text []byte) (*Scenario, error) {
	doc, err := load(text)
	if err != nil {
		return nil, fmt.Errorf("read the OpenAPI document: %s", oneLine(err.Error()))
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.") {
		return nil, errors.New("the document says neither `openapi: 3...` nor `swagger: '2.0'`")
	}
	d := &document{doc: doc, created: map[string]string{}}
	s := &Scenario{Name: "mine", Rate: 10}
	if doc.Info != nil {
		s.Name, s.Description = Slug(doc.Info.Title), "First load of "+doc.Info.Title+"."
	}
	if doc.Paths == nil || doc.Paths.Len() == 0 {
		return nil, errors.New("the document has no paths")
	}
	d.creators()
	for _, path := range slices.Sorted(maps.Keys(doc.Paths.Map())) {
		item := doc.Paths.Value(path)
		if item == nil {
			continue
		}
		for _, method := range slices.Sorted(maps.Keys(item.Operations())) {
			if len(s.Operations) == maxOperations {
				return nil, fmt.Errorf("the document has more than %d operations", maxOperations)
			}
			if method == "CONNECT" || method == "TRACE" || method == "OPTIONS" {
				continue
			}
			s.Operations = append(s.Operations, d.operation(method, path, item))
		}
	}
	if len(s.Operations) == 0 {
		return nil, errors.New("the document has no operations")
	}
	return s, nil
}

// load reads a document; one of Swagger 2.0 is converted.
func load(text []byte) (*openapi3.T, error) {
	if bytes.Contains(text, []byte("swagger")) {
		var old openapi2.T
		if err := openapi2.UnmarshalFromData(text, &old); err == nil && strings.HasPrefix(old.Swagger, "2.") {
			return openapi2conv.ToV3(&old)
		}
	}
	return openapi3.NewLoader().LoadFromData(text)
}

// document is a document being read.
type document struct {
	doc *openapi3.T
	// created maps the path of a collection to the name under which the operation that creates its elements remembers their ids.
	created map[string]string
}

// base is the path of the document's server, which stands before every other.
func (d *document) base() string {
	if len(d.doc.Servers) == 0 || d.doc.Servers[0] == nil {
		return ""
	}
	u, err := url.Parse(d.doc.Servers[0].URL)
	if err != nil || strings.ContainsAny(d.doc.Servers[0].URL, "{}") {
		return ""
	}
	return strings.TrimSuffix(u.EscapedPath(), "/")
}

// creators finds the collections whose elements an operation creates and answers with their ids.
func (d *document) creators() {
	for path, item := range d.doc.Paths.Map() {
		if item == nil || item.Post == nil || strings.HasSuffix(path, "}") {
			continue
		}
		_, schema := success(item.Post)
		if properties(schema)["id"] != nil {
			d.created[path] = valueName(strings.TrimPrefix(path, "/")) + "_id"
		}
	}
}

// operation drafts one operation.
func (d *document) operation(method, path string, item *openapi3.PathItem) Operation {
	op := item.Operations()[method]
	o := Operation{Method: method, Comment: op.Summary, Weight: weightOf(method)}
	segments := strings.Split(strings.Trim(path, "/"), "/")
	if o.Name = operationName(op.OperationID); o.Name == "" {
		o.Name = resourceName(method, segments)
	}
	o.Path = d.base() + d.path(&o, path, parameters(item, op))
	d.authenticate(&o, op)
	d.send(&o, op)
	codes, schema := success(op)
	o.Statuses = codes
	o.JSON = checks(schema, method)
	if id := d.created[path]; id != "" && method == "POST" {
		o.Remember = append(o.Remember, Pair{id, "$.id"})
	}
	return o
}

// weightOf is how often an operation is asked of which nothing is known: mostly reads, and nothing that takes away.
func weightOf(method string) float64 {
	switch method {
	case "GET", "HEAD":
		return 9
	case "DELETE":
		return 0
	}
	return 1
}

// parameters are those of a path and of one of its operations, which win.
func parameters(item *openapi3.PathItem, op *openapi3.Operation) []*openapi3.Parameter {
	var list []*openapi3.Parameter
	for _, ref := range slices.Concat(op.Parameters, item.Parameters) {
		if p := ref.Value; p != nil && !slices.ContainsFunc(list, func(q *openapi3.Parameter) bool { return q.Name == p.Name && q.In == p.In }) {
			list = append(list, p)
		}
	}
	return list
}

// path writes a path with its parameters as values to draw, and a query of those that are required.
func (d *document) path(o *Operation, path string, params []*openapi3.Parameter) string {
	text, before := "", ""
	for _, s := range strings.Split(strings.TrimPrefix(path, "/"), "/") {
		text += "/"
		for rest := s; rest != ""; {
			open, end := strings.IndexByte(rest, '{'), strings.IndexByte(rest, '}')
			if open < 0 || end < open {
				text += url.PathEscape(rest)
				break
			}
			parameter := rest[open+1 : end]
			name := o.unused(valueName(parameter))
			o.Draw = append(o.Draw, Pair{name, d.source(before, findParameter(params, parameter))})
			text += url.PathEscape(rest[:open]) + "{" + name + "}"
			rest = rest[end+1:]
		}
		before += "/" + s
	}
	separator := "?"
	for _, p := range params {
		switch {
		case !p.Required:
		case p.In == openapi3.ParameterInQuery:
			text += separator + url.QueryEscape(p.Name) + "=" + inURL(valueOf(schemaOf(p), p.Example))
			separator = "&"
		case p.In == openapi3.ParameterInHeader && headerName.MatchString(p.Name) && !ownHeader[strings.ToLower(p.Name)]:
			o.Headers = append(o.Headers, Pair{p.Name, oneLine(valueOf(schemaOf(p), p.Example))})
		}
	}
	return text
}

// unused is a name that no drawn value of the operation has.
func (o *Operation) unused(name string) string {
	for i := 2; slices.ContainsFunc(o.Draw, func(p Pair) bool { return p.Name == name }); i++ {
		name += strconv.Itoa(i)
	}
	return name
}

func findParameter(params []*openapi3.Parameter, name string) *openapi3.Parameter {
	for _, p := range params {
		if p.Name == name && p.In == openapi3.ParameterInPath {
			return p
		}
	}
	return nil
}

// source is where the value of a parameter of the path comes from: the ids of elements that were created, a range, or an example.
func (d *document) source(collection string, p *openapi3.Parameter) string {
	if id := d.created[collection]; id != "" {
		return "{remembered: " + id + "}"
	}
	schema := schemaOf(p)
	var example any
	if p != nil {
		example = p.Example
	}
	if schema != nil && is(schema, "integer") && example == nil && len(schema.Enum) == 0 {
		low, high := bounds(schema, 1, 100)
		return fmt.Sprintf("{range: %d..%d}   # assumed", max(0, low), max(0, low, high))
	}
	return "{text: " + quoted(valueOf(schema, example)) + "}   # assumed"
}

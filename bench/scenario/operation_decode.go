package scenario

import (
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

const maxOperations = 1000

var (
	operationName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)
	valueName     = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]{0,63}$`)
	methodName    = regexp.MustCompile(`^[A-Z]{1,20}$`)
	fieldName     = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$")
)

// ownedFields are header fields that the load engine writes itself.
var ownedFields = []string{"Connection", "Content-Length", "Host", "Transfer-Encoding"}

const requestForm = "a method and a path such as `GET /orders/{id}`"

// operations decodes the operations that the scenario declares.
func (d *decoder) operations(n *yaml.Node) []Operation {
	var list []Operation
	for _, f := range d.entries(n, "operations", "operations by name, such as `orders.get: {request: GET /orders/1, expect: {status: 200}}`") {
		if d.newName(f, "operations", "orders.get", "the name of a shipped operation") {
			list = append(list, d.declare(f, "operations."+f.name))
		}
	}
	if len(list) > maxOperations {
		d.fail(n, "operations", "more than 1000 operations", "fewer")
	}
	return list
}

// newName reports whether what is declared has a name that it can have, and that no operation has.
func (d *decoder) newName(f field, path, example, taken string) bool {
	switch {
	case !operationName.MatchString(f.name):
		d.fail(f.key, path, "the name "+quote(f.name), "letters, digits, `.`, `_` and `-`, such as `"+example+"`")
	case slices.Contains(d.words.Operations, f.name):
		d.fail(f.key, path+"."+f.name, taken, "a name of its own")
	default:
		return true
	}
	return false
}

// declare decodes one operation.
func (d *decoder) declare(of field, path string) Operation {
	o := Operation{Name: of.name, Line: of.key.Line}
	d.place(path, of.key)
	fields, ok := d.mapping(of.value, path, []string{"request", "headers", "body", "draw", "expect", "check", "remember"})
	if !ok {
		return o
	}
	d.asks(&o, of, path, fields)
	if f, ok := fields["body"]; ok {
		o.Body = d.body(f.value, path+".body")
	}
	if f, ok := fields["draw"]; ok {
		o.Draw = d.draws(f.value, path+".draw")
	}
	if f, ok := fields["remember"]; ok {
		o.Remember = d.remembers(f.value, path+".remember")
	}
	d.checked(&o, of, path, fields)
	return o
}

// asks decodes the request of an operation and its headers.
func (d *decoder) asks(o *Operation, of field, path string, fields map[string]field) {
	if f, ok := fields["request"]; ok {
		d.request(o, f.value, path+".request")
	}
	d.require(of.key, path, fields, requestForm, "request")
	if f, ok := fields["headers"]; ok {
		o.Headers = d.headers(f.value, path+".headers", true)
	}
}

// ready decodes what to ask until it answers: a request alone, which must then be answered with 2xx, or one with its headers and its check.
func (d *decoder) ready(of field) *Operation {
	o := Operation{Name: "ready", Line: of.key.Line, Expect: &Expect{Statuses: []Statuses{{200, 299}}}}
	d.place("ready", of.value)
	if of.value.Kind == yaml.ScalarNode {
		d.request(&o, of.value, "ready")
		return &o
	}
	fields, ok := d.mapping(of.value, "ready", []string{"request", "headers", "expect"})
	if !ok {
		return &o
	}
	d.asks(&o, of, "ready", fields)
	if f, ok := fields["expect"]; ok {
		o.Expect = d.expect(f.value, "ready.expect")
	}
	return &o
}

// request decodes method and path.
func (d *decoder) request(o *Operation, n *yaml.Node, path string) {
	d.place(path, n)
	text, ok := d.text(n, path, requestForm)
	if !ok {
		return
	}
	method, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	o.Method, o.Path = method, strings.TrimSpace(rest)
	if !methodName.MatchString(method) || !strings.HasPrefix(o.Path, "/") {
		d.fail(n, path, quote(text), requestForm)
	}
}

// maxSetup bounds how often an operation is asked before the load.
const maxSetup = 10_000_000

// setup decodes which declared operations are asked before the load, and how often.
func (d *decoder) setup(n *yaml.Node, declared []string) []Setup {
	var list []Setup
	for _, f := range d.entries(n, "setup", "declared operations with how often to ask them, such as `{orders.create: 1000}`") {
		path := "setup." + f.name
		d.place(path, f.key)
		times := d.whole(f.value, path, maxSetup)
		if !slices.Contains(declared, f.name) {
			e := d.fail(f.key, path, "an operation that the scenario does not declare", "one under `operations`")
			e.Meant = Meant(f.name, declared)
			continue
		}
		list = append(list, Setup{f.name, int64(times)})
	}
	return list
}

// place notes where a field of an operation stands, for what the vocabulary says of it later.
func (d *decoder) place(path string, n *yaml.Node) {
	if d.places == nil {
		d.places = map[string]*yaml.Node{}
	}
	d.places[path] = n
}

// checked decodes how answers are checked: `expect`, or `check: none`.
func (d *decoder) checked(o *Operation, of field, path string, fields map[string]field) {
	expect, expects := fields["expect"]
	check, given := fields["check"]
	if given {
		text, ok := d.text(check.value, path+".check", "`none`")
		switch {
		case ok && text != "none":
			d.fail(check.value, path+".check", quote(text), "`none`, or `expect` in its place")
		case expects:
			d.fail(check.key, path+".check", "`check: none` beside `expect`", "one of the two")
		}
		return
	}
	if !expects {
		d.fail(of.key, path, "an operation without a check", "`expect`, such as `expect: {status: 200}`, or `check: none`, and the report will say so")
		return
	}
	o.Expect = d.expect(expect.value, path+".expect")
}

// headers decodes fields; those of a request must not be the load engine's own.
func (d *decoder) headers(n *yaml.Node, path string, request bool) []Header {
	var list []Header
	for _, f := range d.entries(n, path, "fields with their values, such as `{Accept: application/json}`") {
		at := path + "." + f.name
		d.place(at, f.value)
		owned := func(name string) bool { return strings.EqualFold(name, f.name) }
		switch {
		case !fieldName.MatchString(f.name):
			d.fail(f.key, path, "the field "+quote(f.name), "the name of a header field, such as `Accept`")
		case request && slices.ContainsFunc(ownedFields, owned):
			d.fail(f.key, at, "a field that the load engine writes itself", "any other than "+enumerate(ownedFields, " and "))
		case slices.ContainsFunc(list, func(h Header) bool { return strings.EqualFold(h.Name, f.name) }):
			d.fail(f.key, at, "the field a second time", "each field once")
		default:
			if text, ok := d.text(f.value, at, "its value"); ok {
				list = append(list, Header{f.name, text})
			}
		}
	}
	return list
}

const bodyForm = "a text such as `'{\"note\": \"{text:80}\"}'`, `{file: photo.jpg}`, `{template: order.json}` or `{bytes: 64KiB}`"

// maxSentBytes bounds random bodies.
const maxSentBytes = 64 << 20

// body decodes what a request sends.
func (d *decoder) body(n *yaml.Node, path string) Body {
	d.place(path, n)
	if n.Kind != yaml.MappingNode {
		text, _ := d.text(n, path, bodyForm)
		return Body{Text: text}
	}
	fields, ok := d.mapping(n, path, []string{"file", "template", "bytes"})
	if !ok || len(fields) != 1 {
		if ok {
			d.fail(n, path, "not exactly one source", bodyForm)
		}
		return Body{}
	}
	if f, ok := fields["bytes"]; ok {
		return Body{Bytes: d.distribution(f.value, path+".bytes", maxSentBytes, maxSentBytes)}
	}
	f, isTemplate := fields["template"]
	if !isTemplate {
		f = fields["file"]
	}
	name, _ := d.text(f.value, path+"."+f.name, "a file beside the scenario's")
	d.place(path, f.value)
	return Body{File: name, Template: isTemplate}
}

const rememberForm = "a JSONPath such as `$.id`, `{header: Location}`, `{regex: 'id=(\\d+)'}`, both for a part of a header, or a text over drawn values such as `\"{key}\"`"

// nameOfValue notes where a value stands, and reports whether it can be drawn or remembered under its name.
func (d *decoder) nameOfValue(f field, path, example string) bool {
	d.place(path+"."+f.name, f.value)
	if !valueName.MatchString(f.name) {
		d.fail(f.key, path, "the name "+quote(f.name), "letters, digits, `_` and `-`, such as `"+example+"`")
		return false
	}
	return true
}

// remembers decodes what to remember.
func (d *decoder) remembers(n *yaml.Node, path string) []Remember {
	var list []Remember
	for _, f := range d.entries(n, path, "names with what to remember, such as `{order: $.id}`") {
		if d.nameOfValue(f, path, "order") {
			list = append(list, d.remember(f, path+"."+f.name))
		}
	}
	return list
}

// remember decodes one value to remember.
func (d *decoder) remember(f field, at string) Remember {
	r := Remember{Name: f.name}
	if f.value.Kind == yaml.MappingNode {
		fields, ok := d.mapping(f.value, at, []string{"header", "regex"})
		if ok && len(fields) == 0 {
			d.fail(f.value, at, "no source", rememberForm)
		}
		d.takeText(fields, at, "header", rememberForm, &r.Header)
		d.takeText(fields, at, "regex", rememberForm, &r.Pattern)
	} else if text, ok := d.text(f.value, at, rememberForm); ok {
		r.Text = text
		if strings.HasPrefix(text, "$") && !strings.HasPrefix(text, "${") {
			r.Path, r.Text = text, ""
		}
	}
	return r
}

// compile has the vocabulary compile the declared operations of a workload that has no other mistake, and puts its mistakes where they stand.
func (d *decoder) compile(w Workload) {
	if d.words.CheckOperations == nil || len(w.Operations) == 0 && len(w.Sequences) == 0 && w.Ready == nil {
		return
	}
	for _, m := range d.words.CheckOperations(w) {
		at := m.Param
		for at != "" && d.places[at] == nil {
			at = at[:max(0, strings.LastIndexByte(at, '.'))]
		}
		d.fail(d.places[at], m.Param, m.Found, m.Want).Meant = m.Meant
	}
}

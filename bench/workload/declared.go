package workload

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/workload/template"
)

// declared is an operation that a scenario declares, compiled. It makes requests as the shipped ones do: from the number of the hit, with
// a Verify that looks for what was asked.
type declared struct {
	name, method string
	path         *template.Template
	// fields are the lines of header fields, contentType the value of Content-Type.
	fields, contentType *template.Template
	body                *template.Template
	// file is a body that is sent as it is, random the size of a random one.
	file   []byte
	random *sizes
	draws  []*draw
	// values is how many values a request has.
	values   int
	check    *check
	remember []*recollection
	// variables names the values. pair is how its writes are read back, nil when they are not.
	variables []string
	pair      *pair
}

// declare makes the operations of a scenario: the shipped ones and those that it declares.
func (w *Workload) declare(s scenario.Workload) ([]operation, error) {
	c := compile(s)
	if len(c.misfits) > 0 {
		return nil, fmt.Errorf("workload: %w", c.misfits[0])
	}
	w.memories, w.declared = c.memories, c.operations
	all := slices.Clone(operations)
	for _, d := range c.operations {
		if err := d.prepare(w); err != nil {
			return nil, err
		}
		all = append(all, operation{name: d.name, build: d.build})
	}
	return all, nil
}

// prepare makes what draws the values of an operation.
func (d *declared) prepare(w *Workload) error {
	for _, one := range d.draws {
		if err := one.prepare(w.seed); err != nil {
			return fmt.Errorf("workload: %s: %w", d.name, err)
		}
	}
	return nil
}

// CheckOperations compiles the declared operations of a workload and returns their mistakes, each with the path of its field.
func CheckOperations(w scenario.Workload) []*scenario.Misfit { return compile(w).misfits }

// build draws the values of a request and makes it. An operation that reads what none has written yet becomes one that writes it, and is counted as that.
func (d *declared) build(w *Workload, c *call) Request {
	values := make([]string, d.values)
	from := template.Draw{Sequence: &c.Sequence, N: c.n, Run: w.Run}
	for _, one := range d.draws {
		if c.within.recall(one, values) || one.into(values, from) {
			continue
		}
		writer := one.memory.writer
		if writer == nil {
			// The setup has filled it, or the load would not have begun; without a method nothing is sent.
			return Request{Operation: c.operation, Verify: func(Response) (samples.Failure, string) {
				return mismatch("nothing is remembered under %s", one.source)
			}}
		}
		c.operation = w.index[writer.name]
		return writer.build(w, c)
	}
	return d.request(c, values, from)
}

// request makes a request of drawn values.
func (d *declared) request(c *call, values []string, from template.Draw) Request {
	r := Request{Operation: c.operation, Method: d.method, Path: d.path.Text(values, from)}
	if d.fields != nil {
		r.Fields = d.fields.Text(values, from)
	}
	if d.contentType != nil {
		r.ContentType = d.contentType.Text(values, from)
	}
	switch {
	case d.body != nil:
		r.Body = d.body.Bytes(values, from)
	case d.random != nil:
		r.Body = make([]byte, d.random.draw(&c.Sequence))
		fill(r.Body, c.Next(), 0)
	default:
		r.Body = d.file
	}
	within := c.within
	if d.pair == nil {
		r.Verify = func(a Response) (f samples.Failure, why string) { return d.verify(within, a, values) }
		return r
	}
	write := d.pair.write(r.Body, values)
	r.Write = write
	r.Verify = func(a Response) (f samples.Failure, why string) {
		if f, why = d.verify(within, a, values); f == samples.OK {
			f, why = d.pair.name(write, a, values)
		}
		return f, why
	}
	return r
}

// compiler compiles the declared operations of a workload and collects every mistake.
type compiler struct {
	scenario.Workload
	operations []*declared
	ready      *declared
	memories   map[string]*memory
	misfits    []*scenario.Misfit
	// taken, unless nil, gets what is read of files.
	taken *Surroundings
}

// compile compiles all declared operations.
func compile(w scenario.Workload) *compiler { return compileFrom(w, nil) }

// compileFrom compiles them and notes the files that they take.
func compileFrom(w scenario.Workload, taken *Surroundings) *compiler {
	c := &compiler{Workload: w, memories: map[string]*memory{}, taken: taken}
	for i := range w.Operations {
		for _, r := range w.Operations[i].Remember {
			if c.memories[r.Name] == nil {
				c.memories[r.Name] = &memory{}
			}
		}
	}
	c.authentication()
	for i := range w.Operations {
		o := &w.Operations[i]
		c.operations = append(c.operations, c.operation(o, "operations."+o.Name))
	}
	if w.Ready != nil {
		c.ready = c.operation(w.Ready, "ready")
	}
	c.writers()
	c.pairs()
	c.tls()
	return c
}

// Ready makes the request that a scenario has asked until it is answered as expected; false when it has none.
func Ready(s scenario.Workload) (Request, bool, error) {
	c := compile(s)
	if len(c.misfits) > 0 {
		return Request{}, false, c.misfits[0]
	}
	if c.ready == nil {
		return Request{}, false, nil
	}
	return c.ready.build(&Workload{}, &call{}), true, nil
}

func (c *compiler) fail(path, found, want string) *scenario.Misfit {
	m := &scenario.Misfit{Param: path, Found: found, Want: want}
	c.misfits = append(c.misfits, m)
	return m
}

// operation compiles one operation, whose fields stand at a path.
func (c *compiler) operation(o *scenario.Operation, path string) *declared {
	d := &declared{name: o.Name, method: o.Method}
	scope := template.Scope{Lookup: c.Lookup, Text: appendContent}
	c.draws(d, o, path+".draw", &scope)
	d.path = c.template(path+".request", o.Path, scope, template.Path)
	c.headers(d, o, path+".headers", scope)
	c.body(d, o, path+".body", scope)
	d.variables, scope.Fixed = scope.Variables, true
	if o.Expect != nil {
		d.check = c.check(o.Expect, path+".expect", scope)
	}
	for _, r := range o.Remember {
		if one := c.recollection(r, path+".remember."+r.Name, scope); one != nil {
			d.remember = append(d.remember, one)
		}
	}
	return d
}

// template compiles a template; nil after a mistake.
func (c *compiler) template(path, text string, scope template.Scope, escape template.Escape) *template.Template {
	t, err := template.Compile(text, scope, escape)
	if err == nil {
		return t
	}
	mistake, ok := err.(*template.Error)
	if !ok {
		mistake = &template.Error{Found: err.Error()}
	}
	c.fail(path, mistake.Found, mistake.Want).Meant = scenario.Meant(mistake.Name, mistake.Known)
	return nil
}

// headers compiles the header fields into lines.
func (c *compiler) headers(d *declared, o *scenario.Operation, path string, scope template.Scope) {
	var lines strings.Builder
	for _, h := range c.authenticated(o.Headers) {
		t := c.template(path+"."+h.Name, h.Value, scope, template.Line)
		switch {
		case t == nil:
		case strings.ContainsAny(h.Value, "\r\n"):
			c.fail(path+"."+h.Name, "a value on several lines", "one line")
		case strings.EqualFold(h.Name, "Content-Type"):
			d.contentType = t
		default:
			fmt.Fprintf(&lines, "%s: %s\r\n", h.Name, h.Value)
		}
	}
	if lines.Len() > 0 && len(c.misfits) == 0 {
		d.fields = c.template(path, lines.String(), scope, template.Line)
	}
}

// body compiles what is sent.
func (c *compiler) body(d *declared, o *scenario.Operation, path string, scope template.Scope) {
	text, given := o.Body.Text, o.Body.Text != ""
	switch {
	case o.Body.Bytes.Kind != "":
		s := newSizes(o.Body.Bytes)
		d.random = &s
	case o.Body.File != "":
		bytes, err := c.file(o.Body.File, maxBodyFile)
		if err != nil {
			c.fail(path, err.Error(), "a readable file beside the scenario's")
			return
		}
		d.file = bytes
		if o.Body.Template {
			d.file, text, given = nil, string(bytes), true
		}
	}
	escape := template.None
	kind := ""
	if d.contentType != nil {
		kind, _ = d.contentType.Constant()
	} else if jsonText(text) {
		kind = jsonType
		d.contentType = c.template(path, jsonType, template.Scope{}, template.Line)
	}
	if d.contentType == nil && (d.file != nil || d.random != nil) {
		d.contentType = c.template(path, "application/octet-stream", template.Scope{}, template.Line)
	}
	if strings.Contains(kind, "json") {
		escape = template.JSON
	}
	if strings.HasPrefix(kind, "application/x-www-form-urlencoded") {
		escape = template.Query
	}
	if given {
		d.body = c.template(path, text, scope, escape)
	}
	if o.Method == http.MethodGet && (given || d.file != nil || d.random != nil) {
		c.fail(path, "a body of a GET request", "none, or another method")
	}
}

// jsonText reports whether a template is one of a JSON object or array, by how it begins.
func jsonText(text string) bool {
	text = strings.TrimSpace(text)
	inner, object := strings.CutPrefix(text, "{")
	inner = strings.TrimSpace(inner)
	return strings.HasPrefix(text, "[") || object && (strings.HasPrefix(inner, `"`) || strings.HasPrefix(inner, "}"))
}

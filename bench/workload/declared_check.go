package workload

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/workload/jsonvalue"
	"quintet/bench/workload/template"
)

// check is what an answer must be, compiled.
type check struct {
	spec     *scenario.Expect
	json     []*jsonCheck
	patterns []*regexp.Regexp
	headers  []headerCheck
}

type headerCheck struct {
	name    string
	pattern *regexp.Regexp
}

// jsonCheck is what the values that a path selects must be.
type jsonCheck struct {
	spec    scenario.JSONCheck
	path    *jsonvalue.Path
	equals  *template.Template
	matches *regexp.Regexp
}

// recollection is what to remember of an answer.
type recollection struct {
	memory  *memory
	path    *jsonvalue.Path
	header  string
	pattern *regexp.Regexp
	text    *template.Template
	// name is how a mismatch names it.
	name string
}

// check compiles what an answer must be.
func (c *compiler) check(e *scenario.Expect, path string, scope template.Scope) *check {
	k := &check{spec: e}
	if e.MaxBytes > 0 && e.MinBytes > e.MaxBytes {
		c.fail(path+".min_bytes", fmt.Sprintf("%d, above max_bytes, %d", e.MinBytes, e.MaxBytes), "a check that an answer can meet")
	}
	bodiless := !slices.ContainsFunc(e.Statuses, func(s scenario.Statuses) bool {
		return s != scenario.Statuses{From: 204, To: 204} && s != scenario.Statuses{From: 304, To: 304}
	})
	if bodiless && len(e.Statuses) > 0 && (len(e.JSON) > 0 || len(e.Patterns) > 0 || e.MinBytes > 0) {
		c.fail(path, "a check of the body of an answer that has none", "no check of the body beside status 204 or 304")
	}
	for i, text := range e.Patterns {
		k.patterns = append(k.patterns, c.pattern(fmt.Sprintf("%s.regex.%d", path, i), text))
	}
	for _, h := range e.Headers {
		k.headers = append(k.headers, headerCheck{h.Name, c.pattern(path+".header."+h.Name, h.Value)})
	}
	for _, j := range e.JSON {
		at := path + ".json." + j.Path
		one := &jsonCheck{spec: j, path: c.jsonPath(at, j.Path)}
		if j.Equals != nil {
			one.equals = c.template(at, *j.Equals, scope, template.None)
		}
		if j.Matches != "" {
			one.matches = c.pattern(at+".matches", j.Matches)
		}
		c.possible(j, at)
		k.json = append(k.json, one)
	}
	return k
}

// possible refuses a check that no value can meet.
func (c *compiler) possible(j scenario.JSONCheck, path string) {
	constant := j.Equals != nil && !strings.Contains(*j.Equals, "{")
	switch {
	case j.Bounded && j.Type != "" && j.Type != "array":
		c.fail(path, "the number of items of a "+j.Type, "`type: array`, or no `items`")
	case j.Bounded && (j.Equals != nil || j.Matches != ""):
		c.fail(path, "an array that is a text too", "`items`, or `equals` and `matches`")
	case constant && j.Type == "boolean" && *j.Equals != "true" && *j.Equals != "false":
		c.fail(path, "the boolean `"+*j.Equals+"`", "`true` or `false`")
	case constant && (j.Type == "integer" || j.Type == "number") && !numeral.MatchString(*j.Equals):
		c.fail(path, "the "+j.Type+" `"+*j.Equals+"`", "a number")
	case constant && j.Matches != "":
		if p, err := regexp.Compile(j.Matches); err == nil && !p.MatchString(*j.Equals) {
			c.fail(path, "`"+*j.Equals+"`, which does not match `"+j.Matches+"`", "a check that an answer can meet")
		}
	}
}

var numeral = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)

func (c *compiler) pattern(path, text string) *regexp.Regexp {
	p, err := regexp.Compile(text)
	if err != nil {
		c.fail(path, "`"+text+"`: "+strings.TrimPrefix(err.Error(), "error parsing regexp: "), "a regular expression (RE2)")
	}
	return p
}

func (c *compiler) jsonPath(path, text string) *jsonvalue.Path {
	p, err := jsonvalue.Compile(text)
	if err != nil {
		c.fail(path, "`"+text+"`: "+err.Error(), "a JSONPath such as `$.orders[0].id`")
	}
	return p
}

// recollection compiles what to remember.
func (c *compiler) recollection(r scenario.Remember, path string, scope template.Scope) *recollection {
	one := &recollection{memory: c.memories[r.Name], header: r.Header, name: r.Name}
	switch {
	case r.Path != "":
		one.path = c.jsonPath(path, r.Path)
	case r.Pattern != "":
		one.pattern = c.pattern(path, r.Pattern)
	case r.Text != "":
		one.text = c.template(path, r.Text, scope, template.None)
	}
	if r.Path == "" && r.Text == "" && r.Header == "" && r.Pattern == "" {
		c.fail(path, "nothing to remember", "a JSONPath such as `$.id`")
	}
	return one
}

// verify judges an answer, and remembers of a right one what is asked for.
func (d *declared) verify(within *Sequence, r Response, values []string) (samples.Failure, string) {
	if f, why := d.judge(r, values); f != samples.OK {
		return f, why
	}
	for _, one := range d.remember {
		text, ok := one.of(r, values)
		if !ok {
			return samples.Missing, fmt.Sprintf("nothing at %s to remember as %s: %s", one.source(), one.name, excerpt(r.Body))
		}
		one.memory.add(text)
		within.remember(one.memory, text)
	}
	return samples.OK, ""
}

// judge judges an answer. Of an operation without a check only the status is looked at.
func (d *declared) judge(r Response, values []string) (samples.Failure, string) {
	k := d.check
	if k == nil {
		if r.Status >= http.StatusBadRequest {
			return status(r, http.StatusOK)
		}
		return samples.OK, ""
	}
	if !slices.ContainsFunc(k.spec.Statuses, func(s scenario.Statuses) bool { return r.Status >= s.From && r.Status <= s.To }) {
		return k.wrongStatus(r)
	}
	size := max(r.Size, int64(len(r.Body)))
	switch {
	case k.spec.MinBytes > 0 && size == 0:
		return samples.Missing, fmt.Sprintf("no body, want at least %d bytes", k.spec.MinBytes)
	case size < k.spec.MinBytes:
		return mismatch("%d bytes, want at least %d", size, k.spec.MinBytes)
	case k.spec.MaxBytes > 0 && size > k.spec.MaxBytes:
		return mismatch("%d bytes, want at most %d", size, k.spec.MaxBytes)
	}
	for _, h := range k.headers {
		if f, why := h.judge(r); f != samples.OK {
			return f, why
		}
	}
	for _, p := range k.patterns {
		if !p.Match(r.Body) {
			return mismatch("nothing matches %s: %s", p, excerpt(r.Body))
		}
	}
	for _, j := range k.json {
		if f, why := j.judge(r, values); f != samples.OK {
			return f, why
		}
	}
	return samples.OK, ""
}

// wrongStatus is what is wrong with a status that is not wanted; a redirection says where to.
func (k *check) wrongStatus(r Response) (samples.Failure, string) {
	var want []string
	for _, s := range k.spec.Statuses {
		if s.From == s.To {
			want = append(want, fmt.Sprint(s.From))
		} else {
			want = append(want, fmt.Sprintf("%d to %d", s.From, s.To))
		}
	}
	to := ""
	if r.Status/100 == 3 && r.Head != nil {
		for v := range r.Head.Values("Location") {
			to = " (a redirection to " + excerpt(v) + ", which is not followed)"
		}
	}
	failure := samples.Status
	if r.Status == http.StatusNotFound {
		failure = samples.Missing
	}
	return failure, fmt.Sprintf("status %d%s, want %s: %s", r.Status, to, strings.Join(want, " or "), excerpt(r.Body))
}

func (h headerCheck) judge(r Response) (samples.Failure, string) {
	found := ""
	if r.Head != nil {
		for v := range r.Head.Values(h.name) {
			if h.pattern.Match(v) {
				return samples.OK, ""
			}
			found = excerpt(v)
		}
	}
	if found == "" {
		return samples.Missing, fmt.Sprintf("no header %s, want one that matches %s", h.name, h.pattern)
	}
	return mismatch("header %s is %q, want a match of %s", h.name, found, h.pattern)
}

// judge judges every value that the path selects.
func (j *jsonCheck) judge(r Response, values []string) (samples.Failure, string) {
	var room [4]jsonvalue.Value
	found, err := j.path.Find(r.Body, room[:0])
	switch {
	case err != nil && !r.whole():
		return mismatch("%s cannot be looked for: the answer has %d bytes, of which %d are kept", j.path, r.Size, len(r.Body))
	case err != nil:
		return mismatch("%s cannot be looked for: %v: %s", j.path, err, excerpt(r.Body))
	case len(found) == 0 && j.spec.Optional:
		return samples.OK, ""
	case len(found) == 0:
		return samples.Missing, fmt.Sprintf("nothing at %s: %s", j.path, excerpt(r.Body))
	}
	for _, v := range found {
		if why := j.mismatch(v, values); why != "" {
			return samples.Content, why
		}
	}
	return samples.OK, ""
}

// mismatch is what is wrong with a value, "" when nothing is.
func (j *jsonCheck) mismatch(v jsonvalue.Value, values []string) string {
	s := &j.spec
	kind := v.Type()
	if s.Type != "" && kind != s.Type && !(s.Type == "integer" && v.Integer()) {
		return fmt.Sprintf("%s is %s, want a value of type %s", j.path, excerpt(v), s.Type)
	}
	if s.Bounded {
		n, isArray := v.Items()
		if !isArray || n < s.MinItems || n > s.MaxItems {
			most := ""
			if s.MaxItems < scenario.NoBound {
				most = fmt.Sprintf(" and at most %d", s.MaxItems)
			}
			if !isArray {
				return fmt.Sprintf("%s is of type %s, want an array", j.path, kind)
			}
			return fmt.Sprintf("%s has %d items, want at least %d%s", j.path, n, s.MinItems, most)
		}
	}
	if j.equals == nil && j.matches == nil {
		return ""
	}
	var have [64]byte
	text := v.Text(have[:0])
	if j.equals != nil && !j.same(text, values) {
		return fmt.Sprintf("%s is %q, want %q", j.path, excerpt(text), excerpt(j.equals.Bytes(values, template.Draw{})))
	}
	if j.matches != nil && !j.matches.Match(text) {
		return fmt.Sprintf("%s is %q, want a match of %s", j.path, excerpt(text), j.matches)
	}
	return ""
}

// same reports whether a text is what it must equal.
func (j *jsonCheck) same(text []byte, values []string) bool {
	if at, alone := j.equals.Value(); alone {
		return values[at] == string(text)
	}
	if constant, ok := j.equals.Constant(); ok {
		return constant == string(text)
	}
	return string(j.equals.Bytes(values, template.Draw{})) == string(text)
}

// source is where in an answer it is looked for.
func (m *recollection) source() string {
	switch {
	case m.path != nil:
		return m.path.String()
	case m.header != "" && m.pattern != nil:
		return "header " + m.header + " by " + m.pattern.String()
	case m.header != "":
		return "header " + m.header
	}
	return m.pattern.String()
}

// of is what to remember of an answer.
func (m *recollection) of(r Response, values []string) (string, bool) {
	switch {
	case m.path != nil:
		var room [1]jsonvalue.Value
		found, err := m.path.Find(r.Body, room[:0])
		if err != nil || len(found) == 0 || found[0].Type() == "null" {
			return "", false
		}
		return string(found[0].Text(nil)), true
	case m.header != "":
		if r.Head != nil {
			for v := range r.Head.Values(m.header) {
				if m.pattern == nil {
					return string(v), true
				}
				if text, ok := m.part(v); ok {
					return text, true
				}
			}
		}
		return "", false
	case m.pattern != nil:
		return m.part(r.Body)
	}
	return m.text.Text(values, template.Draw{}), true
}

// part is the first group of the first match, or the match where there are no groups.
func (m *recollection) part(text []byte) (string, bool) {
	groups := m.pattern.FindSubmatch(text)
	if groups == nil {
		return "", false
	}
	return string(groups[min(1, len(groups)-1)]), true
}

package scenario

import "math"

// Operation is an operation that the scenario declares itself: one request of any HTTP API, and what its answer must be. Path, Headers, Body.Text,
// Draw.Text, and the values in Expect are templates: {name} stands for a drawn value, {int:1..9} for a generated one, ${NAME} for a
// variable of the environment.
type Operation struct {
	Name, Method string
	// Path is absolute, with its query.
	Path    string
	Headers []Header
	Body    Body
	// Draw are the values that its templates name, in the order written.
	Draw []Draw
	// Expect is nil for an operation whose answers are not checked beyond a status below 400.
	Expect *Expect
	// Remember are the values that later requests can draw.
	Remember []Remember
	Line     int
}

// Setup is a declared operation that is asked a number of times before the load.
type Setup struct {
	Operation string
	Times     int64
}

// Header is one field of a request, or of an answer with what its value must match.
type Header struct{ Name, Value string }

// Body is what a request sends: Text, a template; the bytes of File as they are; the template in File; or random bytes. Its zero value sends none.
type Body struct {
	Text string
	// File is relative to the scenario's own file. Template says that it holds a template.
	File     string
	Template bool
	// Bytes is the size of random bytes; its Kind is empty where there are none.
	Bytes Distribution
}

// Draw says where a value comes from that is drawn for each request: a whole number of a range, a line of a file, an answer of this run, or a
// template. Keys is how it is drawn of them.
type Draw struct {
	Name string
	// From and To bound a range; it is one unless one of the other sources is given.
	From, To int64
	// File has a value a line (.txt), or rows with named columns (.csv, .jsonl). Without Column each column is a value: {name.column}.
	File, Column string
	// Remembered is the name under which answers were remembered.
	Remembered string
	// Text is a template that is filled in once, so that the request and its check have the same value.
	Text string
	Keys Keys
}

// Remember is a value to remember of each right answer, or of its request. One of Path, Header, Pattern and Text is given, or Header with the
// Pattern of a part of it.
type Remember struct {
	Name string
	// Path is the JSONPath of a value of the answer, Header the name of a field, Pattern a regular expression whose first group is the value
	// where it has one, Text a template over what was drawn.
	Path, Header, Pattern, Text string
}

// Expect is what an answer must be for its request to count as done.
type Expect struct {
	Statuses []Statuses
	JSON     []JSONCheck
	// Patterns are regular expressions that the body must match.
	Patterns []string
	// Headers are fields with the regular expression that one of their values must match.
	Headers []Header
	// MinBytes and MaxBytes bound the body; MaxBytes 0 means no bound.
	MinBytes, MaxBytes int64
}

// Statuses are the statuses from From to To.
type Statuses struct{ From, To int }

// JSONCheck is what each value must be that a JSONPath selects, of which there must be one. What is not given is not asked.
type JSONCheck struct {
	Path string
	// Equals is a template for the value as text; nil asks for none.
	Equals *string
	// Type is string, number, integer, boolean, object, array or null.
	Type string
	// Matches is a regular expression.
	Matches string
	// Optional says that the path may select nothing.
	Optional bool
	// MinItems and MaxItems bound the elements of an array, where Bounded says so; NoBound is no upper one.
	Bounded            bool
	MinItems, MaxItems int64
}

// NoBound stands for an upper bound that is not given.
const NoBound = math.MaxInt32

// OperationNames are those that the scenario declares.
func (w *Workload) OperationNames() []string {
	var names []string
	for i := range w.Operations {
		names = append(names, w.Operations[i].Name)
	}
	return names
}

// Declared are the operations asked that the scenario declares.
func (w *Workload) Declared() []string {
	return w.those(func(*Operation) bool { return true })
}

// Unchecked are the declared operations asked whose answers are not checked.
func (w *Workload) Unchecked() []string {
	return w.those(func(o *Operation) bool { return o.Expect == nil })
}

// those are the declared operations asked that are wanted.
func (w *Workload) those(wanted func(*Operation) bool) []string {
	var names []string
	for _, name := range w.Asked() {
		if o := w.declared(name); o != nil && wanted(o) {
			names = append(names, o.Name)
		}
	}
	return names
}

// Foreign reports whether every operation asked is declared: the API under test is another one than this repository's, and no data set
// is behind it.
func (w *Workload) Foreign() bool {
	asked := w.Asked()
	return len(asked) > 0 && len(w.Declared()) == len(asked)
}

// declared finds a declared operation, nil when there is none.
func (w *Workload) declared(name string) *Operation {
	for i := range w.Operations {
		if w.Operations[i].Name == name {
			return &w.Operations[i]
		}
	}
	return nil
}

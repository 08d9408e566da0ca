package draft

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"quintet/bench/workload/template"
)

// Scenario is a first version of a scenario.
type Scenario struct {
	// Name is the scenario's name, which must be that of its file.
	Name, Description string
	// Rate is the rate to begin with, per second.
	Rate float64
	// Ready is what to ask until it answers, such as "GET /health"; empty leaves it out.
	Ready      string
	Operations []Operation
}

// Operation is an operation with the texts that a scenario has of it: templates are as package template reads them.
type Operation struct {
	Name, Comment string
	// Method and Path make the request; Headers and Body are what it sends.
	Method, Path string
	Headers      []Pair
	Body         string
	// Draw are values with their sources, JSON checks by JSONPath, and Remember what to remember, all as flow YAML.
	Draw, JSON, Remember []Pair
	// Statuses are those that answers have, such as "200" or "2xx".
	Statuses []string
	// Weight is how often it is asked, relative to the others; 0 leaves it out of the mix.
	Weight float64
}

// Pair is a name with its text.
type Pair struct{ Name, Text string }

var word = regexp.MustCompile(`[A-Za-z0-9]+`)

// Slug makes a name of a text: lower-case words with "-" between them.
func Slug(text string) string {
	words := word.FindAllString(strings.ToLower(text), 8)
	if len(words) == 0 {
		return "mine"
	}
	return strings.Join(words, "-")
}

// Write writes the scenario. taken are names that its operations must not have, those of the shipped ones.
func (s *Scenario) Write(w io.Writer, taken []string) error {
	s.nameApart(taken)
	if len(s.Operations) > 0 && !slices.ContainsFunc(s.Operations, func(o Operation) bool { return o.Weight > 0 }) {
		s.Operations[0].Weight = 1 // a mix must have an operation
	}
	p := &printer{w: w}
	p.line("name: %s", quoted(s.Name))
	p.line("description: %s", quoted(oneLine(s.Description)))
	p.line("# A first version: look at every operation before you run it, against an API that you own.")
	if s.Ready != "" {
		p.line("ready: %s", quoted(s.Ready))
	}
	p.line("")
	p.line("operations:")
	for i := range s.Operations {
		p.operation(&s.Operations[i])
	}
	p.line("")
	p.line("workload:")
	p.line("  mix:")
	for _, o := range s.Operations {
		if o.Weight > 0 {
			p.line("    %s: %s", o.Name, strconv.FormatFloat(o.Weight, 'f', -1, 64))
		} else {
			p.line("    # %s: 1    # left out: it takes away what the others read", o.Name)
		}
	}
	p.line("")
	p.line("load: {rate: %s/s, duration: 30s}", strconv.FormatFloat(s.Rate, 'f', -1, 64))
	p.line("slo:")
	p.line("  - failures < 1%%")
	return p.err
}

// nameApart gives every operation a name of its own.
func (s *Scenario) nameApart(taken []string) {
	used := map[string]bool{}
	for _, name := range taken {
		used[name] = true
	}
	for i := range s.Operations {
		o := &s.Operations[i]
		name := o.Name
		for n := 2; used[name]; n++ {
			name = o.Name + "-" + strconv.Itoa(n)
		}
		o.Name, used[name] = name, true
	}
}

// printer writes lines until one fails.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

func (p *printer) operation(o *Operation) {
	comment := ""
	if o.Comment != "" {
		comment = "   # " + oneLine(o.Comment)
	}
	p.line("  %s:%s", o.Name, comment)
	p.line("    request: %s", quoted(o.Method+" "+o.Path))
	p.pairs("headers", o.Headers, quoted)
	if o.Body != "" {
		p.line("    body: %s", quoted(o.Body))
	}
	p.pairs("draw", o.Draw, asIs)
	p.line("    expect:")
	p.line("      status: [%s]", strings.Join(o.Statuses, ", "))
	if len(o.JSON) > 0 {
		p.line("      json:")
		for _, j := range o.JSON {
			p.line("        %s: %s", quoted(j.Name), j.Text)
		}
	}
	p.pairs("remember", o.Remember, quoted)
}

func (p *printer) pairs(name string, pairs []Pair, write func(string) string) {
	if len(pairs) == 0 {
		return
	}
	p.line("    %s:", name)
	for _, one := range pairs {
		p.line("      %s: %s", one.Name, write(one.Text))
	}
}

func asIs(text string) string { return text }

// quoted writes a text as a scalar of YAML: plain where it is a simple word, otherwise in quotes.
func quoted(text string) string {
	if plainScalar.MatchString(text) && !otherScalar.MatchString(text) {
		return text
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\uFFFD' || r >= 0x80 && !strconv.IsPrint(r) }) {
		return strconv.QuoteToASCII(strings.ToValidUTF8(text, "\uFFFD"))
	}
	return "'" + strings.ReplaceAll(text, "'", "''") + "'"
}

// plainScalar are texts that YAML reads as themselves, in any place.
var plainScalar = regexp.MustCompile(`^[A-Za-z/$][A-Za-z0-9 /._$-]*[A-Za-z0-9/]$`)

// otherScalar are words that YAML, of one version or the other, does not read as text.
var otherScalar = regexp.MustCompile(`^(?i:null|true|false|yes|no|on|off|y|n|nan|inf)$`)

// oneLine is a text without line breaks and control characters, cut to what a comment bears.
func oneLine(text string) string {
	const limit = 120
	text = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, "?"), func(r rune) bool { return r <= ' ' || !strconv.IsPrint(r) }), " ")
	if runes := []rune(text); len(runes) > limit {
		text = string(runes[:limit]) + "..."
	}
	return text
}

var outsideNames = regexp.MustCompile(`[^A-Za-z0-9_-]+`)

// valueName makes the name of a value of a text.
func valueName(text string) string {
	name := strings.Trim(outsideNames.ReplaceAllString(text, "_"), "_-")
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		name = "value_" + name
	}
	if name = name[:min(len(name), 60)]; template.Reserved(name) {
		name += "_"
	}
	return name
}

// operationName makes the name of an operation of a text.
func operationName(text string) string {
	name := strings.Trim(regexp.MustCompile(`[^A-Za-z0-9._-]+`).ReplaceAllString(text, "."), "._-")
	return name[:min(len(name), 56)]
}

// verbs name what methods do to a collection and to one of its elements.
var verbs = map[string][2]string{
	"GET": {"list", "get"}, "POST": {"create", "post"}, "PUT": {"replace", "update"}, "PATCH": {"patch", "patch"}, "DELETE": {"clear", "delete"}, "HEAD": {"head", "head"},
}

// resourceName names an operation after its resource and what its method does: orders.list, orders.get, users.orders.list.
func resourceName(method string, segments []string) string {
	var words []string
	element := false
	for _, s := range segments {
		if element = strings.HasPrefix(s, "{"); !element {
			if name := operationName(s); name != "" {
				words = append(words, name)
			}
		}
	}
	if len(words) == 0 {
		words = []string{"root"}
	}
	verb, ok := verbs[method]
	if !ok {
		verb = [2]string{strings.ToLower(method), strings.ToLower(method)}
	}
	last := verb[0]
	if element {
		last = verb[1]
	}
	return operationName(strings.Join(slices.Concat(words[max(0, len(words)-3):], []string{last}), "."))
}

// literal is a text in which no brace is taken for a placeholder.
func literal(text string) string { return strings.ReplaceAll(text, "{", "{{") }

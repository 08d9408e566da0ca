package redact

import (
	"bytes"
	"regexp"
	"slices"

	"go.yaml.in/yaml/v3"
)

// unreadable stands for a source that is not YAML, in which secrets cannot be told apart.
const unreadable = "# " + hidden + ": this text is not YAML\n"

// Source hides the secrets in the text of a scenario: what stands under a secret name, and what Text hides in comments and other values. A
// text without secrets stays as it is, byte by byte; one with secrets is written anew from its tree, comments included.
func (r *Redactor) Source(text string) string {
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		return unreadable
	}
	w := sourceWalk{redactor: r, seen: map[*yaml.Node]bool{}}
	w.learn(&doc, "", 0)
	clear(w.seen)
	w.hide(&doc, "", 0)
	if !w.changed {
		return text
	}
	var b bytes.Buffer
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	if err := encoder.Encode(&doc); err != nil {
		return unreadable
	}
	return b.String()
}

// reference is a value that names a secret and holds none: a variable of the environment, behind a scheme of authentication or not, what a template
// fills in, or the JSONPath of where an answer has it.
var reference = regexp.MustCompile(`^([A-Za-z]+ )?\$\{\w+\}$|^\$[.\[]|^([A-Za-z]+ )?\{[\w.:|-]+\}([-_./]?\{[\w.:|-]+\})*$`)

// asked are the keys of a scenario under which an API is described: references stand there and nowhere else.
var asked = []string{"auth", "ledger", "operations", "ready", "tls"}

// described are the keys by which an operation describes a value that may have the name of a secret ("token: {remembered: session}"): their own
// values are none.
var described = []string{"range", "file", "column", "remembered", "uniform", "zipf", "scrambled", "latest", "hotspot", "header", "regex", "type", "items"}

// sourceWalk goes over a tree, first to learn its secrets and then to hide them, since a comment may quote one that stands further down.
type sourceWalk struct {
	redactor *Redactor
	// seen are the nodes of a secret that were visited, which an alias leads to more than once.
	seen    map[*yaml.Node]bool
	changed bool
	// asked says that the walk is below one of the keys that describe an API.
	asked bool
}

// deepest is how far aliases and values may be nested; scenarios refuse less.
const deepest = 64

// learn notes secrets; name is the secret name that n stands under, "" when there is none.
func (w *sourceWalk) learn(n *yaml.Node, name string, depth int) {
	w.walk(n, name, depth, func(n *yaml.Node, name string) { w.redactor.Learn(name, n.Value) })
}

// hide replaces the values of settings whose name makes them secret, and secrets within other texts. The node keeps its place, anchor and
// comment, so that the file still parses.
func (w *sourceWalk) hide(n *yaml.Node, name string, depth int) {
	w.walk(n, name, depth, func(n *yaml.Node, name string) {
		if name != "" {
			if shown := w.redactor.Setting(name, n.Value); shown != n.Value {
				*n = yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: shown, Anchor: n.Anchor, LineComment: n.LineComment}
				w.changed = true
			}
			return
		}
		w.text(&n.Value)
	})
}

// walk visits every scalar with the secret name it stands under. What an alias stands for is visited where it is defined, and again as a
// secret when the alias is one.
func (w *sourceWalk) walk(n *yaml.Node, name string, depth int, visit func(n *yaml.Node, name string)) {
	if n == nil || depth > deepest {
		return
	}
	if name != "" {
		if w.seen[n] {
			return
		}
		w.seen[n] = true
	}
	for _, comment := range []*string{&n.HeadComment, &n.LineComment, &n.FootComment} {
		w.text(comment)
	}
	switch n.Kind {
	case yaml.ScalarNode:
		if w.asked && reference.MatchString(n.Value) {
			name = ""
		}
		visit(n, name)
	case yaml.AliasNode:
		if name != "" {
			w.walk(n.Alias, name, depth+1, visit)
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, under := n.Content[i], name
			switch {
			case under == "" && IsSecret(key.Value):
				under = key.Value
			case w.asked && slices.Contains(described, key.Value):
				under = ""
			}
			if depth == 1 {
				w.asked = slices.Contains(asked, key.Value)
			}
			w.walk(key, "", depth+1, visit)
			w.walk(n.Content[i+1], under, depth+1, visit)
		}
	default:
		for _, c := range n.Content {
			w.walk(c, name, depth+1, visit)
		}
	}
}

func (w *sourceWalk) text(s *string) {
	if shown := w.redactor.Text(*s); shown != *s {
		*s, w.changed = shown, true
	}
}

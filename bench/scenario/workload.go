package scenario

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// keyKinds are the kinds of key whose popularity a scenario can say, with what holds when it does not: exponents in the
// range that LinkBench measured (.6 to .8) for people and files, YCSB's .99 for conversations, hot keys spread over the space.
var keyKinds = []struct {
	name string
	keys Keys
}{
	{"users", Keys{Kind: "scrambled", Theta: 0.8}},
	{"groups", Keys{Kind: "scrambled", Theta: 0.8}},
	{"conversations", Keys{Kind: "scrambled", Theta: 0.99}},
	{"files", Keys{Kind: "scrambled", Theta: 0.8}},
}

const (
	defaultTheta = 0.99 // YCSB
	maxTheta     = 5
	maxWeight    = 1e9
)

var keyShapes = []string{"uniform", "zipf", "scrambled", "latest", "hotspot"}

// workload decodes what is asked: the operations and sequences that the scenario declares, and the mix.
func (d *decoder) workload(root *yaml.Node, top map[string]field) Workload {
	w, before := Workload{Keys: map[string]Keys{}, Dir: filepath.Dir(d.file), Lookup: d.words.Lookup}, len(d.errs)
	if f, ok := top["operations"]; ok {
		w.Operations = d.operations(f.value)
		d.declared = w.OperationNames()
		d.words.Operations = append(slices.Clone(d.words.Operations), d.declared...)
	}
	if f, ok := top["sequences"]; ok {
		w.Sequences = d.sequences(f.value)
	}
	if f, ok := top["ready"]; ok {
		w.Ready = d.ready(f)
	}
	if f, ok := top["setup"]; ok {
		w.Setup = d.setup(f.value, w.OperationNames())
	}
	if f, ok := top["auth"]; ok {
		w.Auth = d.auth(f.value)
	}
	if f, ok := top["tls"]; ok {
		w.TLS = d.tls(f.value)
	}
	n := top["workload"].value
	for _, k := range keyKinds {
		w.Keys[k.name] = k.keys
	}
	if n == nil {
		d.fail(root, "workload", "nothing", "a mapping with `mix`")
		return w
	}
	fields, ok := d.mapping(n, "workload", []string{"keys", "mix"})
	if !ok {
		return w
	}
	if f, ok := fields["keys"]; ok {
		var known []string
		for _, k := range keyKinds {
			known = append(known, k.name)
		}
		kinds, _ := d.mapping(f.value, "workload.keys", known)
		for _, name := range known {
			if f, ok := kinds[name]; ok {
				w.Keys[name] = d.keys(f.value, "workload.keys."+name)
			}
		}
	}
	f, ok := fields["mix"]
	if !ok {
		d.fail(n, "workload.mix", "nothing", "operations with their weights, such as `users.get: 5`")
		return w
	}
	w.Mix = d.mix(f.value, w.Sequences)
	d.needed(f.value, w)
	if f, ok := top["ledger"]; ok {
		w.Pairs = d.pairs(f.value, w)
	}
	if len(d.errs) == before {
		d.compile(w)
	}
	return w
}

// needed checks that what operations of the mix read is written by others of it.
func (d *decoder) needed(n *yaml.Node, w Workload) {
	asked := w.Asked()
	for _, name := range asked {
		need := d.words.Needs[name]
		if need == "" || slices.Contains(asked, need) {
			continue
		}
		at := n
		for _, f := range d.fields(n, "workload.mix") {
			if f.name == name {
				at = f.key
			}
		}
		d.fail(at, "workload.mix."+name, quote(name)+" without "+quote(need), quote(need)+" in the mix too: it writes what the other reads")
	}
}

// mix decodes the operations and sequences with their weights, in the order written.
func (d *decoder) mix(n *yaml.Node, sequences []Sequence) []Weight {
	const path, want = "workload.mix", "operations with their weights, such as `users.get: 5`"
	var mix []Weight
	for _, f := range d.entries(n, path, want) {
		sequence := slices.ContainsFunc(sequences, func(s Sequence) bool { return s.Name == f.name })
		if !sequence && !slices.Contains(d.words.Operations, f.name) {
			d.operation(f.key, path, f.name)
			continue
		}
		// A weight that is wrong still says that the operation is in the mix, so that objectives on it are not refused too.
		w, _ := value(d, f.value, path+"."+f.name, "a weight above 0 such as `5`", parseWeight)
		mix = append(mix, Weight{Operation: f.name, Weight: w})
	}
	if n.Kind == yaml.MappingNode && len(n.Content) == 0 {
		d.fail(n, path, "no operation", want)
	}
	return mix
}

// maxNamed is how many declared operations a mistake names.
const maxNamed = 8

// operation notes an unknown operation with what it could have been. A right resource with a wrong verb lists the right verbs.
func (d *decoder) operation(n *yaml.Node, path, name string) {
	want, known := "an operation such as "+oneOf(d.words.Operations[:min(3, len(d.words.Operations))])+"; bench list names all", d.words.Operations
	// Who declares operations means these.
	if len(d.declared) > 0 {
		want, known = "an operation that the scenario declares: "+oneOf(d.declared[:min(maxNamed, len(d.declared))]), d.declared
		if more := len(d.declared) - maxNamed; more > 0 {
			want += fmt.Sprintf(", or one of %d more", more)
		}
	}
	resource, _, _ := strings.Cut(name, ".")
	var related []string
	for _, o := range known {
		if strings.HasPrefix(o, resource+".") {
			related = append(related, o)
		}
	}
	if len(related) > 0 {
		want = oneOf(related)
	}
	d.fail(n, path, "the unknown operation "+quote(name), want).Meant = cmp.Or(Meant(name, known), Meant(name, d.words.Operations))
}

func parseWeight(text string) (float64, error) {
	v, ok := number(text)
	switch {
	case !ok && strings.HasPrefix(text, "-"):
		return 0, &mismatch{"the negative weight " + quote(text), "a weight above 0; leave the operation out to never send it"}
	case !ok || v > maxWeight:
		return 0, &mismatch{quote(text), "a weight above 0 such as `5`"}
	case v == 0:
		return 0, &mismatch{"the weight " + quote(text), "a weight above 0; leave the operation out to never send it"}
	}
	return v, nil
}

// keys decodes how one kind of key is drawn: `uniform`, `latest`, `{zipf: 0.99}`, `{hotspot: {hot: 2%, ops: 58%}}`, or either
// of the latter as one text, `zipf 0.99`.
func (d *decoder) keys(n *yaml.Node, path string) Keys {
	const want = "`uniform`, `latest`, `{zipf: 0.99}`, `{scrambled: 0.99}`, `{latest: 0.99}` or `{hotspot: {hot: 2%, ops: 58%}}`"
	if n.Kind == yaml.ScalarNode && n.Tag != "!!null" {
		shape, rest, _ := strings.Cut(strings.TrimSpace(n.Value), " ")
		if rest == "" {
			return d.bareKeys(n, path, shape)
		}
		inner := d.flow(n, "{"+shape+": "+strings.TrimSpace(rest)+"}")
		if inner == nil {
			d.fail(n, path, quote(n.Value), want)
			return Keys{}
		}
		n = inner
	}
	if n.Kind != yaml.MappingNode {
		d.fail(n, path, describe(n), want)
		return Keys{}
	}
	fields, _ := d.mapping(n, path, keyShapes)
	if len(fields) != 1 {
		if len(fields) > 1 || len(n.Content) == 0 {
			d.fail(n, path, "not exactly one distribution", want)
		}
		return Keys{}
	}
	for shape, f := range fields { // exactly one
		path = join2(path, shape)
		switch {
		case shape == "hotspot":
			return d.hotspot(f.value, path)
		case shape == "uniform":
			d.fail(f.value, path, describe(f.value), "plain `uniform`: it has no parameter")
		default:
			theta, ok := value(d, f.value, path, "an exponent such as `0.99`", parseTheta)
			if ok {
				return Keys{Kind: shape, Theta: theta}
			}
		}
	}
	return Keys{}
}

// bareKeys is a distribution that is only named, with its default parameters.
func (d *decoder) bareKeys(n *yaml.Node, path, shape string) Keys {
	switch shape {
	case "uniform":
		return Keys{Kind: shape}
	case "zipf", "scrambled", "latest":
		return Keys{Kind: shape, Theta: defaultTheta}
	case "hotspot":
		d.fail(n, path, "`hotspot` without its parameters", "`{hotspot: {hot: 2%, ops: 58%}}`")
	default:
		d.fail(n, path, "the unknown distribution "+quote(shape), oneOf(keyShapes)).Meant = Meant(shape, keyShapes)
	}
	return Keys{}
}

// hotspot decodes `{hotspot: {hot: 2%, ops: 58%}}`; both parts are required and above 0.
func (d *decoder) hotspot(n *yaml.Node, path string) Keys {
	fields, ok := d.mapping(n, path, []string{"hot", "ops"})
	if !ok {
		return Keys{}
	}
	k := Keys{Kind: "hotspot"}
	const want = "a ratio such as `2%`"
	d.require(n, path, fields, want, "hot", "ops")
	for _, name := range []string{"hot", "ops"} {
		target := &k.HotKeys
		if name == "ops" {
			target = &k.HotOps
		}
		if take(d, fields, path, name, want, ParseRatio, target) && *target == 0 {
			d.fail(fields[name].value, join2(path, name), quote(fields[name].value.Value), "a ratio above 0")
		}
	}
	return k
}

func parseTheta(text string) (float64, error) {
	v, ok := number(text)
	if !ok || v <= 0 || v > maxTheta {
		return 0, &mismatch{quote(text), "an exponent above 0, at most 5, such as `0.99`"}
	}
	return v, nil
}

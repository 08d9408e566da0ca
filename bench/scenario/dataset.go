package scenario

import (
	"fmt"
	"math"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// kind is one kind of row of a data set.
type kind struct {
	name string
	// at1x is how many there are at volume 1x.
	at1x int64
	// sizes is the key of the kind's size distribution, empty when it has none.
	sizes string
	count func(*Dataset) *int64
}

// kinds is the table of what a data set consists of. Figures: workloads.md's 1x, but for memberships, which are the mean of the
// group sizes (60 % of size 2, lognormal with median 8 to 256 for the rest, one in a thousand of thousands) times groups.
var kinds = []kind{
	{"users", 10_000, "", func(d *Dataset) *int64 { return &d.Users }},
	{"groups", 1_000, "", func(d *Dataset) *int64 { return &d.Groups }},
	{"conversations", 5_000, "", func(d *Dataset) *int64 { return &d.Conversations }},
	{"messages", 100_000, "content_bytes", func(d *Dataset) *int64 { return &d.Messages }},
	{"notifications", 20_000, "", func(d *Dataset) *int64 { return &d.Notifications }},
	{"friendships", 50_000, "", func(d *Dataset) *int64 { return &d.Friendships }},
	{"memberships", 8_500, "", func(d *Dataset) *int64 { return &d.Memberships }},
	{"files", 100, "bytes", func(d *Dataset) *int64 { return &d.Files }},
}

// The default sizes. Message length has no trustworthy public fit; neither have files. The roof of a message is what chat
// services take, that of a file leaves room below the embedded stack's limit.
var (
	defaultContent = Distribution{Kind: "lognormal", Median: 30, P99: 1000, Max: 4000}
	defaultFile    = Distribution{Kind: "lognormal", Median: 16 << 10, P99: 1 << 20, Max: 8 << 20}
)

// The largest sizes that the API takes: a message is a JSON body, a file an upload.
const (
	maxContentBytes = 64 << 10
	maxFileBytes    = 32 << 20
)

// dataset decodes the data set; nil means all defaults. Counts written stay as written at every volume, the others are
// their 1x times the volume.
func (d *decoder) dataset(n *yaml.Node) Dataset {
	set := Dataset{Volume: 1, ContentBytes: defaultContent, FileBytes: defaultFile}
	fields := map[string]field{}
	if n != nil {
		known := []string{"volume"}
		for _, k := range kinds {
			known = append(known, k.name)
		}
		fields, _ = d.mapping(n, "dataset", known)
	}
	if volume := 0.0; take(d, fields, "dataset", "volume", "a volume such as `1x`", ParseVolume, &volume) {
		set.Volume = volume
	}
	for _, k := range kinds {
		*k.count(&set) = max(1, int64(math.Round(float64(k.at1x)*set.Volume)))
		if f, ok := fields[k.name]; ok {
			d.kind(&set, k, f.value)
		}
	}
	d.feasible(&set, fields)
	set.Assumptions = assumptions(set)
	return set
}

// kind decodes one kind's override: `5000`, or a mapping with count and sizes.
func (d *decoder) kind(set *Dataset, k kind, n *yaml.Node) {
	path := "dataset." + k.name
	if n.Kind != yaml.MappingNode {
		if v, ok := value(d, n, path, "a whole number such as `5000`", ParseCount); ok {
			*k.count(set) = v
		}
		return
	}
	known := []string{"count"}
	if k.sizes != "" {
		known = append(known, k.sizes)
	}
	fields, _ := d.mapping(n, path, known)
	if v := int64(0); take(d, fields, path, "count", "a whole number such as `5000`", ParseCount, &v) {
		*k.count(set) = v
	}
	if f, ok := fields[k.sizes]; ok && k.sizes != "" {
		target, limit := &set.ContentBytes, float64(maxContentBytes)
		if k.name == "files" {
			target, limit = &set.FileBytes, maxFileBytes
		}
		*target = d.distribution(f.value, path+"."+k.sizes, target.Max, limit)
	}
}

// distribution decodes `300B`, `{constant: 300B}` or `{lognormal: {median: 30, p99: 1000, max: 4000}}`. Without max the
// default roof holds, or four times p99 when that is above it; limit bounds all of them.
func (d *decoder) distribution(n *yaml.Node, path string, roof, limit float64) Distribution {
	const want = "a size such as `300B`, or `{lognormal: {median: 30, p99: 1000}}`"
	if n.Kind == yaml.ScalarNode {
		return Distribution{Kind: "constant", Median: d.size(n, path, want, limit)}
	}
	fields, ok := d.mapping(n, path, []string{"lognormal", "constant"})
	if !ok {
		return Distribution{}
	}
	if len(fields) != 1 {
		d.fail(n, path, fmt.Sprintf("%d distributions", len(fields)), "one of `lognormal` or `constant`")
		return Distribution{}
	}
	if f, ok := fields["constant"]; ok {
		return Distribution{Kind: "constant", Median: d.size(f.value, path+".constant", want, limit)}
	}
	path += ".lognormal"
	at := fields["lognormal"].value
	params, ok := d.mapping(at, path, []string{"median", "p99", "max"})
	if !ok {
		return Distribution{}
	}
	out := Distribution{Kind: "lognormal"}
	for _, p := range []struct {
		name   string
		target *float64
	}{{"median", &out.Median}, {"p99", &out.P99}, {"max", &out.Max}} {
		if f, ok := params[p.name]; ok {
			*p.target = d.size(f.value, path+"."+p.name, "a size such as `300B`", limit)
		} else if p.name != "max" {
			d.fail(at, path+"."+p.name, "nothing", "a size such as `300B`")
		}
	}
	if out.Max == 0 {
		out.Max = min(limit, max(roof, 4*out.P99))
	}
	if out.Median > 0 && out.P99 > 0 && (out.P99 < out.Median || out.Max < out.P99) {
		d.fail(at, path, fmt.Sprintf("median %s, p99 %s, max %s", formatSize(out.Median), formatSize(out.P99), formatSize(out.Max)), "median <= p99 <= max")
	}
	return out
}

func (d *decoder) size(n *yaml.Node, path, want string, limit float64) float64 {
	v, ok := value(d, n, path, want, ParseSize)
	if ok && (v < 1 || v > limit) {
		d.fail(n, path, quote(n.Value), "from `1B` to `"+formatSize(limit)+"`")
	}
	return v
}

// feasible refuses counts that no data set can have: rows need someone they belong to, and edges have no duplicates. Counts
// that are defaults are cut to what the written ones leave room for.
func (d *decoder) feasible(set *Dataset, fields map[string]field) {
	check := func(name string, count *int64, most int64, want string) {
		f, written := fields[name]
		if *count > most && written {
			d.fail(f.value, "dataset."+name, strconv.FormatInt(*count, 10), want)
		}
		*count = min(*count, most)
	}
	if f, ok := fields["users"]; ok && set.Users < 2 {
		d.fail(f.value, "dataset.users", strconv.FormatInt(set.Users, 10), "at least 2: friendship takes two")
	}
	set.Users = max(set.Users, 2)
	if set.Conversations == 0 {
		check("messages", &set.Messages, 0, "0 without conversations")
	}
	pairs := max(1, product(set.Users, set.Users-1)/4)
	check("friendships", &set.Friendships, pairs, fmt.Sprintf("at most %d for %d users: half of all pairs", pairs, set.Users))
	places := product(set.Groups, set.Users) / 2
	check("memberships", &set.Memberships, places,
		fmt.Sprintf("at most %d for %d groups and %d users: half of all places", places, set.Groups, set.Users))
}

// product multiplies two counts, with a roof instead of an overflow.
func product(a, b int64) int64 {
	if b > 0 && a > math.MaxInt64/b {
		return math.MaxInt64
	}
	return a * b
}

// assumptions names the parameters that no public measurement backs.
func assumptions(set Dataset) []string {
	var list []string
	if c := set.ContentBytes; c.Kind == "lognormal" {
		list = append(list, fmt.Sprintf("Message length is lognormal with median %s and p99 %s: there is no trustworthy public fit.",
			formatSize(c.Median), formatSize(c.P99)))
	} else {
		list = append(list, fmt.Sprintf("Every message is %s long.", formatSize(c.Median)))
	}
	if f := set.FileBytes; f.Kind == "lognormal" {
		list = append(list, fmt.Sprintf("File size is lognormal with median %s and p99 %s: there is no public fit for such files.",
			formatSize(f.Median), formatSize(f.P99)))
	} else {
		list = append(list, fmt.Sprintf("Every file is %s long.", formatSize(f.Median)))
	}
	return append(list,
		"Messages spread over conversations, and notifications over users, by a lognormal law, independent of how often they are read.",
		"Friendships pair users at random under Facebook's degree law scaled to the data: no communities beyond chance.")
}

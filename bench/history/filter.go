package history

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"quintet/bench/words"
)

// Filter chooses runs and their order. An empty field chooses all.
type Filter struct {
	Scenario, Stack string
	// Verdict is one of Verdicts.
	Verdict string
	Label   string
	// Text is looked for in names, headline, labels, note and configurations, whatever its case.
	Text string
	// Order is one of Orders, "" for newest first.
	Order string
}

// Verdicts are what Filter.Verdict may be: those of reports, and what a run is that has none.
func Verdicts() []string { return []string{"pass", "fail", "invalid", words.GoingOn, words.NoReport} }

// orders are the ways to sort runs. What cannot be told stands last.
var orders = []struct {
	name string
	less func(a, b *Run) int
}{
	{"newest", nil}, // as they come
	{"oldest", func(a, b *Run) int {
		return compareKnown(!a.began.IsZero(), !b.began.IsZero(), a.began.Compare(b.began))
	}},
	{"scenario", func(a, b *Run) int { return strings.Compare(a.Scenario, b.Scenario) }},
	{"slowest", func(a, b *Run) int { return largestFirst(a.tail(), b.tail()) }},
	{"fastest", func(a, b *Run) int { return smallestFirst(a.tail(), b.tail()) }},
	{"throughput", func(a, b *Run) int { return largestFirst(a.largestThroughput(), b.largestThroughput()) }},
}

// Orders are what Filter.Order may be.
func Orders() []string {
	var names []string
	for _, o := range orders {
		names = append(names, o.name)
	}
	return names
}

// smallestFirst and largestFirst have numbers that do not exist last.
func smallestFirst(a, b float64) int {
	return compareKnown(!math.IsNaN(a), !math.IsNaN(b), cmp.Compare(a, b))
}
func largestFirst(a, b float64) int {
	return compareKnown(!math.IsNaN(a), !math.IsNaN(b), cmp.Compare(b, a))
}

func compareKnown(a, b bool, otherwise int) int {
	switch {
	case a && b:
		return otherwise
	case a:
		return -1
	case b:
		return 1
	}
	return 0
}

// tail is the largest p99 of a run's configurations, NaN when it has none.
func (k *Run) tail() float64 {
	return k.largest(func(m *measured) float64 { return m.p99 })
}

func (k *Run) largestThroughput() float64 {
	return k.largest(func(m *measured) float64 { return m.throughput })
}

func (k *Run) largest(of func(*measured) float64) float64 {
	found := math.NaN()
	list := k.configurations()
	for i := range list {
		if v := of(&list[i]); !math.IsNaN(v) && !(v <= found) {
			found = v
		}
	}
	return found
}

// state is the verdict of a run, or what it is without one.
func (k *Run) state() string {
	switch {
	case k.GoesOn:
		return words.GoingOn
	case k.Problem != "":
		return words.NoReport
	}
	return k.verdict()
}

// Of are the chosen runs in the order asked for.
func (f Filter) Of(runs []Run) []Run {
	var chosen []Run
	for i := range runs {
		if f.has(&runs[i]) {
			chosen = append(chosen, runs[i])
		}
	}
	for _, o := range orders {
		if o.name == f.Order && o.less != nil {
			slices.SortStableFunc(chosen, func(a, b Run) int { return o.less(&a, &b) })
		}
	}
	return chosen
}

func (f Filter) has(k *Run) bool {
	is := func(want, found string) bool { return want == "" || want == found }
	return is(f.Scenario, k.Scenario) && is(f.Stack, k.Stack) && is(f.Verdict, k.state()) && (f.Label == "" || slices.Contains(k.Notes.Labels, f.Label)) && f.found(k)
}

// found looks for the text.
func (f Filter) found(k *Run) bool {
	want := strings.ToLower(strings.TrimSpace(f.Text))
	if want == "" {
		return true
	}
	texts := append([]string{k.Folder, k.Scenario, k.Stack, k.Headline, k.Notes.Text, k.Problem, k.Build.Revision}, k.Notes.Labels...)
	for i := range k.Trials {
		texts = append(texts, words.Settings(settingsOf(&k.Trials[i])))
	}
	return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(strings.ToLower(text), want) })
}

// Choices are the values that a field of the runs has, each once and sorted.
func Choices(runs []Run, of func(*Run) []string) []string {
	var values []string
	for i := range runs {
		for _, v := range of(&runs[i]) {
			if v != "" {
				values = append(values, v)
			}
		}
	}
	slices.Sort(values)
	return slices.Compact(values)
}

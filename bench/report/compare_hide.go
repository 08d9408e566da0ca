package report

import (
	"regexp"
	"slices"
	"strings"

	"quintet/bench/compare"
)

// hiddenComparison is a copy of a comparison in which nothing shows a secret, as hidden makes one of a result.
func hiddenComparison(c *compare.Comparison) *compare.Comparison {
	s := &secrets{public: map[string]bool{c.Scenario: true, c.Stack: true}}
	for h := range c.Heads {
		for i := range c.Heads[h].Pairs {
			p := &c.Heads[h].Pairs[i]
			for _, values := range []map[string]string{p.Base.Values, p.Head.Values} {
				for name, value := range values {
					s.add(name, value)
				}
			}
			for _, d := range p.Changed {
				name := settingOf(d)
				s.add(name, d.Base)
				s.add(name, d.Head)
			}
		}
	}
	s.sort()
	copied := *c
	c = &copied
	c.Base, c.Headline, c.Warnings, c.Refused = s.text(c.Base), s.text(c.Headline), s.texts(c.Warnings), s.differences(c.Refused)
	c.Heads = slices.Clone(c.Heads)
	for h := range c.Heads {
		head := &c.Heads[h]
		head.Name, head.Sentence, head.Pairs = s.text(head.Name), s.text(head.Sentence), slices.Clone(head.Pairs)
		for i := range head.Pairs {
			p := &head.Pairs[i]
			p.Base, p.Head = s.sample(p.Base), s.sample(p.Head)
			p.Changed, p.Warning = s.differences(p.Changed), s.texts(p.Warning)
		}
	}
	return c
}

// settingOf is the name of the setting that a difference is about; "" when it is about something else.
func settingOf(d compare.Difference) string {
	name, _, _ := strings.Cut(d.What, ", within the ")
	name, found := strings.CutPrefix(name, "setting ")
	if !found {
		return ""
	}
	return name
}

func (s *secrets) sample(of compare.Sample) compare.Sample {
	of.Configuration, of.Values = s.text(of.Configuration), s.settings(of.Values)
	of.LeftOut = s.texts(of.LeftOut)
	return of
}

func (s *secrets) differences(list []compare.Difference) []compare.Difference {
	list = slices.Clone(list)
	for i := range list {
		d := &list[i]
		name := settingOf(*d)
		d.Base, d.Head = s.setting(name, d.Base), s.setting(name, d.Head)
	}
	return list
}

// HideRefused is a copy of what makes sides not comparable in which nothing shows a secret.
func HideRefused(err *compare.NotComparable) *compare.NotComparable {
	hiding := &secrets{}
	for _, d := range err.Differences {
		for _, text := range []string{d.Base, d.Head} {
			for _, found := range namedValue.FindAllStringSubmatch(text, -1) {
				hiding.add(found[1], found[2])
			}
		}
	}
	hiding.sort()
	return &compare.NotComparable{Differences: hiding.differences(err.Differences)}
}

// namedValue is a value of a configuration behind its axis, as in "(cache on, env.TOKEN x)".
var namedValue = regexp.MustCompile(`([A-Za-z_][A-Za-z0-9_.\-]*) ([^,()]+)`)

package report

import (
	"slices"

	"quintet/bench/analysis"
	"quintet/bench/scaling"
)

// hiddenScaling is what the trials of a result say together, in which nothing shows a secret; nil when they say nothing.
func hiddenScaling(res *analysis.Result) *scaling.Result {
	return secretsOf(res).scaling(scaling.Of(res))
}

// scaling hides the secrets of what the trials say together: the values of axes, and every name and sentence made of them.
func (s *secrets) scaling(of *scaling.Result) *scaling.Result {
	if of == nil {
		return nil
	}
	r := *of
	r.Axes, r.Configurations, r.Curves = slices.Clone(r.Axes), slices.Clone(r.Configurations), slices.Clone(r.Curves)
	for i := range r.Axes {
		a := &r.Axes[i]
		a.Values = slices.Clone(a.Values)
		for k := range a.Values {
			a.Values[k] = s.setting(a.Name, a.Values[k])
		}
	}
	for i := range r.Configurations {
		c := &r.Configurations[i]
		c.Settings, c.Name = s.settings(c.Settings), s.text(c.Name)
	}
	for i := range r.Curves {
		r.Curves[i].Name = s.text(r.Curves[i].Name)
	}
	r.Capacities = s.capacities(r.Capacities)
	r.Ratings, r.Ladders, r.Volumes = slices.Clone(r.Ratings), slices.Clone(r.Ladders), slices.Clone(r.Volumes)
	for i := range r.Ratings {
		r.Ratings[i].Name = s.text(r.Ratings[i].Name)
	}
	for i := range r.Ladders {
		l := &r.Ladders[i]
		l.Others, l.Reading, l.NoFit = s.text(l.Others), s.text(l.Reading), s.text(l.NoFit)
	}
	for i := range r.Volumes {
		v := &r.Volumes[i]
		v.Name, v.Doubt, v.WorkingSet = s.text(v.Name), s.text(v.Doubt), s.text(v.WorkingSet)
	}
	r.LeftOut, r.Answer, r.Doubts = slices.Clone(r.LeftOut), slices.Clone(r.Answer), s.texts(r.Doubts)
	for i := range r.LeftOut {
		r.LeftOut[i].Why = s.text(r.LeftOut[i].Why)
	}
	for i := range r.Answer {
		r.Answer[i].Text = s.text(r.Answer[i].Text)
	}
	return &r
}

func (s *secrets) capacities(list []analysis.Capacity) []analysis.Capacity {
	list = slices.Clone(list)
	for i := range list {
		c := &list[i]
		c.Configuration, c.Tried = s.settings(c.Configuration), slices.Clone(c.Tried)
		for j := range c.Tried {
			c.Tried[j].Why = s.text(c.Tried[j].Why)
		}
	}
	return list
}

package document

import (
	"math"

	"quintet/bench/analysis"
	"quintet/bench/scaling"
	"quintet/bench/stats"
	"quintet/bench/words"
)

// Scaling is what the trials of a run say together. Only valid trials count.
type Scaling struct {
	scaling.Result
	// Points have all valid trials of one configuration, load and volume together.
	Points []Point `json:"points"`
	// Capacities are those of the search, or else read off the loads of the axis "rate".
	Capacities []Capacity `json:"capacities"`
	Ratings    []Rating   `json:"ratings"`
	// ScalingSeries are how work grows with the number of one resource.
	ScalingSeries []ScalingSeries `json:"ladders"`
	Volumes       []Volume        `json:"volumes"`
	Answer        []Statement     `json:"answer"`
	// LeftOut are the numbers of the trials that are not valid.
	LeftOut []int    `json:"left_out"`
	Doubts  []string `json:"doubts"`
}

// Point is one configuration at one load and volume. Configuration is what was varied but load and volume.
type Point struct {
	scaling.Cell
	Configuration map[string]string `json:"configuration"`
}

// Rating is how much work a configuration does, against the first one.
type Rating struct {
	scaling.Rating
	Configuration map[string]string `json:"configuration"`
}

// ScalingSeries is how work grows with the number of one resource.
type ScalingSeries struct {
	scaling.Series
	// Others is what stayed the same.
	Others string `json:"others"`
	// Fit is the Universal Scalability Law, null when NoFit states why there is none.
	Fit     *Fit   `json:"fit" jsonschema:"nullable"`
	NoFit   string `json:"no_fit"`
	Reading string `json:"reading"`
}

// Fit is X(N) = gamma N / (1 + alpha (N-1) + beta N (N-1)), with 95 % intervals.
type Fit struct {
	stats.USL
	AlphaInterval analysis.Interval `json:"alpha_interval"`
	BetaInterval  analysis.Interval `json:"beta_interval"`
	GammaInterval analysis.Interval `json:"gamma_interval"`
	// Residuals are measured - fitted as a share of the fitted, one a step.
	Residuals []float64 `json:"residuals"`
	// Peak is null unless a measured point lies past 0.8 of it.
	Peak float64 `json:"peak"`
	Roof float64 `json:"roof"`
}

// Volume is how things grow with the number of rows, in one configuration at one load.
type Volume struct {
	scaling.VolumeTrend
	Configuration map[string]string `json:"configuration"`
	Doubt         string            `json:"doubt"`
	WorkingSet    string            `json:"working_set"`
}

// Statement is one sentence of the answer: About is "load", "volume", "configurations", "limits" or "unknown".
type Statement struct {
	About  scaling.Topic `json:"about"`
	Text   string        `json:"text"`
	Figure string        `json:"figure"`
}

// newScaling is nil when the trials differ in nothing.
func newScaling(s *scaling.Result) *Scaling {
	if s == nil {
		return nil
	}
	d := &Scaling{Result: *s, Capacities: newCapacities(s.Capacities), Doubts: words.Doubts(s)}
	for _, c := range s.Cells {
		d.Points = append(d.Points, Point{c, s.Configurations[c.Configuration]})
	}
	for _, r := range s.Ratings {
		d.Ratings = append(d.Ratings, Rating{r, s.Configurations[r.Configuration]})
	}
	for i := range s.Series {
		d.ScalingSeries = append(d.ScalingSeries, newScalingSeries(&s.Series[i]))
	}
	for _, v := range s.Volumes {
		d.Volumes = append(d.Volumes, Volume{v, s.Configurations[v.Configuration], words.TrendDoubt(v.Doubt, len(v.Cells), v.Span), words.WorkingSet(v.WorkingSet)})
	}
	for i := range s.Answer {
		a := &s.Answer[i]
		d.Answer = append(d.Answer, Statement{a.Topic, words.Statement(a), a.Figure})
	}
	for _, l := range s.LeftOut {
		d.LeftOut = append(d.LeftOut, l.Trial)
	}
	return d
}

// newScalingSeries has the law as numbers and in words; of a series without one only the words on why.
func newScalingSeries(x *scaling.Series) ScalingSeries {
	l := ScalingSeries{Series: *x, Others: words.Label(x.Others), NoFit: words.NoFit(x), Reading: words.SpeedUp(x)}
	u := x.Fit
	if u == nil {
		return l
	}
	interval := func(ends [2]float64) analysis.Interval { return analysis.Interval{Low: ends[0], High: ends[1]} }
	l.Fit = &Fit{USL: *u, AlphaInterval: interval(u.AlphaInterval), BetaInterval: interval(u.BetaInterval), GammaInterval: interval(u.GammaInterval),
		Residuals: x.Residuals, Peak: math.NaN(), Roof: u.Roof()}
	if peak, near := u.Peak(); near {
		l.Fit.Peak = peak
	}
	return l
}

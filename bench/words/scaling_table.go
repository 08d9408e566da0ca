package words

import (
	"fmt"
	"math"

	"quintet/bench/analysis"
	"quintet/bench/scaling"
)

// noTrialValid stands in place of what only valid trials can fill.
const noTrialValid = "No trial is valid."

// CapacityTable has a row a configuration.
func CapacityTable() TableText {
	return TableText{"Capacity: the largest offered load at which every objective holds", noLoad}
}

// TriedTable has the loads tried in one configuration.
func TriedTable(c *analysis.Capacity) TableText {
	return TableText{"Loads tried" + Configuration(c.Configuration), noLoad}
}

const noLoad = "No load was tried."

// PointsTable has a row a point, RatingsTable one a configuration.
func PointsTable() TableText {
	return TableText{"Points: all valid trials of one configuration, load and volume together", noTrialValid}
}

func RatingsTable() TableText {
	return TableText{"Work and its cost by configuration; CPU and memory are those of the observed processes of the stack, without the generator", noTrialValid}
}

// VolumesTable has a row a volume, TrendsTable one a number that may grow with it.
func VolumesTable() TableText { return TableText{"By number of rows", noTrialValid} }

func TrendsTable() TableText {
	return TableText{"Growth: the power of the number of rows that each follows; 1 grows as the rows do, 0 not at all", VolumeNotVaried}
}

// LeftOutTable has a row a trial.
func LeftOutTable() TableText {
	return TableText{Caption: "Trials left out because they are not valid"}
}

// SpeedUpTable, FitTable and DemandTable are of one series.
func SpeedUpTable(x *scaling.Series) TableText {
	return TableText{Caption: "Speed-up by number of " + Series(x)}
}

func FitTable(x *scaling.Series) TableText {
	return TableText{Caption: law + " fitted to the " + Series(x)}
}

// law is the one that scalability is described by.
const law = "Universal Scalability Law"

func DemandTable(x *scaling.Series) TableText {
	return TableText{Caption: "Demand: the fewest " + Series(x) + " that take a load"}
}

// DemandColumn heads the number of a resource that a load takes.
func DemandColumn(r scaling.Resource) string { return "fewest " + string(r) }

// What became of the load of a point, of all its trials together.
const (
	PointNotValid = "no valid trial"
	PointTaken    = "taken"
	PointNotShown = "not shown"
	PointNotTaken = "not taken"
)

// Users counts the users of a closed loop: "20 users".
func Users(n int) string { return fmt.Sprintf("%d users", n) }

// AtLeast is a value that is only a lower bound.
func AtLeast(value string) string { return "at least " + value }

// Sureness is how well a capacity is known.
func Sureness(c *analysis.Capacity) string {
	switch {
	case c.Rate == 0 && c.GeneratorBound && c.NotShown == 0:
		return "the generator could not offer enough"
	case c.Rate == 0 && c.Unsure && c.Swept:
		return "unknown: no trial says whether its load holds"
	case c.Rate == 0 && c.Unsure:
		return "unknown: the search did not end"
	case c.Rate == 0 && c.NotShown == 0:
		return "no load was accepted"
	case c.Rate == 0:
		return "no load was shown to hold"
	case c.GeneratorBound:
		return "at least: generator-bound"
	case c.Unsure:
		return "about: not confirmed"
	case c.NotShown > 0:
		return "at least: a higher load was not shown to hold"
	case c.AtLeast && c.Short:
		return "at least: no load tried broke an objective"
	case c.AtLeast && c.Swept:
		return "at least: the largest load tried held"
	case c.AtLeast:
		return "at least: the search's upper end held"
	case c.Swept:
		return swept(c)
	}
	return "confirmed"
}

// swept is in how many of its trials a load held that no search confirmed.
func swept(c *analysis.Capacity) string {
	for _, l := range c.Mixed {
		if l.Rate == c.Rate {
			return fmt.Sprintf("held in %d of %d trials", l.Held, l.Trials())
		}
	}
	return "held in every trial"
}

// Accepted is what became of a load.
func Accepted(a *analysis.Acceptance) string {
	switch {
	case a.Accepted:
		return "accepted"
	case !a.Valid:
		return "not judged"
	case a.Uncertain:
		return "not shown"
	}
	return "refused"
}

// Basis is what the work of a rating measures; "" where it has none.
func Basis(r *scaling.Rating) string {
	text := ""
	switch r.Basis {
	case scaling.ByCapacity:
		text = "capacity under the SLOs"
	case scaling.ByThroughput:
		text = "maximum throughput"
	}
	if r.AtLeast {
		return text + ", a lower bound"
	}
	return text
}

// Series names a series: "replicas with cache on".
func Series(x *scaling.Series) string { return string(x.Resource) + with(x.Others) }

// Resource counts a resource: "1 replica", "4 replicas".
func Resource(n float64, r scaling.Resource) string {
	noun := map[scaling.Resource]string{scaling.Replicas: "replica", scaling.Nodes: "node", scaling.Connections: "connection", scaling.Users: "user", scaling.Cores: "core"}[r]
	return Counted(n, noun)
}

// NotFitted says that and why no law was fitted to a series.
func NotFitted(x *scaling.Series) string {
	return fmt.Sprintf("No law was fitted to the %s: %s.", x.Resource, NoFit(x))
}

// Coefficient is one number of a fitted law: its name, value and interval, and what it means.
type Coefficient struct{ Name, Value, Interval, Meaning string }

// Coefficients are those of the law fitted to a series, and how far it can be trusted.
func Coefficients(x *scaling.Series) []Coefficient {
	u := x.Fit
	interval := func(in [2]float64, format func(float64) string) string {
		if math.IsNaN(in[0]) || math.IsNaN(in[1]) {
			return "at its bound"
		}
		return Range(format(in[0]), format(in[1]))
	}
	list := []Coefficient{
		{"alpha", Ratio(u.Alpha), interval(u.AlphaInterval, Ratio), "contention: the share of the work that cannot be done in parallel"},
		{"beta", Ratio(u.Beta), interval(u.BetaInterval, Ratio), "coherency: the cost of keeping each pair consistent"},
		{"gamma", Rate(u.Gamma), interval(u.GammaInterval, Rate), "work of one"},
		{"fitted range", Number(u.From) + " to " + Number(u.To), fmt.Sprintf("%d points", u.Points), "nothing is predicted beyond twice this range"},
		{"leave-last-out", Change(u.LeaveLastOut), Absent, "how far a fit without the last point misses it"},
		{"roof", Rate(u.Roof()), Absent, "Amdahl's limit gamma/alpha: the maximum for any number, if the law holds; none without contention"},
	}
	if peak, near := u.Peak(); near {
		list = append(list, Coefficient{"peak", Number(peak), Absent, "the number beyond which more do less; named because it was measured near it"})
	}
	return list
}

// Demand is the least number of a resource that takes a load.
func Demand(d scaling.Demand) string {
	if d.N == 0 {
		return "none of those measured"
	}
	return Number(d.N)
}

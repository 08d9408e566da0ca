package main

import "context"

const capacityHelp = `bench capacity [flags] SCENARIO|FILE.yaml

Finds the largest offered load at which every SLO of the scenario holds, in each configuration of its matrix. It doubles the rate of
the main phase (all others in proportion) from the lower end, then quadruples it, until an SLO breaks; bisects between the loads that
broke nothing and those that did; and confirms the result three times. A load holds when the upper bound of every percentile and of the
failure ratio is inside its SLO and goodput is at least 95 % of the offered load. A load that breaks nothing but has too few hits to be
sure is tried up to two times more, and is then named as not shown to hold: only a load that broke an SLO is the upper end of the
answer. Where trials at one load contradict one another, the majority of five decides. Where the generator is the limit, the answer is
"at least". The scenario's "search:" sets the range of rates; the default is from an eighth of the scenario's own rate to 32 times it.
Each step is a trial on a fresh stack, so short phases save time: -set duration=15s.`

// capacityCommand runs a search. A scenario without one gets a range around its own rate, read before flags replace parts of it, since -from
// alone leaves the other end as it is.
func capacityCommand(ctx context.Context, t terminal, args []string) error {
	var o options
	set := flags(t, "capacity", capacityHelp)
	o.define(set)
	from := set.String("from", "", "the lowest `rate` to try, such as 100/s")
	to := set.String("to", "", "the highest `rate` to try")
	resolution := set.String("resolution", "", "how close the answer must be, a `ratio` such as 5%")
	name, err := o.parse(set, args)
	if err != nil {
		return err
	}
	s, err := readScenario(name, o.changes)
	if err != nil {
		return usageError(err)
	}
	if s.Search == nil {
		rate := s.MainRate()
		o.change("search.rate.from", rateText(rate/8))
		o.change("search.rate.to", rateText(rate*32))
	}
	for key, value := range map[string]string{"search.rate.from": *from, "search.rate.to": *to, "search.resolution": *resolution} {
		if value != "" {
			o.change(key, value)
		}
	}
	if s, err = readScenario(name, o.changes); err != nil {
		return usageError(err)
	}
	return o.run(ctx, t, s, o.repeatCommand("capacity", name))
}

package history

import (
	"fmt"

	"quintet/bench/page"
	"quintet/bench/words"
)

// historyDefinitions say how the numbers of the list are to be read.
func definitions() []page.Fact {
	return []page.Fact{
		{Name: "numbers", Value: "As in each run's own report, over its measured phases. p99 is that of the response time, with its 95 % interval below it. Of several trials of one configuration it is their median, from the least to the largest; of several configurations the least and the largest."},
		{Name: "verdict", Value: "Pass: every objective held. Fail: one was broken. Invalid: the numbers must not be believed, whatever they are."},
		{Name: "data", Value: "The volume of the data set with the seed of data and requests."},
		{Name: "duration", Value: "From the beginning of the first trial's load to the end of the last one's."},
		{Name: "lines", Value: fmt.Sprintf("One for each scenario, stack and configuration, from zero, the newest run on the right, at most the newest %d runs. Filled points are valid runs, with the interval as a thin line; hollow ones are not valid (or of a capacity that is only a bound), are joined to nothing and count for nothing. Points beyond the top are held there.", maxRunsOfLine)},
		{Name: "where a line begins anew", Value: "From there on the machine, the data set, the objectives, the operations or the load is another one, so that numbers on both sides must not be compared: a dashed mark. Versions of the harness, of the API and of the stores do not cut a line: what they change is what it is there to show."},
		{Name: "change of level", Value: fmt.Sprintf("Found by E-divisive means with a t-test, tested as the best of all places and over all looks: of lines whose level never changes less than one in %s shows a change by chance, in all its %d runs together, within runs that can be compared, and only when it is at least %.0f %%: a solid mark, with the means of both sides. It needs three runs on each side.", words.Count(1/falseAlarms), maxRunsOfLine, 100*minChange)},
	}
}

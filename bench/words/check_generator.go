package words

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

func sendLagText(c *analysis.Check, e analysis.SendLag) CheckText {
	lag := inUnit(c.Measured)
	t := CheckText{"send lag", lag, "p99 " + atMost(c), fmt.Sprintf("99 %% of hits were sent within %s of their due time", lag)}
	hits := "hits"
	if e.Of != "" {
		hits += " of " + e.Of
	}
	switch {
	case c.OK && !c.Doubt:
	case math.IsNaN(e.Busy):
		t.Detail = fmt.Sprintf("%s were sent up to %s late (p99), and the generator may be the bottleneck: its CPU use is not known", hits, lag)
	case !c.OK:
		others := ""
		if e.Others > 0 {
			others = fmt.Sprintf(" (%s by other programs)", Cores(e.Others))
		}
		t.Detail = fmt.Sprintf("%s were sent up to %s late (p99) while %s of all cores were in use%s: the generator may not have got the CPU it needed", hits, lag, Ratio(e.Busy), others)
	default:
		t.Detail = fmt.Sprintf("%s were sent up to %s late (p99) though CPU was free (%s of all cores in use), as when all workers wait for answers to earlier ones. Response times include that wait",
			hits, lag, Ratio(e.Busy))
	}
	return t
}

func generatorText(c *analysis.Check, e analysis.GeneratorCPU) CheckText {
	who, use, they, most := "the generator", "the generator's CPU use", "it", ""
	switch {
	case e.Generators == 1:
		who, use, most = "a generator", "a generator's CPU use", ", the largest share of a machine"
	case e.Generators > 1:
		who, they, most = fmt.Sprintf("%d generators on one machine", e.Generators), "they", ", the largest share of a machine"
		use = "the CPU use of " + who
	}
	used := who + " used " + CoresOf(c.Measured.Value, e.Cores)
	t := CheckText{"generator CPU", inUnit(c.Measured), atMost(c), used + most}
	switch {
	case math.IsNaN(c.Measured.Value):
		t.Measured, t.Detail = "not known", fmt.Sprintf("%s is not known, so %s may have been the bottleneck", use, they)
		if math.IsNaN(c.Limit.Value) {
			t.Limit = Absent
		}
	case !c.OK:
		t.Detail = fmt.Sprintf("%s: %s may have been the bottleneck in place of the system under test", used, they)
	case c.Doubt:
		t.Detail = used + ", which the system under test could not use"
	}
	return t
}

// limitRemedies say what to change when the generator is out of something.
var limitRemedies = map[string]string{
	samples.NoPorts.String():       "widen net.ipv4.ip_local_port_range or keep fewer connections open",
	samples.NoFiles.String():       "raise the limit on open files (ulimit -n)",
	samples.NoSystemFiles.String(): "raise fs.file-max",
	samples.NoBuffers.String():     "raise the memory of sockets (net.ipv4.tcp_mem)",
}

// ClosedIdle notes connections that the server closed between two hits.
const ClosedIdle = "noticed before the next request was written, which then went out on another connection: no failure"

func limitsText(c *analysis.Check, e analysis.GeneratorLimits) CheckText {
	t := CheckText{"generator's own limits", "none reached", "none reached", "the generator had the local ports, file descriptors and socket buffers that it needed"}
	if c.OK {
		return t
	}
	var causes, remedies []string
	for _, cause := range slices.Sorted(maps.Keys(e.Causes)) {
		causes = append(causes, cause+" ("+Counted(int(e.Causes[cause]), "hit")+")")
		remedies = append(remedies, limitRemedies[cause])
	}
	t.Measured = strings.Join(causes, ", ")
	t.Detail = "the generator was " + t.Measured + ": these hits say nothing of the system under test, and the load was smaller than the scenario's; " + strings.Join(remedies, "; ")
	return t
}

func otherLoadText(c *analysis.Check, e analysis.OtherLoad) CheckText {
	used := CoresOf(c.Measured.Value, e.Cores)
	t := CheckText{"other load", inUnit(c.Measured), atMost(c), fmt.Sprintf("other programs, or the host of this machine, used %s", used)}
	if c.Doubt {
		t.Detail = fmt.Sprintf("other programs, or the host of this machine, took %s from generator and stack: on an idle machine the numbers may differ", used)
	}
	return t
}

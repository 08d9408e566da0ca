package words

import (
	"maps"
	"slices"
	"strings"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

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

package analysis

import (
	"strings"
	"time"

	"quintet/bench/samples"
	"quintet/bench/stats"
)

// sizeClasses are the classes of file sizes: each row holds what is below its limit.
var sizeClasses = [...]struct {
	below uint32
	name  string
}{

	{4 << 10, "< 4 KiB"}, {16 << 10, "4–16 KiB"}, {64 << 10, "16–64 KiB"}, {256 << 10, "64–256 KiB"}, {1 << 20, "256 KiB–1 MiB"},
	{4 << 20, "1–4 MiB"}, {16 << 20, "4–16 MiB"}, {1<<32 - 1, ">= 16 MiB"},
}

// sizeSums keeps the response times of answered file operations by the size of the body that was moved.
type sizeSums struct {
	files []bool
	sums  map[sizeKey]*fileTimes
}

// fileTimes are response times, and times to the first byte of those hits that have one.
type fileTimes struct{ response, firstByte *stats.Histogram }

type sizeKey struct {
	operation uint16
	class     int
}

func newSizeSums(m *samples.Manifest) *sizeSums {
	s := &sizeSums{sums: map[sizeKey]*fileTimes{}}
	for _, name := range m.Operations {
		s.files = append(s.files, strings.HasPrefix(name, "files."))
	}
	return s
}

// add counts a successful transfer of a file in the class of its size: the larger of what was sent and what was received.
func (s *sizeSums) add(h *samples.Hit, response time.Duration) {
	if int(h.Operation) >= len(s.files) || !s.files[h.Operation] || h.Failure != samples.OK {
		return
	}
	size, class := max(h.BytesIn, h.BytesOut), 0
	for class < len(sizeClasses)-1 && size >= sizeClasses[class].below {
		class++
	}
	key := sizeKey{h.Operation, class}
	if s.sums[key] == nil {
		s.sums[key] = &fileTimes{stats.NewHistogram(), stats.NewHistogram()}
	}
	s.sums[key].response.Record(response)
	if h.FirstByte > 0 {
		s.sums[key].firstByte.Record(h.ToFirstByte())
	}
}

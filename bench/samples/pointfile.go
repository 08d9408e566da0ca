package samples

import (
	"encoding/binary"
	"fmt"
	"math"
	"time"
)

// pointKinds are the files of points: those of today, and of formats 1 and 2, which have no end mark.
var pointKinds = []blockKind{{[]byte("quintet points 2\n"), true}, {[]byte("quintet points 1\n"), false}}

// The kinds of entries in a file of points: the next series, and the value of a series as a whole number's difference to the one
// before or as a floating-point number.
const (
	seriesEntry = iota
	wholeEntry
	floatEntry
)

// pointEncoder turns points into entries. A series is written out once, the first time it is seen; after that it is a number.
type pointEncoder struct {
	series map[Series]uint64
	at     time.Duration
	last   []int64
}

// exact is how large a whole number may be so that a float64 holds it exactly.
const exact = 1 << 53

// append encodes a point: its series in full at the first one and by number from then on, time and whole values as differences to the last,
// so that a counter that stands still takes a few bytes.
func (e *pointEncoder) append(b []byte, p *Point) []byte {
	id, known := e.series[p.Series]
	if !known {
		id = uint64(len(e.last))
		e.series[p.Series] = id
		e.last = append(e.last, 0)
		b = append(b, seriesEntry)
		for _, text := range []string{p.Series.Source, p.Series.Metric, p.Series.Labels, p.Series.Kind} {
			b = appendText(b, text)
		}
	}
	whole := int64(0)
	isWhole := math.Abs(p.Value) < exact && p.Value == math.Trunc(p.Value) && !(p.Value == 0 && math.Signbit(p.Value))
	if isWhole {
		whole = int64(p.Value)
		b = append(b, wholeEntry)
	} else {
		b = append(b, floatEntry)
	}
	b = binary.AppendUvarint(b, id)
	b = binary.AppendVarint(b, int64(p.At-e.at))
	e.at = p.At
	if isWhole {
		b = binary.AppendVarint(b, whole-e.last[id])
		e.last[id] = whole
		return b
	}
	return binary.LittleEndian.AppendUint64(b, math.Float64bits(p.Value))
}

// readPoints streams a file of points. The Point is reused. What it returns is as readBlocks returns it.
func readPoints(path string, f func(*Point) error) (end blocksEnd, ended bool, err error) {
	d := pointDecoder{path: path}
	return readBlocks(path, pointKinds, func(_ *blockKind, _ int, payload []byte) error { return d.block(payload, f) })
}

// pointDecoder decodes the blocks of a file of points, one after the other.
type pointDecoder struct {
	path   string
	series []Series
	last   []int64
	point  Point
}

// block calls f with each point of a block.
func (r *pointDecoder) block(payload []byte, f func(*Point) error) error {
	d, p := decoder{rest: payload}, &r.point
	for len(d.rest) > 0 {
		kind := d.uvarint()
		if kind == seriesEntry {
			r.series = append(r.series, Series{Source: d.text(), Metric: d.text(), Labels: d.text(), Kind: d.text()})
			r.last = append(r.last, 0)
			if d.bad {
				break
			}
			continue
		}
		id := d.uvarint()
		p.At += time.Duration(d.varint())
		if id >= uint64(len(r.series)) || p.At < 0 || p.At > maxOffset {
			d.bad = true
			break
		}
		p.Series = r.series[id]
		switch kind {
		case wholeEntry:
			r.last[id] += d.varint()
			p.Value = float64(r.last[id])
		case floatEntry:
			p.Value = math.Float64frombits(d.uint64())
		default:
			d.bad = true
		}
		if d.bad {
			break
		}
		if err := f(p); err != nil {
			return err
		}
	}
	if d.bad {
		return fmt.Errorf("%s holds a point that cannot be decoded", r.path)
	}
	return nil
}

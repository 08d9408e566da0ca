package template

import (
	"encoding/binary"
	"encoding/hex"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// generator appends what it makes of a draw.
type generator func(b []byte, d Draw) []byte

// generatorKind is a row of the table of generators: new reads the arguments and returns nil when they are wrong.
type generatorKind struct {
	form string
	new  func(args string, s *Scope) generator
}

// maxLength bounds a generated text.
const maxLength = 1 << 20

// generators is the table of generators by name.
var generators = map[string]generatorKind{
	"int": {"{int:1..99}", func(args string, _ *Scope) generator {
		low, high, ok := span(args, parseInt)
		if !ok || uint64(high-low) == math.MaxUint64 {
			return nil
		}
		return func(b []byte, d Draw) []byte { return strconv.AppendInt(b, low+int64(d.Below(uint64(high-low)+1)), 10) }
	}},
	"float": {"{float:0..1}", func(args string, _ *Scope) generator {
		low, high, ok := span(args, parseFloat)
		if !ok {
			return nil
		}
		return func(b []byte, d Draw) []byte { return strconv.AppendFloat(b, low+(high-low)*d.Float(), 'g', 6, 64) }
	}},
	"text": {"{text:80} or {text:20..80}", func(args string, s *Scope) generator {
		low, high, ok := span(args, parseInt)
		if !strings.Contains(args, "..") {
			low, ok = parseInt(args)
			high = low
		}
		if !ok || low < 0 || high > maxLength || s.Text == nil {
			return nil
		}
		return func(b []byte, d Draw) []byte {
			return s.Text(b, d.Sequence, int(low)+int(d.Below(uint64(high-low)+1)))
		}
	}},
	"hex": {"{hex:16}", func(args string, _ *Scope) generator {
		n, ok := parseInt(args)
		if !ok || n < 1 || n > maxLength {
			return nil
		}
		return func(b []byte, d Draw) []byte {
			for left := int(n); left > 0; left -= 16 {
				word := d.Next()
				for range min(left, 16) {
					b = append(b, "0123456789abcdef"[word>>60])
					word <<= 4
				}
			}
			return b
		}
	}},
	"choice": {"{choice:a|b|c}", func(args string, _ *Scope) generator {
		if args == "" {
			return nil
		}
		list := strings.Split(args, "|")
		return func(b []byte, d Draw) []byte { return append(b, list[d.Below(uint64(len(list)))]...) }
	}},
	"time": {"{time:2025-01-01..2025-12-31}", instants(time.RFC3339)},
	"date": {"{date:2025-01-01..2025-12-31}", instants(time.DateOnly)},
	"uuid": {"{uuid}", plainly(func(b []byte, d Draw) []byte {
		var id [16]byte
		binary.BigEndian.PutUint64(id[:8], d.Next())
		binary.BigEndian.PutUint64(id[8:], d.Next())
		id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
		b = append(hex.AppendEncode(b, id[:4]), '-')
		b = append(hex.AppendEncode(b, id[4:6]), '-')
		b = append(hex.AppendEncode(b, id[6:8]), '-')
		b = append(hex.AppendEncode(b, id[8:10]), '-')
		return hex.AppendEncode(b, id[10:])
	})},
	"n":   {"{n}", plainly(func(b []byte, d Draw) []byte { return strconv.AppendUint(b, d.N, 10) })},
	"run": {"{run}", plainly(func(b []byte, d Draw) []byte { return append(b, d.Run...) })},
}

// newGenerator makes a generator by its name and its arguments.
func newGenerator(name, args string, s *Scope) (generator, *Error) {
	kind, ok := generators[name]
	if !ok {
		return nil, &Error{Found: "the unknown generator `" + name + "`", Want: "one such as `{int:1..99}` or `{text:80}`, or `{{` for a brace", Name: name,
			Known: slices.Sorted(maps.Keys(generators))}
	}
	g := kind.new(args, s)
	if g == nil {
		return nil, &Error{Found: "`{" + name + ":" + args + "}`", Want: "`" + kind.form + "`"}
	}
	return g, nil
}

// Reserved reports whether a name is that of a generator without arguments, which no value can have.
func Reserved(name string) bool {
	g, ok := generators[name]
	return ok && g.form == "{"+name+"}"
}

// plainly makes a generator that takes no arguments.
func plainly(g generator) func(string, *Scope) generator {
	return func(args string, _ *Scope) generator {
		if args != "" {
			return nil
		}
		return g
	}
}

// instants makes generators of instants, even over the days from the first to the last.
func instants(layout string) func(string, *Scope) generator {
	return func(args string, _ *Scope) generator {
		first, last, ok := strings.Cut(args, "..")
		from, err := time.Parse(time.DateOnly, first)
		to, err2 := time.Parse(time.DateOnly, last)
		if !ok || err != nil || err2 != nil || to.Before(from) {
			return nil
		}
		seconds := uint64(to.Sub(from)/time.Second) + 24*60*60
		return func(b []byte, d Draw) []byte {
			return from.Add(time.Duration(d.Below(seconds))*time.Second).AppendFormat(b, layout)
		}
	}
}

// span reads a range, "1..99".
func span[T int64 | float64](text string, parse func(string) (T, bool)) (low, high T, ok bool) {
	first, last, both := strings.Cut(text, "..")
	low, okLow := parse(first)
	high, okHigh := parse(last)
	return low, high, both && okLow && okHigh && low <= high
}

func parseInt(text string) (int64, bool) {
	v, err := strconv.ParseInt(text, 10, 64)
	return v, err == nil
}

func parseFloat(text string) (float64, bool) {
	v, err := strconv.ParseFloat(text, 64)
	return v, err == nil && math.Abs(v) <= math.MaxFloat64/2
}

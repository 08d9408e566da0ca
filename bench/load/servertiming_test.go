package load

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"quintet/bench/samples"
)

// names gives stores their indices in the order they are first seen.
type names []string

func (n *names) index(name string) (uint8, bool) {
	i := slices.Index(*n, name)
	if i < 0 {
		i = len(*n)
		*n = append(*n, name)
	}
	return uint8(i), i < 256
}

func TestStoreTimes(t *testing.T) {
	for header, want := range map[string]string{
		"sqlite;dur=0.41, miniredis;dur=0.08, app;dur=0.6": "sqlite 410µs miniredis 80µs app 600µs",
		"app;dur=12":        "app 12ms",
		"app;dur=0":         "app 0s",
		"app;dur=1.0000019": "app 1.000001ms",
		"app ; dur = 1.5 ;desc=\"x\" ,b;desc=z;dur=\"2\"": "app 1.5ms b 2ms",
		"a;dur=1,a;dur=2": "a 3ms",
		"a;desc=\"one, two; dur=9 \\\" ,\";dur=1, b;dur=2": "a 1ms b 2ms",
		"a;DUR=1": "a 1ms",
		"miss, hit;desc=x, a;dur=, b;dur=x, c;dur=-1":                                     "",
		"d;dur=1e3, e;dur=123456789, f;dur=.5, ;dur=1, ,,;":                               "",
		"a;dur=1,b;dur=1,c;dur=1,d;dur=1,e;dur=1,f;dur=1,g;dur=1,h;dur=1,i;dur=1,a;dur=1": "a 2ms b 1ms c 1ms d 1ms e 1ms f 1ms g 1ms h 1ms",
	} {
		var known names
		var h samples.Hit
		storeTimes(&h, header, known.index)
		var got []string
		for _, s := range h.Stores[:h.NStores] {
			got = append(got, known[s.Store]+" "+s.Time.String())
		}
		if text := strings.Join(got, " "); text != want {
			t.Errorf("%s\ngives %s\nwant  %s", header, text, want)
		}
	}
}

func TestStoreTimesCostNothingToSpeakOf(t *testing.T) {
	known := names{"sqlite", "miniredis", "app"}
	if n := testing.AllocsPerRun(100, func() {
		var h samples.Hit
		storeTimes(&h, "sqlite;dur=0.41, miniredis;dur=0.08, app;dur=0.6", known.index)
	}); n != 0 {
		t.Errorf("%g allocations", n)
	}
}

func FuzzStoreTimes(f *testing.F) {
	f.Add("sqlite;dur=0.41, miniredis;dur=0.08, app;dur=0.6")
	f.Add("a;desc=\"one, two; dur=9 \\\" ,\";dur=1, b;dur=2")
	f.Add("a;dur=99999999.999999999999,;;=,\"")
	f.Fuzz(func(t *testing.T, header string) {
		var known names
		var h samples.Hit
		storeTimes(&h, header, known.index)
		if h.NStores > samples.MaxStores {
			t.Fatalf("%d stores", h.NStores)
		}
		for i, s := range h.Stores {
			if i >= int(h.NStores) && s != (samples.StoreTime{}) {
				t.Errorf("entry %d beyond the last of %d: %+v", i, h.NStores, s)
			}
			if i < int(h.NStores) && (s.Time < 0 || int(s.Store) >= len(known) || !strings.Contains(header, known[s.Store])) {
				t.Errorf("entry %+v", s)
			}
		}
	})
}

func FuzzMilliseconds(f *testing.F) {
	f.Add("0.41")
	f.Add("12345678.1234567")
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := milliseconds(text)
		if !ok {
			return
		}
		want, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatalf("%q is taken for %s: %v", text, got, err)
		}
		if math.Abs(got.Seconds()*1e3-want) > 1e-6+1e-12*want {
			t.Errorf("%q is taken for %s", text, got)
		}
		if got > 30*time.Hour {
			t.Errorf("%q gives %s", text, got)
		}
	})
}

package scenario

import (
	"math"
	"testing"
	"time"
)

func TestUnits(t *testing.T) {
	rate := func(s string) (float64, error) { return ParseRate(s) }
	duration := func(s string) (float64, error) { d, err := ParseDuration(s); return d.Seconds(), err }
	count := func(s string) (float64, error) { n, err := ParseCount(s); return float64(n), err }
	for _, unit := range []struct {
		name  string
		parse func(string) (float64, error)
		right map[string]float64
		wrong []string
	}{
		{"rate", rate, map[string]float64{"400/s": 400, "0.5/s": 0.5, "0/s": 0, "400 /s": 400},
			[]string{"", "400", "/s", "-1/s", "400/m", "1e3/s", "inf/s", "nan/s", "0x1/s", "10000001/s", "400/s/s"}},
		{"duration", duration, map[string]float64{"1m30s": 90, "250ms": 0.25, "0s": 0}, []string{"", "60", "0", "-1s", "1d", "200h", "s"}},
		{"ratio", ParseRatio, map[string]float64{"0.1%": 0.001, "0.001": 0.001, "100%": 1, "1": 1, "0": 0}, []string{"", "%", "5", "101%", "-1%", "1e-3"}},
		{"count", count, map[string]float64{"64": 64, "10_000": 10_000, "0": 0}, []string{"", "_", "1.5", "-1", "9999999999999999999", "1e3"}},
		{"size", ParseSize, map[string]float64{"30": 30, "30B": 30, "64KiB": 65536, "10MB": 1e7, "1.5kB": 1500, "1 MiB": 1 << 20, "1GiB": 1 << 30},
			[]string{"", "KiB", "30b", "-1B", "2000GiB", "64K"}},
		{"volume", ParseVolume, map[string]float64{"1x": 1, "0.1x": 0.1, "100x": 100}, []string{"", "x", "3", "0x", "1001x", "-1x", "1 x"}},
	} {
		t.Run(unit.name, func(t *testing.T) {
			for text, want := range unit.right {
				if got, err := unit.parse(text); err != nil || math.Abs(got-want) > 1e-12*want {
					t.Errorf("%q is %g (%v), want %g", text, got, err, want)
				}
			}
			for _, text := range unit.wrong {
				if got, err := unit.parse(text); err == nil {
					t.Errorf("%q is %g, want an error", text, got)
				}
			}
		})
	}
}

func FuzzUnits(f *testing.F) {
	for _, text := range []string{"400/s", "1m30s", "0.1%", "64", "10MB", "3x", "/s", "x", "%"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if v, err := ParseRate(text); err == nil {
			again, err := ParseRate(formatRate(v))
			if !(v >= 0 && v <= maxRate) || err != nil || math.Abs(again-v) > 1e-8*v {
				t.Errorf("rate %q is %g, written and read again %g (%v)", text, v, again, err)
			}
		}
		if v, err := ParseRatio(text); err == nil && !(v >= 0 && v <= 1) {
			t.Errorf("ratio %q is %g", text, v)
		}
		if v, err := ParseSize(text); err == nil && !(v >= 0 && v <= maxSize) {
			t.Errorf("size %q is %g", text, v)
		}
		if v, err := ParseVolume(text); err == nil && !(v > 0 && v <= maxVolume) {
			t.Errorf("volume %q is %g", text, v)
		}
		if v, err := ParseCount(text); err == nil && (v < 0 || v > maxCount) {
			t.Errorf("count %q is %d", text, v)
		}
		if v, err := ParseDuration(text); err == nil && (v < 0 || v > 168*time.Hour) {
			t.Errorf("duration %q is %s", text, v)
		}
	})
}

func TestMeant(t *testing.T) {
	names := words().Operations
	for word, want := range map[string]string{
		"messages.lst": "messages.list", "message.list": "messages.list", "mesages.lits": "messages.list", "Users.Get": "users.get",
		"users_get": "users.get", "user.get": "users.get", "xyz": "", "": "", "orders.get": "users.get",
	} {
		if got := Meant(word, names); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
	if d := distance("ca", "ac"); d != 1 {
		t.Errorf("a swap costs %d, want 1", d)
	}
	if d := distance("kitten", "sitting"); d != 3 {
		t.Errorf("kitten to sitting is %d, want 3", d)
	}
}

package load

import (
	"strings"
	"time"

	"quintet/bench/samples"
)

// storeTimes adds the entries of a Server-Timing header to a hit: `sqlite;dur=0.41, app;dur=0.6`, in milliseconds. Entries of one
// name are added up. What is no duration of a name is passed over, as is what a hit has no room for.
func storeTimes(h *samples.Hit, header string, index func(name string) (uint8, bool)) {
	for header != "" {
		var entry string
		entry, header = cut(header, ',')
		name, params := cut(entry, ';')
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		spent, ok := duration(params)
		if !ok {
			continue
		}
		if store, ok := index(name); ok {
			addStore(h, store, spent)
		}
	}
}

// addStore adds to the time of a store; a store that is named more than once is summed, and one beyond MaxStores is left to the rest of the
// time.
func addStore(h *samples.Hit, store uint8, spent time.Duration) {
	for i := range h.Stores[:h.NStores] {
		if h.Stores[i].Store == store {
			h.Stores[i].Time += spent
			return
		}
	}
	if h.NStores < samples.MaxStores {
		h.Stores[h.NStores] = samples.StoreTime{Store: store, Time: spent}
		h.NStores++
	}
}

// cut cuts a text at the first separator outside quotes: a description may hold one.
func cut(text string, separator byte) (before, after string) {
	quoted := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case c == separator && !quoted:
			return text[:i], text[i+1:]
		}
	}
	return text, ""
}

// duration finds the parameter dur.
func duration(params string) (time.Duration, bool) {
	for params != "" {
		var p string
		p, params = cut(params, ';')
		key, value, ok := strings.Cut(p, "=")
		if ok && strings.EqualFold(strings.TrimSpace(key), "dur") {
			return milliseconds(strings.Trim(strings.TrimSpace(value), `"`))
		}
	}
	return 0, false
}

// milliseconds reads a plain decimal number of milliseconds, up to about a day. What strconv takes beyond that (signs, exponents,
// infinity) is no time that a store can have taken.
func milliseconds(text string) (time.Duration, bool) {
	whole, fraction, _ := strings.Cut(text, ".")
	if len(whole) == 0 || len(whole) > 8 {
		return 0, false
	}
	var ns int64
	for i := range len(whole) {
		c := whole[i] - '0'
		if c > 9 {
			return 0, false
		}
		ns = ns*10 + int64(c)
	}
	ns *= int64(time.Millisecond)
	unit := int64(time.Millisecond)
	for i := range len(fraction) {
		c := fraction[i] - '0'
		if c > 9 {
			return 0, false
		}
		unit /= 10
		ns += int64(c) * unit
	}
	return time.Duration(ns), true
}

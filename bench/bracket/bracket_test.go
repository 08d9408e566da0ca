package bracket

import "testing"

// trials are outcomes at a rate: h held, b broke, u not shown, g not offered.
func trials(b *Bracket, rate float64, outcomes string) {
	for _, o := range outcomes {
		b.Add(rate, map[rune]Outcome{'h': Held, 'b': Broke, 'u': NotShown, 'g': NotOffered}[o])
	}
}

func TestOutcome(t *testing.T) {
	for outcomes, want := range map[string]Outcome{
		"h": Held, "b": Broke, "u": NotShown, "uuu": NotShown, "g": NotOffered,
		// One that breaks is contested once it held, and the majority of five decides; a draw counts as broken.
		"bb": Broke, "hb": Contested, "hhb": Contested, "hhbb": Contested, "hhbbb": Broke, "hhhbb": Held, "hhhb": Held, "hhhbbb": Broke, "hbuuuuu": Broke, "hhbuuuu": NotShown,
		// What is uncertain is evidence of nothing until it stays so.
		"uh": Held, "uuh": Held, "uuuh": NotShown, "hhhuuu": Held, "hhhuuuu": NotShown, "hhhhuuuu": Held,
		// Other work on the machine may keep the generator from a load once.
		"gh": Held, "gb": Broke, "gu": NotShown, "gg": NotOffered, "hgg": NotOffered, "hhhgg": Held,
	} {
		b := Bracket{Confirmations: 3, Retries: 2}
		trials(&b, 100, outcomes)
		if got := b.Outcome(100); got != want {
			t.Errorf("%s: %s, want %s", outcomes, got, want)
		}
	}
}

func TestBorders(t *testing.T) {
	for _, test := range []struct {
		name                              string
		outcomes                          map[float64]string
		held, broke, notShown, notOffered float64
		confirmed                         bool
	}{
		{"found", map[float64]string{100: "h", 200: "hhhh", 210: "b", 400: "b"}, 200, 210, 0, 0, true},
		// Held and uncertain as often: only 400/s broke something, so nothing below is the upper end.
		{"upper end broke", map[float64]string{200: "h", 238: "hh", 260: "hhhuuuu", 400: "b"}, 238, 400, 260, 0, true},
		{"undecided", map[float64]string{200: "h", 238: "h", 260: "hhhuuu", 400: "b"}, 260, 400, 0, 0, false},
		{"nothing broke", map[float64]string{200: "u", 600: "u"}, 0, 0, 200, 0, false},
		{"nothing shown below what broke", map[float64]string{200: "u", 600: "b"}, 0, 600, 200, 0, false},
		{"contested counts as broken", map[float64]string{100: "hhhh", 200: "hb"}, 100, 200, 0, 0, true},
		{"generator is the limit", map[float64]string{100: "hhhh", 200: "gg"}, 100, 0, 0, 200, true},
		{"broke below what was not offered", map[float64]string{100: "hhhh", 150: "b", 200: "gg"}, 100, 150, 0, 0, true},
		{"held above what broke is luck", map[float64]string{100: "hh", 150: "b", 200: "hh"}, 100, 150, 0, 0, true},
	} {
		b := Bracket{Confirmations: 3, Retries: 2}
		for rate, outcomes := range test.outcomes {
			trials(&b, rate, outcomes)
		}
		if b.Held() != test.held || b.Broke() != test.broke || b.NotShown() != test.notShown || b.NotOffered() != test.notOffered {
			t.Errorf("%s: held %g, broke %g, not shown %g, not offered %g", test.name, b.Held(), b.Broke(), b.NotShown(), b.NotOffered())
		}
		if b.Held() > 0 && b.Confirmed(b.Held()) != test.confirmed {
			t.Errorf("%s: confirmed is %v", test.name, !test.confirmed)
		}
	}
}

package figure

import (
	"image"
	"image/color"
	"quintet/api/server"
	"testing"
)

func TestTextCanBeRead(t *testing.T) {
	for _, c := range []color.RGBA{black, orange, skyBlue, green, blue, vermillion, purple, darkGrey, lightGrey, ink, muted} {
		if got := contrast(labelText.in(c).color, paper); got < 4.5 {
			t.Errorf("text in %v has a contrast of %.1f on white", c, got)
		}
		if got := contrast(smallText.on(c).color, c); got < 3.5 {
			t.Errorf("text on %v has a contrast of %.1f", c, got)
		}
	}
}

// A map of shades is read by lightness alone.
func TestShadesDarken(t *testing.T) {
	s := shades(1000)
	for i := 1; i < len(s.colors); i++ {
		if luminance(s.colors[i]) >= luminance(s.colors[i-1]) {
			t.Errorf("shade %d is not darker than the one before", i)
		}
	}
	if contrast(s.colors[0], paper) < 1.2 {
		t.Error("a single hit is lost on white")
	}
	if s.of(1) != s.colors[0] || s.of(1000) != s.colors[len(s.colors)-1] {
		t.Error("the ends of the scale are not the ends of the shades")
	}
}

// The colour of a store does not depend on where it stands in a figure.
func TestOneColourAStore(t *testing.T) {
	roles := [][]string{{"sqlite", "sqlite (api-1)"}, {"postgres"}, {"cassandra", "cassandra-1"}, {"neo4j"}, {"redis", "miniredis"}, {"minio", "gofakes3"}, {"app", "api-1"}, {"network"}, {"no answer", "generator"}, {"wait"}, {"unknown"}}
	seen := map[color.RGBA]string{}
	for _, names := range roles {
		for i, name := range names {
			c := sourceColor(server.Telemetry(), name, i)
			if c != sourceColor(server.Telemetry(), name, i+3) || c != sourceColor(server.Telemetry(), names[0], 0) {
				t.Errorf("%s has several colours", name)
			}
		}
		c := sourceColor(server.Telemetry(), names[0], 0)
		if other := seen[c]; other != "" {
			t.Errorf("%s and %s share a colour", names[0], other)
		}
		seen[c] = names[0]
	}
}

func TestPalettedKeepsColours(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 40, 20))
	for i := range 800 {
		// 800 colours, of which the first 200 have a pixel each, the rest share: never more than 256.
		img.SetRGBA(i%40, i/40, color.RGBA{uint8(i % 200), 7, 9, 0xFF})
	}
	out := paletted(img)
	for i := range 800 {
		if got, want := out.At(i%40, i/40), img.At(i%40, i/40); got != want {
			t.Fatalf("pixel %d is %v, was %v", i, got, want)
		}
	}
}

func TestPalettedTakesTheNearest(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 100, 10))
	for i := range 1000 {
		c := color.RGBA{uint8(i % 250), uint8(i % 250), 0, 0xFF} // 250 frequent colours
		if i >= 900 {
			c = color.RGBA{uint8(i - 900), uint8(i-900) + 1, 0, 0xFF} // and 100 rare ones beside them
		}
		img.SetRGBA(i%100, i/100, c)
	}
	out := paletted(img)
	if len(out.Palette) > 256 {
		t.Fatalf("%d colours", len(out.Palette))
	}
	for i := range 1000 {
		got, want := out.At(i%100, i/100).(color.RGBA), img.RGBAAt(i%100, i/100)
		if d := abs(int(got.R)-int(want.R)) + abs(int(got.G)-int(want.G)); d > 1 {
			t.Fatalf("pixel %d is %v, was %v", i, got, want)
		}
	}
}

func abs(v int) int { return max(v, -v) }

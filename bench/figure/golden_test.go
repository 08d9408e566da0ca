package figure

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"

	"quintet/bench/page/pagetest"
)

// goldens are the figures whose pictures are kept, each of the case that shows most of it.
var goldens = []struct{ of, figure string }{
	{"chat", "percentiles"}, {"chat", "curve"}, {"faults", "latency"}, {"chat", "heatmap"}, {"chat", "stores"}, {"many", "cpu"}, {"one-hit", "percentiles"}, {"all-failed", "failures"}, {"soak", "heatmap"}, {"chat", "store-sqlite"},
}

// The pictures are as they were when somebody last looked at them and found them good.
func TestGoldenPictures(t *testing.T) {
	all := cases()
	for _, g := range goldens {
		t.Run(g.of+"-"+g.figure, func(t *testing.T) {
			trial := all[g.of]
			var got Image
			for _, f := range figuresOf(&trial) {
				if f.name != g.figure {
					continue
				}
				var err error
				if got, err = f.image(&trial); err != nil {
					t.Fatal(err)
				}
			}
			goldenPicture(t, g.of+"-"+g.figure, got.PNG)
		})
	}
}

// runGoldens are those of the figures of whole runs.
var runGoldens = []struct{ of, figure string }{
	{"sweep", "scaling-throughput"}, {"sweep", "scaling-p99"}, {"sweep", "scaling-capacity"}, {"replicas", "scaling-speedup"}, {"volumes", "scaling-volume"},
}

func TestGoldenRunPictures(t *testing.T) {
	for _, g := range runGoldens {
		t.Run(g.of+"-"+g.figure, func(t *testing.T) {
			res := runs()[g.of]
			for _, f := range runFigures() {
				if f.name == g.figure {
					got, err := f.image(res.Scaling, res.SLO)
					if err != nil {
						t.Fatal(err)
					}
					goldenPicture(t, g.of+"-"+g.figure, got.PNG)
				}
			}
		})
	}
}

// goldenPicture compares a picture with a file of testdata.
func goldenPicture(t *testing.T, name string, got []byte) {
	t.Helper()
	if share := differing(t, got, pagetest.Kept(t, name+".png", got)); share > 0.0005 {
		t.Errorf("%.2f %% of the pixels differ from %s.png; look at the picture (-keep DIR) and run with -update if it is good", 100*share, name)
	}
}

// differing is the share of pixels that are not the same to the eye. Machines differ in the last digit of a floating-point product,
// and so in the shade at the edge of a letter: that is no other picture.
func differing(t *testing.T, a, b []byte) float64 {
	t.Helper()
	x, y := decode(t, a), decode(t, b)
	if x.Bounds() != y.Bounds() {
		return 1
	}
	n := 0
	for i, k := range x.Pix {
		if c, d := x.Palette[k].(color.RGBA), y.Palette[y.Pix[i]].(color.RGBA); far(c.R, d.R) || far(c.G, d.G) || far(c.B, d.B) {
			n++
		}
	}
	return float64(n) / float64(len(x.Pix))
}

func far(a, b uint8) bool { return max(a, b)-min(a, b) > 24 }

func decode(t *testing.T, data []byte) *image.Paletted {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img.(*image.Paletted)
}

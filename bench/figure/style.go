package figure

import (
	"image/color"
	"math"
	"strconv"
	"strings"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot/font"

	"quintet/bench/analysis"
	"quintet/bench/scraped"
	"quintet/telemetry"
)

// Sizes in pixels at single density. Every figure has the same width, and every figure over time the same left and right border.
const (
	width       = 960
	density     = 2
	leftBorder  = 62
	rightBorder = 128
	edge        = 10
	// titleHeight holds the title, unitHeight the title of the vertical axis below it, tickHeight the labels of the horizontal
	// axis and its title.
	titleHeight = 26
	unitHeight  = 18
	tickHeight  = 38
	// plotHeight is the data area of a figure over time.
	plotHeight = 132
	rowHeight  = 24
)

// The Okabe-Ito colours, which people with any kind of colour vision can tell apart, and the greys around them.
var (
	black      = rgb(0x000000)
	orange     = rgb(0xE69F00)
	skyBlue    = rgb(0x56B4E9)
	green      = rgb(0x009E73)
	blue       = rgb(0x0072B2)
	vermillion = rgb(0xD55E00)
	purple     = rgb(0xCC79A7)
	yellow     = rgb(0xF0E442)

	ink       = rgb(0x1F2328)
	muted     = rgb(0x59636E)
	gridGrey  = rgb(0xE6E8EB)
	axisGrey  = rgb(0xB6BCC3)
	paper     = rgb(0xFFFFFF)
	bandGrey  = rgb(0xF1F3F5)
	bandBlue  = rgb(0xF3F7FC)
	darkGrey  = rgb(0x6B7178)
	lightGrey = rgb(0xC4C9CF)
)

func rgb(hex uint32) color.RGBA {
	return color.RGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xFF}
}

// percentileColors are the colours of percentiles in all figures.
var percentileColors = map[string]color.RGBA{"p50": skyBlue, "p90": blue, "p99": vermillion, "p99.9": purple, "max": lightGrey}

// sourceColor is the colour of a store, or of a process, in all figures: the one that its backend has, unless it is the harness's or the
// API's; i tells apart what has no colour of its own.
func sourceColor(backends []telemetry.Backend, name string, i int) color.RGBA {
	kind := strings.ToLower(name)
	if end := strings.IndexAny(kind, "- ("); end > 0 && kind != analysis.PlaceNoAnswer && kind != scraped.Elsewhere {
		kind = kind[:end] // "NAME-1", "NAME (api-1)"
	}
	switch kind {
	case "app", "api":
		return darkGrey
	case "network", scraped.Elsewhere:
		return lightGrey
	case analysis.GeneratorSource, analysis.PlaceNoAnswer:
		return black
	case "wait":
		return yellow
	case "unknown":
		return gridGrey
	}
	if b := telemetry.Find(backends, kind); b != nil {
		if hex, err := strconv.ParseUint(strings.TrimPrefix(b.Color, "#"), 16, 24); err == nil {
			return rgb(uint32(hex))
		}
	}
	return others[i%len(others)]
}

// others are for what is no store and no percentile.
var others = [...]color.RGBA{blue, orange, green, purple, skyBlue, vermillion}

// lettering is a way of writing: size in pixels, weight and colour.
type lettering struct {
	size  float64
	bold  bool
	color color.RGBA
}

// The letterings of all figures.
var (
	titleText = lettering{13, true, ink}
	labelText = lettering{12, false, ink}
	smallText = lettering{11, false, muted}
)

// in gives the lettering another colour, dark enough to be read on white.
func (l lettering) in(c color.RGBA) lettering {
	l.color = readable(c)
	return l
}

// readable darkens a colour until text in it has enough contrast on white (4.5 to 1, WCAG AA).
func readable(c color.RGBA) color.RGBA {
	for contrast(c, paper) < 4.6 {
		c.R, c.G, c.B = uint8(float64(c.R)*0.94), uint8(float64(c.G)*0.94), uint8(float64(c.B)*0.94)
	}
	return c
}

// contrast of two colours by WCAG 2, from 1 to 21.
func contrast(a, b color.RGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance is the relative luminance of WCAG 2, with a gamma of 2.2 for the exact curve.
func luminance(c color.RGBA) float64 {
	linear := func(v uint8) float64 { return math.Pow(float64(v)/255, 2.2) }
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

// on is the lettering for a ground: white or ink, whichever has more contrast.
func (l lettering) on(ground color.RGBA) lettering {
	l.color = ink
	if contrast(paper, ground) > contrast(ink, ground) {
		l.color = paper
	}
	return l
}

// font is Liberation Sans, which gonum ships; its letters are as wide as Arial's.
func (l lettering) font() font.Font {
	f := font.Font{Typeface: "Liberation", Variant: "Sans", Size: font.Length(l.size)}
	if l.bold {
		f.Weight = xfont.WeightBold
	}
	return f
}

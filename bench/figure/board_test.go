package figure_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"quintet/bench/figure"
)

// boardPanels are one of each kind, below a heading.
func boardPanels() []figure.Panel {
	line := func(name string, from float64) figure.BoardLine {
		l := figure.BoardLine{Name: name}
		for x := range 60 {
			l.X, l.Y = append(l.X, float64(x)), append(l.Y, from+math.Abs(math.Sin(float64(x)/9)))
		}
		l.Y[30] = math.NaN()
		return l
	}
	many := figure.Panel{Title: "Many lines", X: 12, Y: 10, W: 12, H: 9, Unit: "s", Log: true, Limits: []float64{2, 1000}}
	for i := range 40 {
		many.Lines = append(many.Lines, line(strings.Repeat("long name ", i%5)+string(rune('a'+i)), float64(i)))
	}
	text := [][]string{{"", "mean", "p99"}}
	for range 30 {
		text = append(text, []string{"/groups/{id}/members/{userId}/and/so/on/without/end", "1 ms", "20 ms"})
	}
	return []figure.Panel{
		{Title: "Heading", W: 24, H: 1},
		{Title: "Lines", Y: 1, W: 12, H: 9, Unit: "reqps", Stacked: true, Lines: []figure.BoardLine{line("a", 0), line("b", 1)}},
		{Title: "Nothing but zero", X: 12, Y: 1, W: 12, H: 9, Unit: "reqps", Lines: []figure.BoardLine{{Name: "none", X: []float64{0, 60}, Y: []float64{0, 0}}}},
		{Title: "States", Y: 10, W: 12, H: 9, Rows: []figure.BoardRow{
			{Name: "phase", Spans: []figure.BoardSpan{{To: 20, Text: "on", Ground: 0x0072B2}, {From: 20, To: 60, Text: "off", Ground: 0x999999}}},
		}},
		many,
		{Title: "Heat", Y: 19, W: 12, H: 9, Unit: "s", Cells: []figure.BoardCell{
			{From: 0, To: 10, Low: 0.001, High: 0.01, Count: 100}, {From: 10, To: 60, Low: 0.01, High: 0.1, Count: 3},
		}},
		{Title: "Big", X: 12, Y: 19, W: 12, H: 9, Big: "99.9 %"},
		{Title: "Table", Y: 28, W: 24, H: 9, Text: text},
	}
}

func TestBoard(t *testing.T) {
	b := figure.Board{Title: "A board", Length: 60, Panels: boardPanels()}
	first, err := b.PNG()
	if err != nil {
		t.Fatal(err)
	}
	second, err := b.PNG()
	if err != nil || !bytes.Equal(first, second) {
		t.Errorf("drawn twice it is not the same: %v", err)
	}
	picture, err := png.Decode(bytes.NewReader(first))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range b.Panels {
		x, y := 80*p.X, 2*(26+20*p.Y)
		// Inside the frame, below the title.
		inside := image.Rect(x+20, y+52, x+80*p.W-20, y+40*p.H-20)
		if p.Heading() {
			inside = image.Rect(x, y, x+80*p.W, y+40*p.H)
		}
		if !inked(picture, inside) {
			t.Errorf("there is nothing in %q", p.Title)
		}
		// Nothing is drawn across the gap to the next one.
		if right := x + 80*p.W - 4; right < picture.Bounds().Dx() && inked(picture, image.Rect(right, y+2, right+6, y+40*p.H-2)) {
			t.Errorf("%q does not keep to its place", p.Title)
		}
	}
	empty, err := figure.Board{Title: "Nothing"}.PNG()
	if err != nil || len(empty) == 0 {
		t.Errorf("a board without panels: %v", err)
	}
}

// inked reports whether anything in a rectangle is not white.
func inked(picture image.Image, r image.Rectangle) bool {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if r, g, b, _ := picture.At(x, y).RGBA(); r+g+b < 3*0xFFFF {
				return true
			}
		}
	}
	return false
}

// In a stacked panel the area of each part is as large as its share: 8/s upon 175/s is not the largest part of the answers.
func TestBoardStacks(t *testing.T) {
	values := []float64{130, 45, 8}
	panel := figure.Panel{Title: "Answers by status", W: 24, H: 18, Unit: "reqps", Stacked: true}
	for i, v := range values {
		l := figure.BoardLine{Name: []string{"200", "201", "504"}[i]}
		for x := range 20 {
			l.X, l.Y = append(l.X, float64(x)), append(l.Y, v)
		}
		panel.Lines = append(panel.Lines, l)
	}
	b, err := figure.Board{Title: "A board", Length: 20, Panels: []figure.Panel{panel}}.PNG()
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	areas := map[color.Color]int{}
	for y := range picture.Bounds().Dy() {
		for x := range picture.Bounds().Dx() {
			areas[picture.At(x, y)]++
		}
	}
	delete(areas, picture.At(0, 0)) // paper
	sizes := slices.Sorted(maps.Values(areas))
	slices.Reverse(sizes)
	for i, v := range values {
		if share := float64(sizes[i]) / float64(sizes[0]+sizes[1]+sizes[2]); math.Abs(share-v/183) > 0.01 {
			t.Errorf("%g of 183 is drawn as %.3f of the whole", v, share)
		}
	}
}

package figure

import (
	"cmp"
	"image"
	"image/color"
	"image/png"
	"io"
	"slices"
)

// encode writes an image as a PNG of at most 256 colours. Charts have few colours; what there are more of are the shades at the
// edges of letters and lines, of which the rarest take the colour nearest to them: that cannot be seen, and the file is a
// third as large.
func encode(w io.Writer, img image.Image) error {
	encoder := png.Encoder{CompressionLevel: png.DefaultCompression}
	rgba, ok := img.(*image.RGBA)
	if !ok {
		return encoder.Encode(w, img)
	}
	return encoder.Encode(w, paletted(rgba))
}

// paletted maps every pixel to one of the 256 most frequent colours.
func paletted(img *image.RGBA) *image.Paletted {
	counts := map[color.RGBA]int{}
	pixels := make([]color.RGBA, 0, len(img.Pix)/4)
	for i := 0; i+3 < len(img.Pix); i += 4 {
		c := color.RGBA{img.Pix[i], img.Pix[i+1], img.Pix[i+2], 0xFF}
		pixels = append(pixels, c)
		counts[c]++
	}
	colors := make([]color.RGBA, 0, len(counts))
	for c := range counts {
		colors = append(colors, c)
	}
	slices.SortFunc(colors, func(a, b color.RGBA) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a.R, b.R), cmp.Compare(a.G, b.G), cmp.Compare(a.B, b.B))
	})
	index := make(map[color.RGBA]uint8, len(colors))
	palette := make(color.Palette, 0, 256)
	kept := colors[:min(len(colors), 256)]
	for i, c := range colors {
		if i < len(kept) {
			index[c] = uint8(i)
			palette = append(palette, c)
		} else {
			index[c] = nearest(kept, c)
		}
	}
	out := image.NewPaletted(img.Bounds(), palette)
	for i, c := range pixels {
		out.Pix[i] = index[c]
	}
	return out
}

// nearest is the index of the colour with the least squared distance; of equals the first.
func nearest(colors []color.RGBA, c color.RGBA) uint8 {
	best, least := 0, 1<<30
	for i, k := range colors {
		dr, dg, db := int(k.R)-int(c.R), int(k.G)-int(c.G), int(k.B)-int(c.B)
		if d := dr*dr + dg*dg + db*db; d < least {
			best, least = i, d
		}
	}
	return uint8(best)
}

package figure

import (
	"cmp"
	"encoding/binary"
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
	// The default level saves an eighth of the bytes for twice the time.
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	rgba, ok := img.(*image.RGBA)
	if !ok {
		return encoder.Encode(w, img)
	}
	return encoder.Encode(w, paletted(rgba))
}

// stretch is a run of equal pixels that ends before a pixel; color indexes the image's colours in the order they were met.
type stretch struct{ color, end int }

// paletted maps every pixel to one of the 256 most frequent colours.
func paletted(img *image.RGBA) *image.Paletted {
	stretches, colors, counts := stretches(img)
	order := make([]int, len(colors))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(colors[a].R, colors[b].R), cmp.Compare(colors[a].G, colors[b].G), cmp.Compare(colors[a].B, colors[b].B))
	})
	index := make([]uint8, len(colors))
	palette := make(color.Palette, 0, 256)
	kept := make([]color.RGBA, 0, 256)
	for i, c := range order {
		if i < cap(kept) {
			index[c] = uint8(i)
			palette, kept = append(palette, colors[c]), append(kept, colors[c])
		} else {
			index[c] = nearest(kept, colors[c])
		}
	}
	out := image.NewPaletted(img.Bounds(), palette)
	from := 0
	for _, s := range stretches {
		n := index[s.color]
		for i := from; i < s.end; i++ {
			out.Pix[i] = n
		}
		from = s.end
	}
	return out
}

// stretches finds the runs of equal pixels, the colours in the order they are met, and how many pixels have each. Charts are mostly
// ground: there are twenty times fewer runs than pixels.
func stretches(img *image.RGBA) (found []stretch, colors []color.RGBA, counts []int) {
	ids := map[uint32]int{}
	pix := img.Pix
	for i := 0; i < len(pix); {
		first := binary.LittleEndian.Uint32(pix[i:])
		end := i + 4
		for end < len(pix) && binary.LittleEndian.Uint32(pix[end:]) == first {
			end += 4
		}
		id, known := ids[first]
		if !known {
			id = len(colors)
			ids[first] = id
			colors, counts = append(colors, color.RGBA{pix[i], pix[i+1], pix[i+2], 0xFF}), append(counts, 0)
		}
		counts[id] += (end - i) / 4
		found = append(found, stretch{id, end / 4})
		i = end
	}
	return found, colors, counts
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

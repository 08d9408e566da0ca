package figure

import (
	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/vg"
)

// lettersetter knows how wide texts are, which a layout must know before there is a sheet.
type lettersetter struct {
	fonts *font.Cache
	// sharp are faces at the density of pixels, by size and weight.
	sharp map[font.Font]xfont.Face
}

func newLettersetter() lettersetter {
	return lettersetter{font.NewCache(liberation.Collection()), map[font.Font]xfont.Face{}}
}

func (s lettersetter) face(l lettering) font.Face {
	return s.fonts.Lookup(l.font(), vg.Length(l.size))
}

// pixelFace is the face for drawing on pixels.
func (s lettersetter) pixelFace(l lettering) xfont.Face {
	key := l.font()
	if s.sharp[key] == nil {
		face := s.face(l)
		s.sharp[key] = face.FontFace(72 * density)
	}
	return s.sharp[key]
}

func (s lettersetter) textWidth(l lettering, text string) float64 {
	face := s.face(l)
	return float64(face.Width(text))
}

// widest is the width of the widest of texts, at most a limit.
func (s lettersetter) widest(l lettering, texts []string, most float64) float64 {
	width := 0.0
	for _, text := range texts {
		width = max(width, s.textWidth(l, text))
	}
	return min(width, most)
}

// fit shortens a text with an ellipsis until it is at most so wide.
func (s lettersetter) fit(l lettering, text string, most float64) string {
	if s.textWidth(l, text) <= most {
		return text
	}
	runes := []rune(text)
	for n := len(runes) - 1; n > 0; n-- {
		if short := string(runes[:n]) + "…"; s.textWidth(l, short) <= most {
			return short
		}
	}
	return ""
}

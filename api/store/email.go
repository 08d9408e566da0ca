package store

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// EmailKey is what two e-mail addresses have in common that are the same but for letter case: Unicode's simple case folding, as
// strings.EqualFold has it, in the normal form NFC, so that "ΑΣ" is "ας" and an é of two characters is one of one. Records keep it beside the
// address and demand that it is unique. It is made here because databases fold differently: by locale, by ASCII only, by their version of
// Unicode. Full case folding is rejected: it would also make "straße" and "strasse" one.
func EmailKey(address string) string {
	return norm.NFC.String(strings.Map(folded, norm.NFD.String(address)))
}

// folded is the one character that stands for all that differ only in case.
func folded(r rune) rune {
	lower := unicode.ToLower(unicode.ToUpper(r))
	for same := unicode.SimpleFold(r); same != r; same = unicode.SimpleFold(same) {
		if same == lower {
			return lower
		}
	}
	// Either it is in lower case, or it has none: the "i" of Turkish "İ" and "ı" is another letter.
	return r
}

package workload

import (
	"strconv"
	"unicode/utf8"

	"quintet/bench/splitmix"
)

// Words of messages: everyday ones, one in eight not ASCII. None holds a character that JSON would escape, so that text can be
// written into a body, and found in an answer, as it is.
var words = [64]string{
	"hello", "are", "you", "there", "yes", "no", "maybe", "tomorrow", "tonight", "coffee", "lunch", "meeting", "at", "the", "station",
	"see", "soon", "later", "thanks", "please", "send", "me", "that", "file", "again", "when", "where", "what", "who", "why", "good",
	"morning", "night", "on", "my", "way", "running", "late", "ok", "great", "sorry", "call", "back", "home", "work", "done", "almost",
	"ready", "wait", "a", "minute", "ha", "really", "sure", "sounds", "fine",
	"café", "schön", "mañana", "привет", "naïve", "こんにちは", "你好", "🙂",
}

var givenNames = [32]string{
	"Ada", "Aino", "Amara", "André", "Bo", "Chidi", "Chloé", "Diego", "Elif", "Emeka", "Fatima", "Grace", "Hana", "Ines", "Ivan", "João",
	"Kofi", "Lena", "Liam", "Marta", "Mei", "Noor", "Olga", "Priya", "Rafael", "Sofía", "Søren", "Tomás", "Uma", "Yuki", "Zoë", "Łukasz",
}

var familyNames = [32]string{
	"Abe", "Almeida", "Andersson", "Bauer", "Becker", "Chen", "Costa", "Dubois", "Eze", "Fernández", "García", "Haddad", "Ito", "Jensen",
	"Kaya", "Kim", "Kowalska", "Kumar", "Lindqvist", "Moreau", "Müller", "Ngata", "Novák", "Okafor", "Petrov", "Rossi", "Sato", "Silva", "Smith",
	"Tanaka", "Weber", "Wójcik",
}

var groupTopics = [16]string{
	"Hiking", "Chess", "Cooking", "Photography", "Cycling", "Go", "Gardening", "Film", "Running", "Board games", "Music", "Astronomy", "Books",
	"Climbing", "Football", "Café",
}

func personName(r *splitmix.Sequence) string {
	v := r.Next()
	return givenNames[v%32] + " " + familyNames[v>>32%32]
}

func groupName(r *splitmix.Sequence, id int64) string {
	return groupTopics[r.Next()%16] + " " + strconv.FormatInt(id, 10)
}

// content returns printable UTF-8 of exactly size bytes (at least 1), ending in a full stop.
func content(r *splitmix.Sequence, size int) string {
	return string(appendContent(make([]byte, 0, max(size, 1)+24), r, size))
}

// appendContent appends what content returns.
func appendContent(b []byte, r *splitmix.Sequence, size int) []byte {
	from := len(b)
	end := from + max(size, 1)
	for len(b) < end {
		for v, i := r.Next(), 0; i < 10 && len(b) < end; v, i = v>>6, i+1 {
			if len(b) > from {
				b = append(b, ' ')
			}
			b = append(b, words[v&63]...)
		}
	}
	// Cut at the border of a character, then fill up what is missing.
	cut := end - 1
	for cut > from && !utf8.RuneStart(b[cut]) {
		cut--
	}
	for b = b[:cut]; len(b) < end; {
		b = append(b, '.')
	}
	return b
}

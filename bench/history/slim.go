package history

import (
	"bytes"
	"errors"
)

// Most of a report.json is what a list does not need: what happened in every second, and by operation. Decoding all of it would take
// a thousand runs several seconds, so the list takes it out first. Only brackets and strings matter for that. (Rejected: a second
// file of a run's main numbers, which would have to be kept true to the first; remembering them between lists, for the same reason.)

// bulkyOfRun and bulkyOfTrial name the fields that are taken out of a report.json and of its trials. What is new and not named here costs
// time, nothing else.
var (
	bulkyOfRun   = map[string]bool{"findings": true, "checks": true, "figures": true, "source": true}
	bulkyOfTrial = map[string]bool{
		"operations": true, "cache": true, "storage": true, "checks": true, "warnings": true, "tail": true, "failed": true,
		"store_latency": true, "send_lag": true, "mean_cpu": true, "events": true, "curve": true, "scraped": true, "timeline": true, "heatmap": true,
	}
)

var errBreaksOff = errors.New("report.json breaks off before its end")

// slim is the text of a report.json with null in place of what is bulky. That is not checked beyond its brackets and strings.
func slim(text []byte) ([]byte, error) {
	out := make([]byte, 0, len(text)/4)
	depth, copied := 0, 0
	for i := 0; i < len(text); {
		switch text[i] {
		case '{', '[':
			depth++
			i++
		case '}', ']':
			depth--
			i++
		case '"':
			end := endOfString(text, i)
			if end < 0 {
				return nil, errBreaksOff
			}
			name := text[i+1 : end-1]
			i = end
			// A trial is an object in the list of trials in the object that is the run.
			if !(depth == 1 && bulkyOfRun[string(name)] || depth == 3 && bulkyOfTrial[string(name)]) {
				continue
			}
			value := afterBlanks(text, end)
			if value == len(text) || text[value] != ':' {
				continue
			}
			value = afterBlanks(text, value+1)
			if i = endOfValue(text, value); i < 0 {
				return nil, errBreaksOff
			}
			out = append(append(out, text[copied:value]...), "null"...)
			copied = i
		default:
			i++
		}
	}
	if depth > 0 {
		return nil, errBreaksOff
	}
	return append(out, text[copied:]...), nil
}

// endOfString is the offset behind the string that begins at i, -1 when it has no end.
func endOfString(text []byte, i int) int {
	for at := i + 1; ; {
		n := bytes.IndexByte(text[at:], '"')
		if n < 0 {
			return -1
		}
		at += n
		escapes := 0
		for text[at-1-escapes] == '\\' {
			escapes++
		}
		at++
		if escapes%2 == 0 {
			return at
		}
	}
}

func afterBlanks(text []byte, i int) int {
	for i < len(text) && (text[i] == ' ' || text[i] == '\n' || text[i] == '\t' || text[i] == '\r') {
		i++
	}
	return i
}

// endOfValue is the offset behind the value that begins at i, -1 when the text ends within it.
func endOfValue(text []byte, i int) int {
	depth := 0
	for i < len(text) {
		switch text[i] {
		case '"':
			if i = endOfString(text, i); i < 0 {
				return -1
			}
			if depth == 0 {
				return i
			}
		case '{', '[':
			depth++
			i++
		case '}', ']':
			if depth == 0 {
				return i
			}
			depth--
			i++
			if depth == 0 {
				return i
			}
		case ',':
			if depth == 0 {
				return i
			}
			i++
		default:
			i++
		}
	}
	return -1
}

package history

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"quintet/bench/jsonfile"
	"quintet/bench/page"
)

// Notes are what people add to a run: labels to find it by, and a text. They lie beside the record in notes.json, which rendering a report
// again leaves alone.
type Notes struct {
	Labels []string `json:"labels"`
	Text   string   `json:"text"`
}

// The bounds of notes: labels must fit in a cell of the list, a text is not a document.
const (
	notesFile       = "notes.json"
	maxNotesBytes   = 64 << 10
	maxLabels       = 12
	maxLabelLetters = 40
	maxTextLetters  = 4000
)

// ParseLabels reads labels as people type them, with commas between them. Each is there once.
func ParseLabels(text string) ([]string, error) {
	var labels []string
	for label := range strings.SplitSeq(text, ",") {
		label = strings.Join(strings.Fields(label), " ")
		if label != "" && !slices.Contains(labels, label) {
			labels = append(labels, label)
		}
	}
	return labels, Notes{Labels: labels}.check()
}

// check is what is wrong with notes, nil when nothing is.
func (n Notes) check() error {
	if len(n.Labels) > maxLabels {
		return fmt.Errorf("labels: found %d, want at most %d", len(n.Labels), maxLabels)
	}
	for _, l := range n.Labels {
		if letters := utf8.RuneCountInString(l); letters > maxLabelLetters {
			return fmt.Errorf("labels: found one of %d letters, %.20q..., want at most %d", letters, l, maxLabelLetters)
		}
		if strings.ContainsFunc(l, func(r rune) bool { return !unicode.IsPrint(r) }) {
			return fmt.Errorf("labels: found %q, want what can be printed", l)
		}
	}
	if letters := utf8.RuneCountInString(n.Text); letters > maxTextLetters {
		return fmt.Errorf("note: found %d letters, want at most %d", letters, maxTextLetters)
	}
	return nil
}

// ReadNotes reads the notes of a run from its folder; a run without has none. What could not have been written by WriteNotes is an error.
func ReadNotes(dir string) (Notes, error) {
	path := filepath.Join(dir, notesFile)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Notes{}, nil
	case err != nil:
		return Notes{}, fmt.Errorf("%s cannot be read: %s", notesFile, cause(err))
	case !info.Mode().IsRegular():
		return Notes{}, fmt.Errorf("%s is no file", notesFile)
	case info.Size() > maxNotesBytes:
		return Notes{}, fmt.Errorf("%s is too large to be one", notesFile)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return Notes{}, fmt.Errorf("%s cannot be read: %s", notesFile, cause(err))
	}
	var n Notes
	if err := jsonfile.Read(bytes.NewReader(text), &n); err != nil {
		return Notes{}, fmt.Errorf("%s is damaged: %w", notesFile, err)
	}
	if err := n.check(); err != nil {
		return Notes{}, fmt.Errorf("%s is damaged: %w", notesFile, err)
	}
	return n, nil
}

// WriteNotes keeps the notes of a run in its folder, in place of those that were there, at once and whole; empty ones take the file away.
// redact takes secrets out of each text.
func WriteNotes(dir string, n Notes, redact func(string) string) error {
	n.Labels = slices.Clone(n.Labels)
	for i := range n.Labels {
		n.Labels[i] = redact(n.Labels[i])
	}
	n.Text = redact(strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(n.Text, "\uFFFD"), "\r\n", "\n")))
	if err := n.check(); err != nil {
		return err
	}
	path := filepath.Join(dir, notesFile)
	if len(n.Labels) == 0 && n.Text == "" {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove %s: %s", notesFile, cause(err))
		}
		return nil
	}
	var text bytes.Buffer
	if err := jsonfile.Write(&text, n); err != nil {
		return fmt.Errorf("encode %s: %w", notesFile, err)
	}
	return page.Replace(path, text.Bytes())
}

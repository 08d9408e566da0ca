// Package jsonfile writes and reads files of numbers for other programs, report.json and compare.json, straight from the types that hold the
// numbers. It is encoding/json/v2 (in the standard library from Go 1.27 on) with what those files promise:
//
//   - a number that does not exist (NaN) or has no bound (an infinity) is null, and null is read as NaN;
//   - a time.Duration is seconds;
//   - lists and maps are empty rather than null, maps in the order of their keys;
//   - text is written as it is, without escapes for HTML, invalid UTF-8 replaced;
//   - one value a line, indented by a blank. The same values give the same bytes.
//
// A value is encoded and written piece by piece; it is never held as text as a whole. (Rejected: a number type of our own that marshals itself.
// All arithmetic of the analysis would have to convert it back and forth.)
package jsonfile

import (
	"errors"
	"io"
	"math"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

var marshalers = json.JoinMarshalers(
	json.MarshalToFunc(func(e *jsontext.Encoder, v float64) error {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return e.WriteToken(jsontext.Null)
		}
		return e.WriteToken(jsontext.Float(v))
	}),
	json.MarshalToFunc(func(e *jsontext.Encoder, d time.Duration) error {
		return e.WriteToken(jsontext.Float(d.Seconds()))
	}),
)

// Write writes a value with a line's end behind it. The error is that of w, or names the type that cannot be written.
func Write(w io.Writer, v any) error {
	err := json.MarshalWrite(w, v, json.WithMarshalers(marshalers), json.Deterministic(true), jsontext.AllowInvalidUTF8(true), jsontext.WithIndent(" "))
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, "\n")
	return err
}

// Skip leaves values of a type unread: they are passed over, and stay as they are. It is for readers that need little of a large file.
type Skip struct{ unmarshalers *json.Unmarshalers }

// Skipping passes over the values of type T.
func Skipping[T any]() Skip {
	return Skip{json.UnmarshalFromFunc(func(d *jsontext.Decoder, _ *T) error { return d.SkipValue() })}
}

// MismatchError is a value of a kind that cannot be where it is.
type MismatchError struct {
	// Found is the kind: "string", "number", "object", "list", "bool" or "null"; Place is its JSON pointer, "" for the whole file.
	Found, Place string
}

// Error implements error.
func (e *MismatchError) Error() string {
	if e.Place == "" {
		return "a " + e.Found + " at its beginning"
	}
	return "a " + e.Found + " where it cannot be: " + e.Place
}

// kinds are the names of kinds of JSON.
var kinds = map[jsontext.Kind]string{'n': "null", 't': "bool", 'f': "bool", '"': "string", '0': "number", '{': "object", '[': "list"}

// Read reads a value from a file that Write wrote, or an older version of this program: fields that are new or gone are passed over. The
// error is a *MismatchError where a value is of another kind, and is io.ErrUnexpectedEOF where the file breaks off.
func Read(r io.Reader, v any, skip ...Skip) error {
	u := []*json.Unmarshalers{
		json.UnmarshalFromFunc(func(d *jsontext.Decoder, v *float64) error {
			if d.PeekKind() == 'n' {
				*v = math.NaN()
				return d.SkipValue()
			}
			return errors.ErrUnsupported
		}),
		json.UnmarshalFromFunc(func(d *jsontext.Decoder, v *time.Duration) error {
			var seconds float64
			if err := json.UnmarshalDecode(d, &seconds); err != nil {
				return err
			}
			*v = time.Duration(math.Round(seconds * float64(time.Second)))
			return nil
		}),
	}
	for _, s := range skip {
		u = append(u, s.unmarshalers)
	}
	err := json.UnmarshalRead(r, v, json.WithUnmarshalers(json.JoinUnmarshalers(u...)), jsontext.AllowInvalidUTF8(true))
	var mismatch *json.SemanticError
	if errors.As(err, &mismatch) && mismatch.JSONKind != 0 {
		return &MismatchError{Found: kinds[mismatch.JSONKind], Place: string(mismatch.JSONPointer)}
	}
	return err
}

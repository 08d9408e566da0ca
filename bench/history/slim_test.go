package history

import (
	"bytes"
	"encoding/json"
	"testing"
)

// Nothing that report.json keeps bulky is needed, and nothing else goes missing; text that looks like it stays.
func TestSlim(t *testing.T) {
	text, err := json.MarshalIndent(madeDocument(0, 0.01), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	few, err := slim(text)
	if err != nil || len(few) > len(text)/2 {
		t.Errorf("%d of %d bytes are left, %v", len(few), len(text), err)
	}
	for in, want := range map[string]string{
		`{"source":"a\"b","trials":[{"timeline":{"a":[1,{"b":"]}"}]},"trial":1}],"x":2}`:             `{"source":null,"trials":[{"timeline":null,"trial":1}],"x":2}`,
		`{"trials":[{"configuration":{"cache":"on"},"cache" : {"on":true} , "curve":[ ],"tail":7}]}`: `{"trials":[{"configuration":{"cache":"on"},"cache" : null , "curve":null,"tail":null}]}`,
		`{"headline":"checks","verdict":"\"findings\":"}`:                                            `{"headline":"checks","verdict":"\"findings\":"}`,
		`{"a":"\\","checks":[]}`: `{"a":"\\","checks":null}`,
	} {
		if got, err := slim([]byte(in)); err != nil || string(got) != want {
			t.Errorf("%s became %s, %v", in, got, err)
		}
	}
	for n := range len(text) - 2 { // the last two bytes are the closing bracket and the end of its line
		if _, err := slim(text[:n]); err == nil && n > 0 {
			t.Fatalf("the first %d bytes are whole", n)
		}
	}
}

func FuzzSlim(f *testing.F) {
	f.Add([]byte(`{"checks":["\\"],"trials":[{"tail":{}}]}`))
	f.Add([]byte(`{"checks"`))
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := slim(text)
		if err == nil && bytes.Count(got, []byte("null")) == bytes.Count(text, []byte("null")) && len(got) != len(text) {
			t.Errorf("%q became %q", text, got)
		}
	})
}

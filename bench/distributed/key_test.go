package distributed_test

import (
	"bytes"
	"testing"

	"quintet/bench/distributed"
)

// What is sealed is opened with the same key under the same name, and shows nothing of its content; keys for two purposes differ.
func TestKey(t *testing.T) {
	key, other := distributed.NewKey(), distributed.NewKey()
	if err := key.Check(); err != nil {
		t.Fatal(err)
	}
	secret := []byte("tok-58c1d3f4")
	sealed, err := key.Seal("trial-001/declared", secret)
	if err != nil || bytes.Contains(sealed, secret) {
		t.Fatalf("%q, %v", sealed, err)
	}
	again, err := key.Seal("trial-001/declared", secret)
	if err != nil || bytes.Equal(again, sealed) {
		t.Errorf("the same content is sealed to the same bytes, %v", err)
	}
	if content, err := key.Open("trial-001/declared", sealed); err != nil || !bytes.Equal(content, secret) {
		t.Errorf("opened: %q, %v", content, err)
	}
	changed := bytes.Clone(sealed)
	changed[len(changed)-1] ^= 1
	for name, open := range map[string]func() ([]byte, error){
		"OtherKey":  func() ([]byte, error) { return other.Open("trial-001/declared", sealed) },
		"OtherName": func() ([]byte, error) { return key.Open("trial-002/declared", sealed) },
		"Changed":   func() ([]byte, error) { return key.Open("trial-001/declared", changed) },
		"Short":     func() ([]byte, error) { return key.Open("trial-001/declared", sealed[:3]) },
	} {
		if content, err := open(); err == nil {
			t.Errorf("%s: opened as %q", name, content)
		}
	}
	first, second := key.For(distributed.Round(1).LedgerPurpose(), 16), key.For(distributed.Round(2).LedgerPurpose(), 16)
	if len(first) != 16 || bytes.Equal(first, second) || !bytes.Equal(first, key.For(distributed.Round(1).LedgerPurpose(), 16)) {
		t.Errorf("keys are %x and %x", first, second)
	}
}

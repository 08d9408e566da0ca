package distributed

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
)

// Key is the secret that a run's own processes share. It reaches generators through their environment and is in no object. What must not be read in the
// bucket is sealed with it, or with keys made from it.
type Key string

// KeyVariable is the variable of the environment with a Key.
const KeyVariable = "QUINTET_KEY"

// keyBytes is how many bytes a Key is made of.
const keyBytes = 32

// NewKey makes a Key.
func NewKey() Key {
	var random [keyBytes]byte
	rand.Read(random[:])
	return Key(hex.EncodeToString(random[:]))
}

// Check refuses what is no Key.
func (k Key) Check() error {
	if bytes, err := hex.DecodeString(string(k)); err != nil || len(bytes) != keyBytes {
		return fmt.Errorf("want %d hexadecimal digits", 2*keyBytes)
	}
	return nil
}

// For makes a key of so many bytes for one purpose, such as the ledger of a trial.
func (k Key) For(purpose string, size int) []byte {
	made, err := hkdf.Key(sha256.New, []byte(k), nil, purpose, size)
	if err != nil {
		panic(err) // of a size that no cipher has
	}
	return made
}

// errSealed is the error of an object that was not sealed with the run's key.
var errSealed = errors.New("it was not sealed with the key of this run")

// Seal encrypts the content of an object.
func (k Key) Seal(name string, content []byte) ([]byte, error) {
	sealing, err := k.cipher()
	if err != nil {
		return nil, err
	}
	return sealing.Seal(nil, nil, content, []byte(name)), nil
}

// Open decrypts the content of an object that Seal has encrypted under the same name.
func (k Key) Open(name string, sealed []byte) ([]byte, error) {
	sealing, err := k.cipher()
	if err != nil {
		return nil, err
	}
	content, err := sealing.Open(nil, nil, sealed, []byte(name))
	if err != nil {
		return nil, errSealed
	}
	return content, nil
}

func (k Key) cipher() (cipher.AEAD, error) {
	block, err := aes.NewCipher(k.For("objects", 32))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// LedgerPurpose is the purpose of the key that seals what the ledger of a trial records of sessions.
func (r Round) LedgerPurpose() string { return r.name("ledger") }

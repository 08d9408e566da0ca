package redact

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// KeyVariable names the environment variable that holds the key of the hash, for machines whose runs are compared with one another. Any
// text does; 32 random characters cannot be guessed.
const KeyVariable = "QUINTET_REDACTION_KEY"

// userKey is the key of this user: the variable's, or the file's, which is made when it is missing. Where neither can be had it is
// random.
func userKey() []byte {
	if key := os.Getenv(KeyVariable); key != "" {
		return []byte(key)
	}
	if dir, err := os.UserConfigDir(); err == nil {
		if key, err := fileKey(filepath.Join(dir, "quintet")); err == nil {
			return key
		}
	}
	return newKey()
}

func newKey() []byte {
	key := make([]byte, 32)
	rand.Read(key) // never fails
	return key
}

// fileKey reads the key in a folder, making it when there is none. The first of several programs that make one at a time wins.
func fileKey(dir string) ([]byte, error) {
	path := filepath.Join(dir, "redaction.key")
	key, err := readKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(dir, "redaction-*.new") // mode 0600
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(hex.EncodeToString(newKey()) + "\n")
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return readKey(path)
}

// readKey reads a key of 32 bytes; another length is an error and never a new key, which would give equal secrets different marks.
func readKey(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != 32 {
		return nil, fmt.Errorf("%s: want 64 hexadecimal digits", path)
	}
	return key, nil
}

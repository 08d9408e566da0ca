package native

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// access is how to sign in at a server's data. It is as much part of the data as the rows are: a server that finds data finds the
// passwords in it.
type access struct {
	// Password is that of the API's user, Admin that of the server's own.
	Password string `json:"password,omitempty"`
	Admin    string `json:"admin,omitempty"`
}

// accessFile stands in the server's folder, for its owner alone, once the server can be signed in at.
const accessFile = "access.json"

func (s *site) writeAccess(a access) error {
	b, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("note the passwords of %s: %w", s.name, err)
	}
	return writeSecret(filepath.Join(s.dir, accessFile), string(b)+"\n")
}

// settle makes home the server's folder. Data without an account to sign in with was cut off before there was anything in it.
func (s *site) settle(home string) error {
	s.home = true
	var err error
	if s.dir, err = filepath.Abs(home); err != nil {
		return err
	}
	b, err := os.ReadFile(filepath.Join(s.dir, accessFile))
	switch {
	case err == nil:
		s.access = &access{}
		if err := json.Unmarshal(b, s.access); err != nil {
			return fmt.Errorf("read the passwords of %s: %w", s.name, err)
		}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	default:
		if err := os.RemoveAll(s.dir); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	return s.sweeper.tidy(s.dir)
}

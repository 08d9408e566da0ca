package native

import (
	"crypto/rand"
	"fmt"
	"os"
)

// newPassword makes a password of 128 bits or more, of letters and digits only, so that no quoting is needed anywhere.
func newPassword() string { return rand.Text() }

// writeSecret writes a file that only its owner can read.
func writeSecret(path, text string) error {
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

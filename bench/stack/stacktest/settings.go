package stacktest

import (
	"strings"
	"testing"
)

// settings makes the stack with one setting at a time.
func (c *Case) settings(t *testing.T) {
	try := func(t *testing.T, setting string) error {
		t.Helper()
		key, value, _ := strings.Cut(setting, "=")
		p := Place{Dir: c.Folder(t), LogDir: t.TempDir(), Settings: map[string]string{key: value}}
		_, err := c.New(t, p)
		expectEmpty(t, p.Dir)
		expectEmpty(t, p.LogDir)
		return err
	}
	for _, setting := range c.Accepted {
		t.Run(setting, func(t *testing.T) {
			if err := try(t, setting); err != nil {
				t.Errorf("refused: %v", err)
			}
		})
	}
	for setting, want := range c.Refused {
		t.Run(setting, func(t *testing.T) {
			if err := try(t, setting); err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("found %v, want one line that begins with %q", err, want)
			}
		})
	}
}

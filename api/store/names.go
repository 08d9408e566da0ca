package store

import "fmt"

// CheckObjectName returns ErrInvalid, with the reason, for a name that the Objects contract refuses. Backends call it before
// they touch anything, so that a name can never leave the bucket.
func CheckObjectName(name string) error {
	switch {
	case name == "":
		return fmt.Errorf("%w: object name is empty", ErrInvalid)
	case len(name) > 255:
		return fmt.Errorf("%w: object name has %d bytes, at most 255 are allowed", ErrInvalid, len(name))
	case name == ".", name == "..":
		return fmt.Errorf("%w: object name %q", ErrInvalid, name)
	}
	for _, r := range name {
		// 0x7f-0x9f are the DEL and C1 control characters; U+FFFD is also what an invalid byte decodes to.
		if r == '/' || r == '\\' || r < 0x20 || r >= 0x7f && r <= 0x9f || r == '\uFFFD' {
			return fmt.Errorf("%w: object name contains %q", ErrInvalid, r)
		}
	}
	return nil
}

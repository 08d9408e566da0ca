//go:build !unix

package postgres

import "syscall"

// disturbed is not known here.
func disturbed(syscall.RawConn) bool { return false }

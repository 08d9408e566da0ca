//go:build !unix

package http1

// readNow cannot read without waiting here: a connection that the server closed while it was idle is found out by the next request.
func (s *socket) readNow([]byte) (int, error) { return 0, errQuiet }

package compose

import (
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
)

// Ports are chosen from this range, clear of every server's default and of what Linux hands out to outgoing connections.
const (
	lowestPort  = 20000
	highestPort = 32767
)

// freePorts returns the first of n consecutive ports that are free on the loopback address. They must be consecutive because replicas
// of one service can only be given a range.
func freePorts(n int) (int, error) {
	const attempts = 200
	var last error
	for range attempts {
		first := lowestPort + rand.IntN(highestPort-lowestPort-n+2)
		if last = listenAll(first, n); last == nil {
			return first, nil
		}
	}
	return 0, fmt.Errorf("find %d free ports in a row on %s: %w", n, loopback, last)
}

// listenAll sees whether all ports are free.
func listenAll(first, n int) error {
	for port := first; port < first+n; port++ {
		l, err := net.Listen("tcp", net.JoinHostPort(loopback, strconv.Itoa(port)))
		if err != nil {
			return err
		}
		defer l.Close()
	}
	return nil
}

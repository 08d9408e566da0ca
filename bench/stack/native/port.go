package native

import (
	"fmt"
	"math/rand/v2"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"

	"quintet/bench/host"
)

// loopback is where every single server listens; the nodes of a cluster take the addresses that follow.
const loopback = "127.0.0.1"

// Ports are chosen from here up, clear of every server's default and of what the system hands out to outgoing connections: a
// server that is down for a moment must not find its port taken by a client, least of all by one that was trying to reach it.
const (
	lowestPort  = 20000
	highestPort = 32767
)

// given are the ports that this program chose last. A server takes seconds until it listens, and until then its port looks free to the
// next one that chooses: of ten servers in so few ports, two meet in one start of some hundreds.
var given struct {
	sync.Mutex
	ports []int
}

// remembered is how many ports are not chosen again: those of many servers, and few of all there are.
const remembered = 500

// claim makes a port the caller's, unless it is another's.
func claim(port int) bool {
	given.Lock()
	defer given.Unlock()
	if slices.Contains(given.ports, port) {
		return false
	}
	given.ports = append(given.ports[max(0, len(given.ports)+1-remembered):], port)
	return true
}

// FreePorts chooses n different ports that are free on each of the hosts, that no earlier call chose lately, and that the system gives to no program by
// itself.
func FreePorts(n int, hosts ...string) ([]int, error) {
	const attempts = 200
	low, high := portRange()
	var ports []int
	var held []net.Listener
	defer func() {
		for _, l := range held {
			_ = l.Close()
		}
	}()
	var last error
	for range attempts {
		if len(ports) == n {
			return ports, nil
		}
		port := low + rand.IntN(high-low+1)
		if !claim(port) {
			continue
		}
		listeners, err := listenAll(port, hosts)
		held = append(held, listeners...)
		if err != nil {
			last = err
			continue
		}
		ports = append(ports, port)
	}
	return nil, fmt.Errorf("find %d free ports on %s: %w", n, strings.Join(hosts, ", "), last)
}

// splitAddress takes "host:port" apart.
func splitAddress(addr string) (host string, port int, err error) {
	host, text, err := net.SplitHostPort(addr)
	if err == nil {
		port, err = strconv.Atoi(text)
	}
	return host, port, err
}

func listenAll(port int, hosts []string) ([]net.Listener, error) {
	var held []net.Listener
	for _, host := range hosts {
		l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
		if err != nil {
			return held, err
		}
		held = append(held, l)
	}
	return held, nil
}

// portRange is where to choose: below the ports of outgoing connections where the system tells them and leaves room.
func portRange() (low, high int) {
	const room = 1000
	if first, ok := host.OutgoingPorts(); ok && first-1 > lowestPort+room && first-1 < highestPort {
		return lowestPort, first - 1
	}
	return lowestPort, highestPort
}

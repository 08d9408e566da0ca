package compose

import (
	"cmp"
	"strconv"

	"quintet/api/store"
)

// part is a service of the compose file that a run uses.
type part struct {
	// service is its name in the file, role what it does for the API.
	service, role string
	// software says whose version it has: the service that was asked for it. With several nodes it is their name, too.
	software string
	// port is where it listens in its container, variable what publishes it on this machine; without one it is not published.
	port     int
	variable string
	// metrics is the path of its Prometheus endpoint, empty when it has none.
	metrics string
}

// parts is the table of services, in the order in which they are listed. Services of stores are called as the backends.
func parts(backends []store.Description) []part {
	var list []part
	for _, b := range backends {
		p := part{service: b.Name, role: b.Role(), software: b.Name}
		for _, v := range b.Variables {
			if v.Use == store.Port {
				p.variable = v.Name
				p.port, _ = strconv.Atoi(cmp.Or(v.Default, v.Made))
			}
		}
		if b.Scraped != nil {
			p.metrics = b.Scraped.Path
		}
		list = append(list, p)
		for _, service := range nodes(&b, b.Nodes)[1:] {
			p.service, p.variable = service, ""
			list = append(list, p)
		}
	}
	return append(list,
		part{"prometheus", "metrics", "prometheus", 9090, "PROMETHEUS_PORT", ""},
		part{"api", "api", "api", 3000, "", "/metrics"})
}

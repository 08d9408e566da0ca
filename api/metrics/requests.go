package metrics

import (
	"slices"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// unusualRequests is the room for combinations of route, method and code that are not a route's usual one.
const unusualRequests = 32

// requestSide makes the metrics of requests.
func (m *Metrics) requestSide(cfg Config) []prometheus.Collector {
	m.requests = newDurations(
		histogram("http_request_duration_seconds", "Time in which a request was served, from its head being read to its answer being written.", seconds()),
		[]string{"route", "method", "code"}, unusualRequests,
		func(labels [3]string) [3]string { return [3]string{Other, Other, labels[2][:1] + "xx"} },
	)
	m.inFlight = prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: "http_requests_in_flight", Help: "Requests being served now.",
	}, []string{"route"})
	m.requestBytes = prometheus.NewHistogramVec(histogram("http_request_size_bytes", "Size of the bodies of requests that have one.", bytes()), []string{"route"})
	m.responseBytes = prometheus.NewHistogramVec(histogram("http_response_size_bytes", "Size of the bodies of answers.", bytes()), []string{"route"})
	m.panics = prometheus.NewCounter(prometheus.CounterOpts{Name: "http_panics_total", Help: "Requests whose handler panicked."})

	for template, methods := range cfg.Routes {
		m.routesByName[template] = true
		for _, method := range methods {
			if !slices.Contains(m.methods, method) {
				m.methods = append(m.methods, method)
			}
		}
	}
	return []prometheus.Collector{m.requests.vec, m.inFlight, m.requestBytes, m.responseBytes, m.panics}
}

// Panic counts a request whose handler panicked.
func (m *Metrics) Panic() {
	if m != nil {
		m.panics.Inc()
	}
}

// Route counts the requests of one route and method. Make it with Metrics.Route, once for each.
type Route struct {
	m                *Metrics
	template, method string
	code             int
	usual            prometheus.Observer
	inFlight         prometheus.Gauge
	request          prometheus.Observer
	response         prometheus.Observer
}

// Route returns the counting of requests of a route and method, and creates the series of the code with which it usually answers; 0
// creates none. A template that is not among the routes is counted as Other, and so is an empty method, which stands for any. Nil Metrics have a nil Route, which counts nothing.
func (m *Metrics) Route(template, method string, code int) *Route {
	if m == nil {
		return nil
	}
	if !m.routesByName[template] {
		template = Other
	}
	r := &Route{
		m: m, template: template, method: method, code: code,
		inFlight: m.inFlight.WithLabelValues(template), response: m.responseBytes.WithLabelValues(template),
	}
	if code != 0 {
		r.usual = m.requests.expect(r.labels(method, code))
	}
	if method == "POST" || method == "PUT" && code == 200 {
		r.request = m.requestBytes.WithLabelValues(template)
	}
	return r
}

// Begin counts a request as being served; the caller calls End when it has been.
func (r *Route) Begin() {
	if r != nil {
		r.inFlight.Inc()
	}
}

// Request is what is known of a request when it ends.
type Request struct {
	// Method as the client wrote it.
	Method string
	Code   int
	Took   time.Duration
	// Received and Sent are the sizes of both bodies in bytes.
	Received, Sent int64
}

// End counts a request as done.
func (r *Route) End(request Request) {
	if r == nil {
		return
	}
	r.inFlight.Dec()
	duration := r.usual
	if request.Code != r.code || request.Method != r.method {
		duration = r.m.requests.of(r.labels(request.Method, request.Code))
	}
	duration.Observe(request.Took.Seconds())
	r.response.Observe(float64(request.Sent))
	switch {
	case request.Received <= 0:
	case r.request != nil:
		r.request.Observe(float64(request.Received))
	default:
		// A body where none belongs.
		r.m.requestBytes.WithLabelValues(Other).Observe(float64(request.Received))
	}
}

// labels bounds method and code: a client can make up the first, but not the second.
func (r *Route) labels(method string, code int) [3]string {
	if method != "HEAD" {
		method = known(r.m.methods, method, Other)
	}
	return [3]string{r.template, method, strconv.Itoa(code)}
}

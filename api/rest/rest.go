package rest

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/gorilla/mux"
	"golang.org/x/sync/singleflight"

	"quintet/api/admission"
	"quintet/api/metrics"
	"quintet/api/store"
)

// Dependency is something that the API needs and /readyz asks after.
type Dependency struct {
	// Name is what answers ("sqlite"), Role what for ("records").
	Name, Role string
	// Ping asks it to do what it is needed for. It returns when its context ends.
	Ping func(context.Context) error
}

// Config states what the API works on. Its zero value, with Stores, is useful.
type Config struct {
	// Stores has a store for each role, decorated as wished, the Graph with integrity; the Cache is not looked at.
	Stores store.Set
	// Metrics count requests; with nil they are not counted, and /metrics is not there.
	Metrics *metrics.Metrics
	// Dependencies are what /readyz asks after.
	Dependencies []Dependency
	// Timeout bounds a request, UploadTimeout one that moves a file; 0 means 10s and 2m.
	Timeout, UploadTimeout time.Duration
	// MaxBody bounds a JSON body, MaxUpload a file, in bytes; 0 means 2 MiB and 32 MiB. The bounds of texts count characters, and a character
	// may be sent as an escaped surrogate pair of 12 bytes: 2 MiB have room for the longest text in that form.
	MaxBody, MaxUpload int64
	// Gate decides which requests are served: those shed get 503 with "retry later". Nil admits all.
	Gate *admission.Gate
	// SessionTTL is how long a session lives; 0 means 24h.
	SessionTTL time.Duration
	// Hosts are the names and addresses that this API answers for beside loopback and the address that a connection came in at.
	Hosts []string
	// Log gets panics and unexpected errors; nil means none.
	Log *slog.Logger
}

// api is what all handlers work on.
type api struct {
	Config
	origins http.CrossOriginProtection
	pings   singleflight.Group
}

// New is the whole API, with its probes, metrics and description.
func New(cfg Config) http.Handler {
	or := func(d *time.Duration, otherwise time.Duration) {
		if *d <= 0 {
			*d = otherwise
		}
	}
	or(&cfg.Timeout, 10*time.Second)
	or(&cfg.UploadTimeout, 2*time.Minute)
	or(&cfg.SessionTTL, 24*time.Hour)
	cfg.MaxBody = cmp.Or(cfg.MaxBody, 2<<20)
	cfg.MaxUpload = cmp.Or(cfg.MaxUpload, 32<<20)
	cfg.Log = cmp.Or(cfg.Log, slog.New(slog.DiscardHandler))
	a := &api{Config: cfg}
	router := mux.NewRouter()
	// Paths are matched as they were sent: an encoded slash in a file's name is the name's, and no redirect cleans a path.
	router.UseEncodedPath().SkipClean(true)
	for _, r := range routes() {
		methods := []string{r.method}
		if r.method == http.MethodGet {
			methods = append(methods, http.MethodHead)
		}
		router.Handle(r.pattern(), a.endpoint(r)).Methods(methods...)
	}
	router.NotFoundHandler = a.endpoint(route{serve: func(*api, *exchange) error {
		return &problem{status: http.StatusNotFound, detail: "There is nothing at this path."}
	}})
	router.MethodNotAllowedHandler = a.endpoint(route{serve: func(_ *api, x *exchange) error { return notAllowed(router, x.r) }})
	return router
}

// notAllowed names the methods that the path of a request has.
func notAllowed(router *mux.Router, r *http.Request) error {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete} {
		asked, match := *r, mux.RouteMatch{}
		asked.Method = method
		if router.Match(&asked, &match) && match.MatchErr == nil {
			allowed = append(allowed, method)
		}
	}
	return &problem{status: http.StatusMethodNotAllowed, detail: "This path does not take that method.", allow: allowed}
}

package rest

import (
	"net/http"

	"quintet/api/hosts"
)

// foreign refuses what a page in a browser has sent here without being this API's.
func (a *api) foreign(r *http.Request) error {
	if !hosts.Own(r, a.Hosts) {
		return &problem{
			status: hosts.Refused,
			detail: "This API does not answer for the host " + quote(hosts.Name(r.Host)) + "; ALLOWED_HOSTS names those it answers for beside loopback.",
		}
	}
	// Writes that a page of another origin has a browser send.
	if err := a.origins.Check(r); err != nil {
		return &problem{status: http.StatusForbidden, detail: "A page of another origin must not write here.", cause: err}
	}
	return nil
}

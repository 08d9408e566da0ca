package web

import (
	"context"
	"crypto/subtle"
	"net/http"
	"strings"

	"quintet/api/hosts"
)

// policy is what a page may load and do: nothing from other hosts, no script but that of files, no style but that of files and what the kit's bars
// have in an attribute, which can load and run nothing.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// wholeFilePolicy is that of a page which is one file, its style and its pictures in it.
const wholeFilePolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

// Refusals, in words: who reads them has lost the address, or is a program.
const (
	noToken   = "This page needs the address that bench printed, with its token. Every start of bench has a new one."
	foreign   = "This request came from a page of another site, so it was refused."
	otherHost = "This server does not answer for that host."
)

// guard hands on what is for this server, from one of its own pages or somebody who has its address, without the token in its path.
func guard(token string, names []string, next http.Handler) http.Handler {
	prefix := "/" + token
	inside := http.NewServeMux()
	inside.Handle("GET /static/", static())
	inside.Handle("/", http.MaxBytesHandler(next, maxBody))
	stripped := http.StripPrefix(prefix, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		inside.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), asked{}, r.URL.EscapedPath())))
	}))
	sameOrigin := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secure(w.Header())
		if !hosts.Own(r, names) {
			http.Error(w, otherHost, hosts.Refused)
			return
		}
		if err := sameOrigin.Check(r); err != nil || !ownOrigin(r) {
			http.Error(w, foreign, http.StatusForbidden)
			return
		}
		same := func(found string) bool { return subtle.ConstantTimeCompare([]byte(found), []byte(token)) == 1 }
		if r.URL.Path == "/" && r.Method == http.MethodGet && same(r.URL.Query().Get("token")) {
			http.Redirect(w, r, prefix+"/", http.StatusSeeOther)
			return
		}
		first, _, slash := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		if !same(first) {
			http.Error(w, noToken, http.StatusForbidden)
			return
		}
		if !slash {
			http.Redirect(w, r, prefix+"/", http.StatusSeeOther)
			return
		}
		stripped.ServeHTTP(&below{ResponseWriter: w, prefix: prefix}, r)
	})
}

// ownOrigin reports whether a request that names the page it comes from names one of this server. CrossOriginProtection asks this only of those
// that change something.
func ownOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	return origin == "" || strings.EqualFold(origin, "http://"+r.Host)
}

// secure sets what every answer has.
func secure(h http.Header) {
	for name, value := range map[string]string{
		"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "no-store",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
	} {
		h.Set(name, value)
	}
}

// below has redirects lead to paths below the token, which handlers do not know.
type below struct {
	http.ResponseWriter
	prefix string
}

// WriteHeader implements http.ResponseWriter.
func (b *below) WriteHeader(status int) {
	if to := b.Header().Get("Location"); strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "//") {
		b.Header().Set("Location", b.prefix+to)
	}
	b.ResponseWriter.WriteHeader(status)
}

// Unwrap is for http.ResponseController.
func (b *below) Unwrap() http.ResponseWriter { return b.ResponseWriter }

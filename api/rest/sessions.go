package rest

import (
	"net/http"
	"net/url"
)

// longestToken bounds the key that is asked for; the tokens that are given out are shorter.
const longestToken = 128

// token is the variable of the path. One that cannot be a token is a session that does not exist.
func (x *exchange) token() (string, error) {
	token, err := x.param("token")
	if err == nil && len(token) > longestToken {
		err = notFound(noSession)
	}
	return token, err
}

const noSession = "There is no such session, or it has expired."

// createSession makes a session. Its token is a secret, so no cache may keep the answer.
func (a *api) createSession(x *exchange) error {
	var user int64
	if err := x.decode(positive("user_id", &user)); err != nil {
		return err
	}
	s, err := a.Stores.Sessions.CreateSession(x.ctx, user, a.SessionTTL)
	if err != nil {
		return err
	}
	x.Header().Set("Location", "/sessions/"+url.PathEscape(s.Token))
	x.Header().Set("Cache-Control", "no-store")
	return x.json(http.StatusCreated, appendSession(x.out, s))
}

// getSession gives a session that has not ended; 404 afterwards.
func (a *api) getSession(x *exchange) error {
	token, err := x.token()
	if err != nil {
		return err
	}
	s, err := a.Stores.Sessions.Session(x.ctx, token)
	if err != nil {
		return absent(err, noSession)
	}
	x.Header().Set("Cache-Control", "no-store")
	return x.json(http.StatusOK, appendSession(x.out, s))
}

func (a *api) deleteSession(x *exchange) error {
	token, err := x.token()
	if err != nil {
		return err
	}
	if err := a.Stores.Sessions.DeleteSession(x.ctx, token); err != nil {
		return absent(err, noSession)
	}
	return x.done()
}

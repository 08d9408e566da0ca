package scenario

import "go.yaml.in/yaml/v3"

// Auth is what every declared operation sends to authenticate, unless it has the field itself. One of Bearer, User with Password, and Cookie is given;
// all are templates whose secrets come from the environment.
type Auth struct{ Bearer, User, Password, Cookie string }

// TLS are the PEM files of connections by https, relative to the scenario's file: CA in place of the system's roots, and the client's
// certificate with its key. Empty ones are not used. They are templates, so that a path can come from the environment.
type TLS struct{ CA, Cert, Key string }

const authForm = "`{bearer: \"${TOKEN}\"}`, `{basic: {user: ada, password: \"${PASSWORD}\"}}` or `{cookie: \"session=${SESSION}\"}`"

// auth decodes how to authenticate.
func (d *decoder) auth(n *yaml.Node) *Auth {
	d.place("auth", n)
	fields, ok := d.mapping(n, "auth", []string{"bearer", "basic", "cookie"})
	if !ok || len(fields) != 1 {
		if ok {
			d.fail(n, "auth", "not exactly one way", authForm)
		}
		return nil
	}
	a := &Auth{}
	if f, ok := fields["basic"]; ok {
		d.texts(f.value, "auth.basic", map[string]*string{"user": &a.User, "password": &a.Password}, "user", "password")
		return a
	}
	d.texts(n, "auth", map[string]*string{"bearer": &a.Bearer, "cookie": &a.Cookie})
	return a
}

// tls decodes the files of connections by https.
func (d *decoder) tls(n *yaml.Node) *TLS {
	d.place("tls", n)
	t := &TLS{}
	d.texts(n, "tls", map[string]*string{"ca": &t.CA, "cert": &t.Cert, "key": &t.Key})
	if (t.Cert == "") != (t.Key == "") {
		d.fail(n, "tls", "one of `cert` and `key`", "both, or neither")
	}
	return t
}

// texts decodes a mapping of texts, of which some must be there.
func (d *decoder) texts(n *yaml.Node, path string, targets map[string]*string, required ...string) {
	var known []string
	for _, name := range []string{"bearer", "cookie", "user", "password", "ca", "cert", "key"} {
		if targets[name] != nil {
			known = append(known, name)
		}
	}
	fields, ok := d.mapping(n, path, known)
	if !ok {
		return
	}
	for name, f := range fields {
		d.place(path+"."+name, f.value)
		*targets[name], _ = d.text(f.value, path+"."+name, "a text")
	}
	for _, name := range required {
		if *targets[name] == "" {
			d.fail(n, path+"."+name, "nothing", "a text")
		}
	}
}

package rest

import (
	"net/http"
	"slices"
	"strings"
)

// route is one row of the table of routes.
type route struct {
	method, template string
	// code is the status with which it usually answers.
	code  int
	serve func(*api, *exchange) error
	// file is set for routes that move a file: they have more time.
	file bool
	// probe is set for routes that must answer while the API sheds load.
	probe bool
}

// routes is the table of all routes. The router tries them in this order, so those asked most come first.
func routes() []route {
	const get, post, put, del = http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete
	return []route{
		{method: get, template: "/messages/{conversationId}", code: 200, serve: (*api).listMessages},
		{method: post, template: "/messages", code: 201, serve: (*api).addMessage},
		{method: get, template: "/users/{id}", code: 200, serve: (*api).getUser},
		{method: put, template: "/users/{id}", code: 200, serve: (*api).updateUser},
		{method: del, template: "/users/{id}", code: 204, serve: (*api).deleteUser},
		{method: get, template: "/users", code: 200, serve: (*api).listUsers},
		{method: post, template: "/users", code: 201, serve: (*api).createUser},
		{method: get, template: "/notifications/{userId}", code: 200, serve: (*api).listNotifications},
		{method: post, template: "/notifications", code: 201, serve: (*api).addNotification},
		{method: get, template: "/users/{id}/friends", code: 200, serve: (*api).listFriends},
		{method: put, template: "/users/{id}/friends/{friendId}", code: 204, serve: (*api).addFriend},
		{method: del, template: "/users/{id}/friends/{friendId}", code: 204, serve: (*api).removeFriend},
		{method: get, template: "/users/{id}/suggestions", code: 200, serve: (*api).suggestFriends},
		{method: get, template: "/users/{id}/groups", code: 200, serve: (*api).listGroupsOf},
		{method: get, template: "/groups/{id}", code: 200, serve: (*api).getGroup},
		{method: get, template: "/groups", code: 200, serve: (*api).listGroups},
		{method: post, template: "/groups", code: 201, serve: (*api).createGroup},
		{method: get, template: "/groups/{id}/members", code: 200, serve: (*api).listMembers},
		{method: put, template: "/groups/{id}/members/{userId}", code: 204, serve: (*api).addMember},
		{method: del, template: "/groups/{id}/members/{userId}", code: 204, serve: (*api).removeMember},
		{method: get, template: "/sessions/{token}", code: 200, serve: (*api).getSession},
		{method: del, template: "/sessions/{token}", code: 204, serve: (*api).deleteSession},
		{method: post, template: "/sessions", code: 201, serve: (*api).createSession},
		{method: get, template: "/storage/download/{filename}", code: 200, serve: (*api).download, file: true},
		{method: post, template: "/storage/upload", code: 201, serve: (*api).upload, file: true},
		{method: get, template: "/healthz", code: 200, serve: (*api).health, probe: true},
		{method: get, template: "/readyz", code: 200, serve: (*api).ready, probe: true},
		{method: get, template: "/metrics", code: 200, serve: (*api).metrics, probe: true},
		{method: get, template: "/openapi.yaml", code: 200, serve: (*api).describe, probe: true},
	}
}

// pattern is the template as the router wants it. A file's name takes all that follows, so that one with a slash, or none, is refused
// for what it is.
func (r route) pattern() string { return strings.Replace(r.template, "{filename}", "{filename:.*}", 1) }

// Routes are the templates of all routes, each with its methods. Every GET answers HEAD too.
func Routes() map[string][]string {
	out := map[string][]string{}
	for _, r := range routes() {
		out[r.template] = append(out[r.template], r.method)
	}
	for _, methods := range out {
		slices.Sort(methods)
	}
	return out
}

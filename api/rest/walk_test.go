package rest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"quintet/api/rest"
	"quintet/api/store"
)

const (
	conversation = "8d0f6a52-5c1e-4c3a-9a51-2f6f2f0a7b11"
	// event is a UUIDv7 of 2025-01-01T00:00:00.120Z: its last digit of milliseconds is a zero.
	event = "01941f29-7c78-7000-8000-000000000001"
	newer = "01941f29-7c79-7000-8000-000000000002"
)

// step is one request and what its answer must be.
type step struct {
	name, method, path, body string
	status                   int
	// want is part of the answer's body; of problems, of its detail or errors.
	want string
}

// steps walk over every route with its usual answer and its own errors, in this order over one service: two users, a group.
var steps = []step{
	{"CreateUser", "POST", "/users", `{"name":"Ada","email":"ada@example.org"}`, 201, `{"id":1,"name":"Ada","email":"ada@example.org","created_at":"`},
	{"CreateSecond", "POST", "/users", `{"email":"bo@example.org","name":"Bö \"B\" 🙂"}`, 201, `"name":"Bö \"B\" 🙂"`},
	{"CreateThird", "POST", "/users", `{"name":"Cy","email":"cy@example.org"}`, 201, `"id":3`},
	{"EmailTaken", "POST", "/users", `{"name":"Ada","email":"ADA@example.org"}`, 409, "e-mail"},
	{"GetUser", "GET", "/users/1", "", 200, `"email":"ada@example.org"`},
	{"GetUserAgain", "GET", "/users/1", "", 200, `"email":"ada@example.org"`},
	{"NoUser", "GET", "/users/99", "", 404, "no user 99"},
	{"NoUserAgain", "GET", "/users/99", "", 404, "no user 99"},
	{"ListUsers", "GET", "/users", "", 200, `[{"id":1,`},
	{"ListUsersAfter", "GET", "/users?after=1&limit=1", "", 200, `[{"id":2,`},
	{"ListUsersPastTheEnd", "GET", "/users?after=9223372036854775807", "", 200, `[]`},
	{"UpdateUser", "PUT", "/users/1", `{"name":"Ada L.","email":"ada@example.org"}`, 200, `"name":"Ada L."`},
	{"UpdateIsSeen", "GET", "/users/1", "", 200, `"name":"Ada L."`},
	{"UpdateToTakenEmail", "PUT", "/users/1", `{"name":"Ada","email":"Bo@example.org"}`, 409, "e-mail"},
	{"UpdateNoUser", "PUT", "/users/99", `{"name":"Ada","email":"x@example.org"}`, 404, "no user 99"},

	{"CreateGroup", "POST", "/groups", `{"name":"Hiking","description":"On Sundays"}`, 201, `{"id":1,"name":"Hiking","description":"On Sundays","created_at":"`},
	{"CreateGroupWithoutDescription", "POST", "/groups", `{"name":"Hiking"}`, 201, `"description":""`},
	{"GetGroup", "GET", "/groups/1", "", 200, `"name":"Hiking"`},
	{"NoGroup", "GET", "/groups/99", "", 404, "no group 99"},
	{"ListGroups", "GET", "/groups?limit=500", "", 200, `"id":2`},

	{"NoFriendsYet", "GET", "/users/1/friends", "", 200, `[]`},
	{"AddFriend", "PUT", "/users/1/friends/2", "", 204, ""},
	{"AddFriendAgain", "PUT", "/users/2/friends/1", "", 204, ""},
	{"AddThird", "PUT", "/users/2/friends/3", "", 204, ""},
	{"Friends", "GET", "/users/2/friends", "", 200, `[{"user_id":1},{"user_id":3}]`},
	{"FriendsAfter", "GET", "/users/2/friends?after=1", "", 200, `[{"user_id":3}]`},
	{"Suggestions", "GET", "/users/1/suggestions", "", 200, `[{"user_id":3,"mutual_friends":1}]`},
	{"NoSuggestions", "GET", "/users/2/suggestions", "", 200, `[]`},
	{"FriendOfOneself", "PUT", "/users/1/friends/1", "", 422, "friendId"},
	{"FriendAbsent", "PUT", "/users/1/friends/99", "", 404, "no user 99"},
	{"BefrienderAbsent", "PUT", "/users/99/friends/1", "", 404, "no user 99"},
	{"FriendsOfNobody", "GET", "/users/99/friends", "", 404, "no user 99"},
	{"SuggestionsForNobody", "GET", "/users/99/suggestions", "", 404, "no user 99"},
	{"RemoveFriend", "DELETE", "/users/3/friends/2", "", 204, ""},
	{"RemoveNoFriend", "DELETE", "/users/3/friends/2", "", 404, "not friends"},

	{"NoMembersYet", "GET", "/groups/1/members", "", 200, `[]`},
	{"AddMember", "PUT", "/groups/1/members/2", "", 204, ""},
	{"AddMemberAgain", "PUT", "/groups/1/members/2", "", 204, ""},
	{"Members", "GET", "/groups/1/members", "", 200, `[{"user_id":2}]`},
	{"GroupsOf", "GET", "/users/2/groups", "", 200, `[{"group_id":1}]`},
	{"GroupsOfNone", "GET", "/users/1/groups", "", 200, `[]`},
	{"MemberAbsent", "PUT", "/groups/1/members/99", "", 404, "no user 99"},
	{"GroupOfMemberAbsent", "PUT", "/groups/99/members/1", "", 404, "no group 99"},
	{"MembersOfNoGroup", "GET", "/groups/99/members", "", 404, "no group 99"},
	{"GroupsOfNobody", "GET", "/users/99/groups", "", 404, "no user 99"},
	{"RemoveMember", "DELETE", "/groups/1/members/2", "", 204, ""},
	{"RemoveNoMember", "DELETE", "/groups/1/members/2", "", 404, "not in group"},

	{"NoMessages", "GET", "/messages/" + conversation, "", 200, `[]`},
	{"AddMessage", "POST", "/messages", `{"conversation_id":"` + conversation + `","message_id":"` + event + `","user_id":7,"content":"hi"}`, 201,
		`{"conversation_id":"` + conversation + `","message_id":"` + event + `","user_id":7,"content":"hi","timestamp":"2025-01-01T00:00:00.120Z"}`},
	{"AddMessageAgain", "POST", "/messages", `{"conversation_id":"` + conversation + `","message_id":"` + event + `","user_id":7,"content":"hi"}`, 201, event},
	{"AddNewerMessage", "POST", "/messages", `{"conversation_id":"` + conversation + `","message_id":"` + newer + `","user_id":7,"content":"ho"}`, 201, newer},
	{"Messages", "GET", "/messages/" + conversation, "", 200, `[{"conversation_id":"` + conversation + `","message_id":"` + newer},
	{"MessagesAgain", "GET", "/messages/" + strings.ToUpper(conversation), "", 200, `"content":"hi","timestamp":"2025-01-01T00:00:00.120Z"}]`},
	{"MessagesBefore", "GET", "/messages/" + conversation + "?before=" + newer, "", 200, `[{"conversation_id":"` + conversation + `","message_id":"` + event},
	{"AddMessageWithoutID", "POST", "/messages", `{"conversation_id":"` + conversation + `","user_id":7,"content":"x"}`, 201, `"message_id":"0`},
	{"MessageIDOfVersion4", "POST", "/messages", `{"conversation_id":"` + conversation + `","message_id":"` + conversation + `","user_id":7,"content":"x"}`, 422, "message_id"},
	{"MessageIDBeyondTime", "POST", "/messages", `{"conversation_id":"` + conversation + `","message_id":"ffffffff-ffff-7000-8000-000000000001","user_id":7,"content":"x"}`, 422, "message_id"},

	{"NoNotifications", "GET", "/notifications/7", "", 200, `[]`},
	{"AddNotification", "POST", "/notifications", `{"user_id":7,"type":"mention","content":"you"}`, 201, `{"user_id":7,"notification_id":"0`},
	{"AddNotificationWithID", "POST", "/notifications", `{"user_id":7,"type":"mention","content":"you","notification_id":"` + event + `"}`, 201, `"timestamp":"2025-01-01T00:00:00.120Z"`},
	{"Notifications", "GET", "/notifications/7", "", 200, `"type":"mention"`},
	{"NotificationsBefore", "GET", "/notifications/7?limit=1&before=" + newer, "", 200, event},
	{"NotificationIDOfVersion4", "POST", "/notifications", `{"user_id":7,"type":"x","content":"x","notification_id":"` + conversation + `"}`, 422, "notification_id"},

	{"CreateSession", "POST", "/sessions", `{"user_id":1}`, 201, `"user_id":1`},
	{"NoSession", "GET", "/sessions/nothing", "", 404, "expired"},
	{"LongToken", "GET", "/sessions/" + strings.Repeat("x", 200), "", 404, "expired"},
	{"DeleteNoSession", "DELETE", "/sessions/nothing", "", 404, "expired"},

	{"NoFile", "GET", "/storage/download/nothing.txt", "", 404, "nothing.txt"},

	{"DeleteUser", "DELETE", "/users/2", "", 204, ""},
	{"DeletedUser", "GET", "/users/2", "", 404, "no user 2"},
	{"DeleteUserAgain", "DELETE", "/users/2", "", 404, "no user 2"},
	{"FriendsOfDeleted", "GET", "/users/2/friends", "", 404, "no user 2"},
	{"DeletedIsNoFriend", "GET", "/users/1/friends", "", 200, `[]`},

	{"Health", "GET", "/healthz", "", 200, `{"status":"up"}`},
	{"Ready", "GET", "/readyz", "", 200, `{"status":"ready","stores":[{"name":"sqlite","role":"records","up":true,"latency_seconds":`},
	{"Metrics", "GET", "/metrics", "", 200, `http_request_duration_seconds_count{code="201",method="POST",route="/users"} 3`},
	{"Description", "GET", "/openapi.yaml", "", 200, "openapi: 3.1"},
}

// TestEveryRoute holds every answer against the description too, and asks that each operation was asked and answered well.
func TestEveryRoute(t *testing.T) {
	s := open(t, nil)
	c := readContract(t, s)
	for _, step := range steps {
		t.Run(step.name, func(t *testing.T) {
			a := s.do(step.method, step.path, step.body)
			if a.StatusCode != step.status {
				t.Fatalf("%s %s: %s %s, want %d", step.method, step.path, a.Status, a.body, step.status)
			}
			if step.status >= 400 {
				a.refused(t, step.status)
			}
			if !strings.Contains(a.body, step.want) {
				t.Errorf("%s %s: %s, want %s in it", step.method, step.path, a.body, step.want)
			}
			c.check(t, a)
		})
	}
	session := decode[store.Session](t, s.want(201, "POST", "/sessions", `{"user_id":3}`))
	c.check(t, s.want(200, "GET", "/sessions/"+session.Token, ""))
	c.check(t, s.want(204, "DELETE", "/sessions/"+session.Token, ""))
	s.want(404, "GET", "/sessions/"+session.Token, "")

	body, header := form(t, `form-data; name="file"; filename="a b.txt"`, "text/plain", "content")
	uploaded := s.do("POST", "/storage/upload", body, "Content-Type", header)
	c.check(t, uploaded)
	path := decode[file](t, uploaded).URL
	for headers, status := range map[[2]string]int{
		{"Accept", "*/*"}: 200, {"Range", "bytes=1-2"}: 206, {"Range", "bytes=99-"}: 416, {"If-Match", `"another"`}: 412,
	} {
		a := s.do("GET", path, "", headers[0], headers[1])
		if a.StatusCode != status {
			t.Errorf("download with %s: %s, want %d", headers, a.Status, status)
		}
		c.check(t, a)
	}
	c.check(t, s.want(302, "GET", path+"?presign=1", ""))

	for path, item := range c.document.Paths.Map() {
		for method, operation := range item.Operations() {
			if !c.seen[operation.OperationID+" OK"] && !c.seen[operation.OperationID+" Created"] && !c.seen[operation.OperationID+" No Content"] {
				t.Errorf("%s %s was never answered well", method, path)
			}
		}
	}
}

// TestMethods asks every route for every method that it does not have, and for HEAD where it has GET.
func TestMethods(t *testing.T) {
	s := open(t, nil)
	s.user(1)
	for template, methods := range rest.Routes() {
		path := strings.NewReplacer("{id}", "1", "{friendId}", "1", "{userId}", "1", "{conversationId}", conversation,
			"{filename}", "x", "{token}", "x").Replace(template)
		allowed := map[string]bool{}
		for _, m := range methods {
			allowed[m] = true
			if m == http.MethodGet {
				allowed[http.MethodHead] = true
			}
		}
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"} {
			a := s.do(method, path, "")
			if allowed[method] {
				if a.StatusCode == 405 || method == "HEAD" && a.body != "" {
					t.Errorf("%s %s: %s %q", method, path, a.Status, a.body)
				}
				continue
			}
			if method == "HEAD" {
				if a.StatusCode != 405 {
					t.Errorf("HEAD %s: %s", path, a.Status)
				}
			} else {
				a.refused(t, 405)
			}
			listed := map[string]bool{}
			for m := range strings.SplitSeq(a.Header.Get("Allow"), ", ") {
				listed[m] = true
			}
			if fmt.Sprint(listed) != fmt.Sprint(allowed) {
				t.Errorf("%s %s: Allow is %v, want %v", method, path, listed, allowed)
			}
		}
	}
}

func TestNoSuchRoute(t *testing.T) {
	s := open(t, nil)
	for _, path := range []string{"/", "/user", "/users/", "/users/1/", "//users", "/users/1/friends/2/3", "/relationships/friends/1", "/cache/x", "/Users"} {
		s.do("GET", path, "").refused(t, 404)
	}
}

// TestHead compares the heads of HEAD and GET.
func TestHead(t *testing.T) {
	s := open(t, nil)
	s.user(1)
	path := s.upload("x.txt", "text/plain", "content").URL
	for _, path := range []string{"/users/1", "/users", path, "/users/7", "/healthz", "/openapi.yaml"} {
		get, head := s.do("GET", path, ""), s.do("HEAD", path, "")
		if head.body != "" || head.StatusCode != get.StatusCode || head.ContentLength != get.ContentLength ||
			head.Header.Get("Content-Type") != get.Header.Get("Content-Type") {
			t.Errorf("%s: HEAD answers %s with %d bytes, GET %s with %d", path, head.Status, head.ContentLength, get.Status, get.ContentLength)
		}
	}
}

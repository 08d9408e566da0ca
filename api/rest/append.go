package rest

import (
	"encoding/hex"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"quintet/api/store"
)

// Answers are put together by hand: encoding/json would drop trailing zeros of milliseconds, and takes several times as long for
// a page of messages, the answer that is asked for most.

func appendUser(b []byte, u store.User) []byte {
	b = strconv.AppendInt(append(b, `{"id":`...), u.ID, 10)
	b = appendString(append(b, `,"name":`...), u.Name)
	b = appendString(append(b, `,"email":`...), u.Email)
	return append(appendTime(append(b, `,"created_at":`...), u.CreatedAt), '}')
}

func appendGroup(b []byte, g store.Group) []byte {
	b = strconv.AppendInt(append(b, `{"id":`...), g.ID, 10)
	b = appendString(append(b, `,"name":`...), g.Name)
	b = appendString(append(b, `,"description":`...), g.Description)
	return append(appendTime(append(b, `,"created_at":`...), g.CreatedAt), '}')
}

func appendMessage(b []byte, m store.Message) []byte {
	b = appendUUID(append(b, `{"conversation_id":`...), m.ConversationID)
	b = appendUUID(append(b, `,"message_id":`...), m.MessageID)
	b = strconv.AppendInt(append(b, `,"user_id":`...), m.UserID, 10)
	b = appendString(append(b, `,"content":`...), m.Content)
	return append(appendTime(append(b, `,"timestamp":`...), m.Timestamp), '}')
}

func appendNotification(b []byte, n store.Notification) []byte {
	b = strconv.AppendInt(append(b, `{"user_id":`...), n.UserID, 10)
	b = appendUUID(append(b, `,"notification_id":`...), n.NotificationID)
	b = appendString(append(b, `,"type":`...), n.Type)
	b = appendString(append(b, `,"content":`...), n.Content)
	return append(appendTime(append(b, `,"timestamp":`...), n.Timestamp), '}')
}

func appendSession(b []byte, s store.Session) []byte {
	b = appendString(append(b, `{"token":`...), s.Token)
	b = strconv.AppendInt(append(b, `,"user_id":`...), s.UserID, 10)
	return append(appendTime(append(b, `,"expires_at":`...), s.ExpiresAt), '}')
}

func appendSuggestion(b []byte, s store.Suggestion) []byte {
	b = strconv.AppendInt(append(b, `{"user_id":`...), s.UserID, 10)
	return append(strconv.AppendInt(append(b, `,"mutual_friends":`...), int64(s.MutualFriends), 10), '}')
}

func appendUserID(b []byte, id int64) []byte {
	return append(strconv.AppendInt(append(b, `{"user_id":`...), id, 10), '}')
}

func appendGroupID(b []byte, id int64) []byte {
	return append(strconv.AppendInt(append(b, `{"group_id":`...), id, 10), '}')
}

// appendList appends a JSON array of rows.
func appendList[T any](b []byte, rows []T, row func([]byte, T) []byte) []byte {
	b = append(b, '[')
	for i, r := range rows {
		if i > 0 {
			b = append(b, ',')
		}
		b = row(b, r)
	}
	return append(b, ']')
}

// appendString appends a JSON string. What is not UTF-8 becomes U+FFFD.
func appendString(b []byte, s string) []byte {
	const digits = "0123456789abcdef"
	b = append(b, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				b = append(append(b, s[from:i]...), `\ufffd`...)
				from = i + 1
			}
			i += size
			continue
		}
		if c < ' ' || c == '"' || c == '\\' {
			b = append(b, s[from:i]...)
			switch c {
			case '"', '\\':
				b = append(b, '\\', c)
			case '\n':
				b = append(b, '\\', 'n')
			default:
				b = append(b, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
			}
			from = i + 1
		}
		i++
	}
	return append(append(b, s[from:]...), '"')
}

// appendTime appends a time as RFC 3339 in UTC with exactly three digits of milliseconds. Its year must have four digits.
func appendTime(b []byte, t time.Time) []byte {
	t = t.UTC()
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	two := func(v int, before byte) { b = append(b, before, byte('0'+v/10), byte('0'+v%10)) }
	two(year/100, '"')
	b = append(b, byte('0'+year/10%10), byte('0'+year%10))
	two(int(month), '-')
	two(day, '-')
	two(hour, 'T')
	two(minute, ':')
	two(second, ':')
	ms := t.Nanosecond() / 1e6
	two(ms/10, '.')
	return append(b, byte('0'+ms%10), 'Z', '"')
}

func appendUUID(b []byte, id uuid.UUID) []byte {
	b = append(b, '"')
	for i, part := range [][]byte{id[:4], id[4:6], id[6:8], id[8:10], id[10:]} {
		if i > 0 {
			b = append(b, '-')
		}
		b = hex.AppendEncode(b, part)
	}
	return append(b, '"')
}

package workload

import (
	"net/http"
	"strconv"

	"quintet/bench/samples"
)

const jsonType = "application/json"

// get makes a request without a body.
func (c *call) get(path string, verify func(Response) (samples.Failure, string)) Request {
	return Request{Operation: c.operation, Method: http.MethodGet, Path: path, Verify: verify}
}

// send makes a request that writes, with a JSON body.
func (c *call) send(method, path string, body []byte, write *samples.Write, verify func(Response) (samples.Failure, string)) Request {
	return Request{Operation: c.operation, Method: method, Path: path, ContentType: jsonType, Body: body, Write: write, Verify: verify}
}

// put makes a request that writes an edge, without a body.
func (c *call) put(path string, write *samples.Write) Request {
	return Request{Operation: c.operation, Method: http.MethodPut, Path: path, Write: write, Verify: func(r Response) (samples.Failure, string) {
		return status(r, http.StatusNoContent)
	}}
}

// object starts a JSON object in a buffer with room for what most bodies hold.
func object() []byte { return append(make([]byte, 0, 256), '{') }

// text adds a member to a JSON object. The text must hold nothing that JSON escapes; all text made here is so.
func text(b []byte, key, value string) []byte {
	if len(b) > 1 {
		b = append(b, ',')
	}
	b = append(append(append(b, '"'), key...), '"', ':', '"')
	return append(append(b, value...), '"')
}

// integerMember adds a whole number to a JSON object.
func integerMember(b []byte, key string, value int64) []byte {
	if len(b) > 1 {
		b = append(b, ',')
	}
	b = append(append(append(b, '"'), key...), '"', ':')
	return strconv.AppendInt(b, value, 10)
}

// pathID is prefix, a number, suffix.
func pathID(prefix string, id int64, suffix string) string {
	b := make([]byte, 0, len(prefix)+len(suffix)+20)
	return string(append(strconv.AppendInt(append(b, prefix...), id, 10), suffix...))
}

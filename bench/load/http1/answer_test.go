package http1

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// answer is what a server sends, and how it is to be read.
type answer struct {
	method string // GET when empty
	wire   string
	// status, body and kept are what is read; kept says that the connection stays. What does not fit is left unread.
	status int
	body   string
	kept   bool
	// err is the error instead.
	err error
}

// answers are odd, and all but the last group are valid.
var answers = map[string]answer{
	"a body of a known length":      {wire: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", status: 200, body: "hello", kept: true},
	"a body of no length":           {wire: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", status: 200, kept: true},
	"a length twice":                {wire: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\ncontent-length:  2\r\n\r\nok", status: 200, body: "ok", kept: true},
	"no reason":                     {wire: "HTTP/1.1 201\r\nContent-Length: 2\r\n\r\nok", status: 201, body: "ok", kept: true},
	"an empty reason":               {wire: "HTTP/1.1 404 \r\nContent-Length: 2\r\n\r\nno", status: 404, body: "no", kept: true},
	"lines that end in LF alone":    {wire: "HTTP/1.1 200 OK\nContent-Length: 2\n\nok", status: 200, body: "ok", kept: true},
	"names in any case":             {wire: "HTTP/1.1 200 OK\r\ncOnTeNt-LeNgTh: 2\r\n\r\nok", status: 200, body: "ok", kept: true},
	"a value without a space":       {wire: "HTTP/1.1 200 OK\r\nContent-Length:2\r\nX:\r\n\r\nok", status: 200, body: "ok", kept: true},
	"a field on several lines":      {wire: "HTTP/1.1 200 OK\r\nX: a\r\n\tb\r\n  c\r\nContent-Length:\r\n 2\r\n\r\nok", status: 200, body: "ok", kept: true},
	"bytes beyond ASCII":            {wire: "HTTP/1.1 200 OK\r\nX: \xe4\xff\r\nContent-Length: 2\r\n\r\n\x00\xff", status: 200, body: "\x00\xff", kept: true},
	"chunks":                        {wire: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n", status: 200, body: "hello!", kept: true},
	"chunks with extensions":        {wire: "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\nA;x=\"y\"\r\n0123456789\r\n00;last\r\n\r\n", status: 200, body: "0123456789", kept: true},
	"chunks with a trailer":         {wire: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n2\r\nok\r\n0\r\nX: y\r\nZ: w\r\n\r\n", status: 200, body: "ok", kept: true},
	"no chunk":                      {wire: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", status: 200, kept: true},
	"chunks and a length":           {wire: "HTTP/1.1 200 OK\r\nContent-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", status: 200, body: "ok", kept: true},
	"interim answers":               {wire: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", status: 200, body: "ok", kept: true},
	"an interim answer with length": {wire: "HTTP/1.1 102 Processing\r\nContent-Length: 7\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", status: 200, body: "ok", kept: true},
	"HEAD with a length":            {method: "HEAD", wire: "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", status: 200, kept: true},
	"HEAD with chunks":              {method: "HEAD", wire: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", status: 200, kept: true},
	"HEAD without a length":         {method: "HEAD", wire: "HTTP/1.1 200 OK\r\n\r\n", status: 200, kept: true},
	"204":                           {wire: "HTTP/1.1 204 No Content\r\n\r\n", status: 204, kept: true},
	"204 with a length":             {method: "DELETE", wire: "HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n\r\n", status: 204, kept: true},
	"304 with a length":             {wire: "HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\nETag: \"x\"\r\n\r\n", status: 304, kept: true},
	"Connection: close":             {wire: "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", status: 200, body: "ok"},
	"Connection: Close":             {wire: "HTTP/1.1 200 OK\r\nconnection: CLOSE\r\nContent-Length: 2\r\n\r\nok", status: 200, body: "ok"},
	"a list with close":             {wire: "HTTP/1.1 200 OK\r\nConnection: keep-alive, close\r\nContent-Length: 2\r\n\r\nok", status: 200, body: "ok"},
	"close in the first of two":     {wire: "HTTP/1.1 200 OK\r\nConnection: close\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok", status: 200, body: "ok"},
	"a word that begins as close":   {wire: "HTTP/1.1 200 OK\r\nConnection: closed\r\nContent-Length: 2\r\n\r\nok", status: 200, body: "ok", kept: true},
	"a body up to the close":        {wire: "HTTP/1.1 200 OK\r\n\r\nall that comes", status: 200, body: "all that comes"},
	"HTTP/1.0":                      {wire: "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", status: 200, body: "ok"},
	"HTTP/1.0 that stays":           {wire: "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\nok", status: 200, body: "ok", kept: true},
	"HTTP/1.0 knows no chunks":      {wire: "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n", status: 200, body: "2\r\nok\r\n"},
	"another protocol":              {wire: "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", status: 101},
	"a name with a space":           {wire: "HTTP/1.1 200 OK\r\nContent-Length : 9\r\nContent-Length: 2\r\n\r\nok", status: 200, body: "ok", kept: true},
	"a long line":                   {wire: "HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 20_000) + "\r\nContent-Length: 2\r\n\r\nok", status: 200, body: "ok", kept: true},
	"a long body":                   {wire: "HTTP/1.1 200 OK\r\nContent-Length: 20000\r\n\r\n" + strings.Repeat("0123456789", 2000), status: 200, body: strings.Repeat("0123456789", 2000), kept: true},

	"nothing":                      {wire: "", err: ErrClosed},
	"half a status line":           {wire: "HTTP/1.1 2", err: io.ErrUnexpectedEOF},
	"half a head":                  {wire: "HTTP/1.1 200 OK\r\nContent-Le", err: io.ErrUnexpectedEOF},
	"an interim answer only":       {wire: "HTTP/1.1 100 Continue\r\n\r\n", err: ErrClosed},
	"half a body":                  {wire: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", err: io.ErrUnexpectedEOF},
	"half a chunk":                 {wire: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", err: io.ErrUnexpectedEOF},
	"no last chunk":                {wire: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n", err: io.ErrUnexpectedEOF},
	"half a trailer":               {wire: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: ", err: io.ErrUnexpectedEOF},
	"no end of the trailer":        {wire: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", err: io.ErrUnexpectedEOF},
	"chunks of another size":       {wire: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nokay\r\n0\r\n\r\n", err: ErrProtocol},
	"a size that is no number":     {wire: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", err: ErrProtocol},
	"no HTTP":                      {wire: "SSH-2.0-OpenSSH_9.6\r\n\r\n", err: ErrProtocol},
	"no status":                    {wire: "HTTP/1.1\r\n\r\n", err: ErrProtocol},
	"a status of two digits":       {wire: "HTTP/1.1 20 OK\r\n\r\n", err: ErrProtocol},
	"a status below 100":           {wire: "HTTP/1.1 099 OK\r\n\r\n", err: ErrProtocol},
	"a line without a colon":       {wire: "HTTP/1.1 200 OK\r\nnonsense\r\n\r\n", err: ErrProtocol},
	"a name with a control":        {wire: "HTTP/1.1 200 OK\r\nA\x01: b\r\n\r\n", err: ErrProtocol},
	"a value with a control":       {wire: "HTTP/1.1 200 OK\r\nA: b\x00\r\n\r\n", err: ErrProtocol},
	"no name":                      {wire: "HTTP/1.1 200 OK\r\n: b\r\n\r\n", err: ErrProtocol},
	"a first field that continues": {wire: "HTTP/1.1 200 OK\r\n a: b\r\n\r\n", err: ErrProtocol},
	"two lengths":                  {wire: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!", err: ErrProtocol},
	"a length below zero":          {wire: "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok", err: ErrProtocol},
	"a length beyond numbers":      {wire: "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nok", err: ErrProtocol},
	"an encoding that is unknown":  {wire: "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nok", err: ErrProtocol},
	"chunked twice":                {wire: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", err: ErrProtocol},
	"a frame of HTTP/2":            {wire: "\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64", err: ErrHTTP2},
	"HTTP/2 in words":              {wire: "HTTP/2 200\r\n\r\n", err: ErrHTTP2},
}

// readFrom reads one answer from a stream, as Do does. rest is what was not read of the buffer.
func readFrom(r io.Reader, method string) (x *Exchange, rest *bufio.Reader, err error) {
	t := &Target{client: &Client{Config: Config{Epoch: time.Now()}}}
	x, rest = &Exchange{}, bufio.NewReader(r)
	_, err = t.read(&conn{in: rest}, method, x)
	return x, rest, err
}

// check compares what was read with what it should have been.
func (a answer) check(x *Exchange, err error) error {
	switch {
	case !errors.Is(err, a.err) || (err == nil) != (a.err == nil):
		return fmt.Errorf("error %v, want %v", err, a.err)
	case a.err != nil:
		return nil
	case x.Status != a.status || string(x.Body) != a.body || x.Size != int64(len(a.body)):
		return fmt.Errorf("status %d with %d bytes %.50q, want %d with %.50q", x.Status, x.Size, x.Body, a.status, a.body)
	case x.head.close == a.kept:
		return fmt.Errorf("the connection is closed: %t", x.head.close)
	case x.FirstByte <= 0:
		return errors.New("no instant of the first byte")
	}
	return nil
}

// What is read does not depend on how the bytes come in.
func TestAnswersWhereverTheyAreSplit(t *testing.T) {
	for name, a := range answers {
		t.Run(name, func(t *testing.T) {
			method := a.method
			if method == "" {
				method = "GET"
			}
			const next = "HTTP/1.1 200 NEXT\r\n\r\n"
			wire := a.wire
			if a.kept {
				wire += next // which must be left where it is
			}
			try := func(how string, r io.Reader) {
				x, rest, err := readFrom(r, method)
				if err := a.check(x, err); err != nil {
					t.Fatalf("%s: %v", how, err)
				}
				if a.kept {
					if left, err := io.ReadAll(rest); string(left) != next || err != nil {
						t.Fatalf("%s: %q is left, %v", how, left, err)
					}
				}
			}
			try("whole", strings.NewReader(wire))
			try("byte by byte", iotest.OneByteReader(strings.NewReader(wire)))
			try("with the end", iotest.DataErrReader(strings.NewReader(wire)))
			step := max(1, len(wire)/500) // of a long answer not every place
			for i := 0; i <= len(wire); i += step {
				try(fmt.Sprint("split at ", i), io.MultiReader(strings.NewReader(wire[:i]), strings.NewReader(wire[i:])))
			}
		})
	}
}

// The same answers over a connection, one byte a segment.
func TestAnswersByteByByteOverTCP(t *testing.T) {
	for name, a := range answers {
		t.Run(name, func(t *testing.T) {
			if len(a.wire) > 1000 {
				t.Skip("a long answer would be thousands of segments")
			}
			s := serve(t, func(c net.Conn, r *bufio.Reader) {
				for readRequest(r) {
					for i := range len(a.wire) {
						c.Write([]byte{a.wire[i]})
					}
					if !a.kept {
						return
					}
				}
			})
			target := s.target(t, Config{})
			for range 2 {
				x := Exchange{}
				err := target.Do(&Request{Method: orGet(a.method), Path: "/"}, &x)
				if err := a.check(&x, err); err != nil {
					t.Fatal(err)
				}
				if want := map[bool]Ending{true: Kept, false: Announced}[a.kept]; err == nil && x.Ending != want || err != nil && x.Ending != Failed {
					t.Fatalf("the connection's ending is %d", x.Ending)
				}
			}
			if n, want := s.accepted.Load(), map[bool]int64{true: 1, false: 2}[a.kept]; n != want {
				t.Errorf("%d connections, want %d", n, want)
			}
		})
	}
}

func orGet(method string) string {
	if method == "" {
		return http.MethodGet
	}
	return method
}

// Heads, interim answers and trailers that do not end are refused after a bounded number of bytes.
func TestHeadsWithoutEnd(t *testing.T) {
	for name, c := range map[string]struct{ begin, again string }{
		"one line":        {"HTTP/1.1 200 OK\r\nX: ", "xxxxxxxxxxxxxxxx"},
		"the status line": {"HTTP/1.1 200 ", "xxxxxxxxxxxxxxxxx"},
		"many fields":     {"HTTP/1.1 200 OK\r\n", "Set-Cookie: a=b\r\n"},
		"continued lines": {"HTTP/1.1 200 OK\r\nX: y\r\n", " z\r\n"},
		"interim answers": {"", "HTTP/1.1 100 Continue\r\n\r\n"},
		"trailers":        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "X: y\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			endless := &repeated{begin: c.begin, again: c.again}
			x, _, err := readFrom(endless, "GET")
			if !errors.Is(err, ErrProtocol) || !strings.Contains(err.Error(), "64 KiB") {
				t.Fatalf("error %v", err)
			}
			if endless.read > 2*maxHead || cap(x.head.lines) > 4*maxHead {
				t.Errorf("%d bytes were read, %d are held", endless.read, cap(x.head.lines))
			}
		})
	}
}

// repeated is a stream without end.
type repeated struct {
	begin, again string
	read         int
}

func (r *repeated) Read(b []byte) (int, error) {
	if len(r.begin) == 0 {
		r.begin = r.again
	}
	n := copy(b, r.begin)
	r.begin = r.begin[n:]
	r.read += n
	return n, nil
}

// A body is counted to its end, however long, and a bounded beginning of it is kept.
func TestLongBodiesAreCounted(t *testing.T) {
	const size = 5<<20 + 7
	body := bytes.Repeat([]byte("0123456"), size/7+1)[:size]
	for name, wire := range map[string][]byte{
		"known length": append([]byte(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", size)), body...),
		"up to close":  append([]byte("HTTP/1.1 200 OK\r\n\r\n"), body...),
		"one chunk":    slices.Concat([]byte(fmt.Sprintf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n", size)), body, []byte("\r\n0\r\n\r\n")),
	} {
		t.Run(name, func(t *testing.T) {
			x, _, err := readFrom(bytes.NewReader(wire), "GET")
			if err != nil || x.Size != size || !bytes.Equal(x.Body, body[:maxKept]) {
				t.Errorf("%d bytes, %d kept, %v", x.Size, len(x.Body), err)
			}
		})
	}
}

// A length that is only claimed takes no memory.
func TestClaimedLengthTakesNoMemory(t *testing.T) {
	x, _, err := readFrom(strings.NewReader("HTTP/1.1 200 OK\r\nContent-Length: 9000000000000000000\r\n\r\nhello"), "GET")
	if !errors.Is(err, io.ErrUnexpectedEOF) || cap(x.Body) > 2*piece || x.Size != 5 {
		t.Errorf("%d bytes of %d, %v", x.Size, cap(x.Body), err)
	}
}

func TestValues(t *testing.T) {
	x, _, err := readFrom(strings.NewReader("HTTP/1.1 200 OK\r\nServer-Timing: a;dur=1\r\nX-Server-Timing: no\r\nserver-timing:b;dur=2\r\n"+
		"Transfer-Encoding: chunked\r\n\r\n0\r\nServer-Timing: c\r\n\r\n"), "GET")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for v := range x.Values("Server-Timing") {
		got = append(got, string(v))
	}
	if !slices.Equal(got, []string{"a;dur=1", "b;dur=2", "c"}) {
		t.Errorf("values %q", got)
	}
	for v := range x.Values("Server-Timing") {
		if string(v) != "a;dur=1" {
			t.Errorf("first value %q", v)
		}
		break
	}
}

// theirs is net/http's reading of one final answer.
func theirs(r *bufio.Reader, method string) (status int, body []byte, closes bool, err error) {
	for {
		if _, err := r.Peek(1); err != nil {
			return 0, nil, false, err
		}
		res, err := http.ReadResponse(r, &http.Request{Method: method})
		if err != nil {
			return 0, nil, false, err
		}
		body, err := io.ReadAll(res.Body)
		if err != nil {
			return 0, nil, false, err
		}
		if res.StatusCode >= 200 || res.StatusCode == http.StatusSwitchingProtocols {
			if res.ProtoMajor != 1 || res.StatusCode < 100 {
				return 0, nil, false, errors.New("no answer of HTTP/1")
			}
			return res.StatusCode, body, res.Close || res.StatusCode == http.StatusSwitchingProtocols, nil
		}
		if res.StatusCode < 100 || res.ProtoMajor != 1 {
			return 0, nil, false, errors.New("no answer of HTTP/1")
		}
	}
}

// What this package takes for an answer net/http takes for the same one, and nothing that net/http takes is refused but what is listed.
func FuzzAnswerLikeNetHTTP(f *testing.F) {
	for _, a := range answers {
		if len(a.wire) > 1000 {
			continue // the fuzzer would be busy with making it shorter
		}
		f.Add([]byte(a.wire), a.method == "HEAD")
		f.Add([]byte(a.wire+"HTTP/1.1 200 NEXT\r\n\r\n"), a.method == "HEAD")
	}
	f.Fuzz(func(t *testing.T, wire []byte, head bool) {
		method := "GET"
		if head {
			method = "HEAD"
		}
		x, rest, err := readFrom(bytes.NewReader(wire), method)
		r := bufio.NewReader(bytes.NewReader(wire))
		status, body, closes, theirErr := theirs(r, method)
		switch {
		case err == nil && theirErr == nil:
			left, _ := io.ReadAll(rest)
			theirLeft, _ := io.ReadAll(r)
			if x.Status != status || !bytes.Equal(x.Body, body[:min(len(body), maxKept)]) || x.Size != int64(len(body)) || x.head.close != closes || !bytes.Equal(left, theirLeft) {
				t.Errorf("%q: %d with %q, closes %t, %q left; net/http has %d with %q, %t, %q", wire, x.Status, x.Body, x.head.close, left, status, body, closes, theirLeft)
			}
		case err == nil && !lenient(theirErr):
			t.Errorf("%q: read as %d with %q; net/http refuses it: %v", wire, x.Status, x.Body, theirErr)
		case err != nil && theirErr == nil && !strict(wire, err):
			t.Errorf("%q: refused: %v; net/http reads %d with %q", wire, err, status, body)
		}
		// However the bytes come in, the reading is the same.
		slow, _, slowErr := readFrom(iotest.OneByteReader(bytes.NewReader(wire)), method)
		if slow.Status != x.Status || slow.Size != x.Size || (err == nil) != (slowErr == nil) {
			t.Errorf("%q: %d with %d bytes, %v; byte by byte %d with %d bytes, %v", wire, x.Status, x.Size, err, slow.Status, slow.Size, slowErr)
		}
	})
}

// lenient lists what net/http refuses and this package takes: a Trailer field that announces what no trailer may be, and a trailer that
// does not fit into net/http's buffer or ends its lines in LF alone.
func lenient(theirs error) bool {
	text := theirs.Error()
	return strings.Contains(text, "bad trailer key") || strings.Contains(text, "suspiciously long trailer")
}

// strict lists what this package refuses and net/http takes: a head beyond the bound, and a status with a sign.
func strict(wire []byte, ours error) bool {
	return strings.Contains(ours.Error(), "64 KiB") || bytes.Contains(wire, []byte(" +"))
}

func TestCutOffBeforeTheBeginning(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	s := serve(t, func(net.Conn, *bufio.Reader) {})
	c := New(ctx, Config{Epoch: time.Now()})
	defer c.Close()
	target, err := c.Target(s.url)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	var x Exchange
	if err := target.Do(&Request{Method: "GET", Path: "/"}, &x); !errors.Is(err, context.Canceled) || x.Ending != Failed {
		t.Errorf("%v, %+v", err, x.Ending)
	}
}

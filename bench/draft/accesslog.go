package draft

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"time"
)

// maxLine bounds a line of a log in bytes.
const maxLine = 1 << 20

// combined is a line of the common or the combined log format of web servers.
var combined = regexp.MustCompile(`^\S+ \S+ .*? ?\[([^\]]+)\] "([A-Z]{1,20}) (\S+) HTTP/[0-9.]+" ([0-9]{3}) ([0-9]+|-)`)

const logTime = "02/Jan/2006:15:04:05 -0700"

// AccessLog drafts a scenario of the requests in an access log of the combined format. What they sent is not in it, so bodies are left to the
// author.
func AccessLog(r io.Reader) (*Scenario, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	var list []seen
	n := 0
	for lines.Scan() {
		n++
		m := combined.FindStringSubmatch(lines.Text())
		if m == nil {
			continue
		}
		at, err := time.Parse(logTime, m[1])
		if err != nil {
			continue
		}
		status, _ := strconv.Atoi(m[4])            // three digits
		bytes, _ := strconv.ParseInt(m[5], 10, 64) // "-" is none
		list = append(list, seen{method: m[2], target: m[3], status: status, bytes: min(bytes, 1<<40), at: at})
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read the log: line %d: %w", n+1, err)
	}
	if len(list) == 0 {
		return nil, errors.New("no line of the log is of the combined format: HOST - USER [TIME] \"GET /path HTTP/1.1\" STATUS BYTES \"REFERER\" \"AGENT\"")
	}
	s := fromSeen(list)
	if len(s.Operations) == 0 {
		return nil, errors.New("the log has no requests that were answered below 400")
	}
	for i := range s.Operations {
		if o := &s.Operations[i]; o.Method == "POST" || o.Method == "PUT" || o.Method == "PATCH" {
			o.Comment += "; the log does not say what was sent: write a body"
		}
	}
	s.Description = fmt.Sprintf("What %d requests of an access log asked.", len(list))
	return s, nil
}

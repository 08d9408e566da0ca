package samples

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
)

// The most that a file of events may have.
const (
	maxEventLine = 1 << 20
	maxEvents    = 1 << 20
)

// readEvents reads a file of events. It returns those before the first line that is damaged, what they add up to, and whether the last line
// states the same.
func readEvents(path string) (events []Event, end blocksEnd, ended bool, err error) {
	f, err := openRegular(path)
	if err != nil {
		return nil, end, false, err
	}
	defer f.Close()
	return scanEvents(path, f)
}

// scanEvents is readEvents of a file that is open, or of its beginning.
func scanEvents(path string, r io.Reader) (events []Event, end blocksEnd, ended bool, err error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxEventLine)
	lines.Split(wholeLines)
	for n := 1; lines.Scan(); n++ {
		line := lines.Bytes()
		switch e, last, err := decodeEvent(line); {
		case err != nil:
			return events, end, false, fmt.Errorf("%s is damaged at line %d: %w", path, n, err)
		case ended:
			return events, end, false, fmt.Errorf("%s is damaged at line %d: it follows the last one", path, n)
		case last == nil && len(events) == maxEvents:
			return events, end, false, fmt.Errorf("%s has more than the %d events that can be", path, maxEvents)
		case last == nil:
			events = append(events, e)
			end.entries, end.sum = end.entries+1, crc32.Update(end.sum, castagnoli, line)
		case !bytes.Equal(line, lastLine(end)):
			return events, end, false, fmt.Errorf("%s is damaged: its last line is of other events", path)
		default:
			ended = true
		}
	}
	return events, end, ended, lines.Err()
}

// decodeEvent reads a line of a file of events. end is how many stand before it when it is the last one, nil for an event.
func decodeEvent(line []byte) (e Event, end *uint64, err error) {
	var decoded struct {
		Event
		End *uint64 `json:"end"`
	}
	if err := json.Unmarshal(line, &decoded); err != nil {
		return Event{}, nil, err
	}
	if e = decoded.Event; e.At < -maxOffset || e.At > maxOffset {
		return Event{}, nil, errors.New("an event years from the load")
	}
	return e, decoded.End, nil
}

// lastLine is the last line of a file of events: how many stand before it, and the checksum of their lines.
func lastLine(end blocksEnd) []byte {
	return fmt.Appendf(nil, "{\"end\":%d,\"checksum\":\"%s\"}\n", end.entries, hexadecimal(end.sum))
}

// wholeLines splits text into lines with their ends, which checksums are of.
func wholeLines(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		return i + 1, data[:i+1], nil
	}
	if atEOF && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}

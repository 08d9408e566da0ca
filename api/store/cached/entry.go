package cached

import (
	"encoding/binary"
	"time"
)

// entry is the head of what is under a key of the cache; the value follows it.
//
//	format (1 byte) | process (8 bytes) | stamp (8 bytes) | 0 for a value, 1 for an absence | key, with its length before it
//
// The key is there so that no other's value, or something that is no entry at all, is ever served under it.
type entry struct {
	key string
	// process is a random number that names the process that loaded the value; stamp is when that load began there.
	process uint64
	stamp   time.Duration
	absent  bool
}

// format is that of entries. Whoever changes it, or what a codec writes, also changes the version in the keys.
const format = 2

// headLength is that of the head without the key.
const headLength = 1 + 8 + 8 + 1

func (e entry) append(b []byte) []byte {
	b = append(b, format)
	b = binary.BigEndian.AppendUint64(b, e.process)
	b = binary.BigEndian.AppendUint64(b, uint64(e.stamp))
	if e.absent {
		b = append(b, 1)
	} else {
		b = append(b, 0)
	}
	return appendText(b, e.key)
}

// parseEntry takes an entry apart. It is not ok when text is no entry.
func parseEntry(text []byte) (e entry, value []byte, ok bool) {
	if len(text) < headLength || text[0] != format || text[headLength-1] > 1 {
		return entry{}, nil, false
	}
	e.process = binary.BigEndian.Uint64(text[1:])
	e.stamp = time.Duration(binary.BigEndian.Uint64(text[9:]))
	e.absent = text[headLength-1] == 1
	d := decoder{rest: text[headLength:], ok: true}
	e.key = d.text()
	return e, d.rest, d.ok
}

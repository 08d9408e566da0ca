package cassandra

import (
	"encoding/binary"

	"github.com/google/uuid"
)

// milliseconds are the first 48 bits of an id, which in a UUIDv7 are its time.
func milliseconds(id uuid.UUID) int64 { return int64(binary.BigEndian.Uint64(id[:8]) >> 16) }

// bucket is the number of the stretch of time that an id falls into; the first began with Unix time. With buckets of an hour or more
// the largest number, in the year 10889, fits.
func (d *DB) bucket(id uuid.UUID) int32 {
	return int32(milliseconds(id) / d.cfg.BucketWidth.Milliseconds())
}

// bucketNow is the bucket of an event that happens now.
func (d *DB) bucketNow() int32 {
	return int32(max(d.cfg.Now().UnixMilli(), 0) / d.cfg.BucketWidth.Milliseconds())
}

// boundary is the exclusive upper bound of a page, for Cassandra's order: before itself, and above every UUIDv7 for the zero one.
//
// Subtleness ahead: Cassandra compares the versions of two UUIDs before anything else, then the bytes. Among UUIDv7, all that is
// stored, this is the order of the bytes, but another version would be above or below all of them whatever its bytes are. So a bound
// of another version is replaced by the UUIDv7 that divides them in the same place.
func boundary(before uuid.UUID) uuid.UUID {
	switch version := before[6] >> 4; {
	case before == uuid.Nil:
		return uuid.Max
	case version < 7: // below all of this millisecond
		copy(before[6:], []byte{0x70, 0, 0, 0, 0, 0, 0, 0, 0, 0})
	case version > 7: // above all of this millisecond
		at := binary.BigEndian.Uint64(before[:8]) >> 16
		if at == 1<<48-1 {
			return uuid.Max
		}
		binary.BigEndian.PutUint64(before[:8], (at+1)<<16|0x7000)
		clear(before[8:])
	}
	return before
}

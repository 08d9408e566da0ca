// Package embedded serves, inside this process, what the API needs beside SQLite, over the real protocols on TCP: Redis
// (miniredis) and S3 (gofakes3). The API reaches them through the very same drivers and code as Redis and MinIO. It is the
// only home of both servers.
//
// Redis. miniredis expires nothing by itself, and its two ways of letting time pass walk over all keys with the server locked:
// 4 ms for 20,000 keys, 40 ms for 100,000, which every request would see as stalls. OpenRedis notes the deadline of each key as
// commands pass by and removes a key when its own deadline comes, in logarithmic time. Keys in the logical database 0 expire so;
// the other databases are refused.
//
// S3. gofakes3 gives the protocol; the disk below it is this package's. Its own disk backend (s3afero) was tried first and has
// faults that show under load or on failure: one lock over all objects, held while an upload trickles in; objects truncated and
// written in place, so that a failed upload destroys what was there and a reader sees half of the new content; no names above 222
// bytes; and parts of multipart uploads kept in memory. Here an object is one file, written elsewhere and renamed into place,
// with its metadata behind its content: readers keep the version they opened, a failed upload leaves nothing, nothing is
// locked, and no upload occupies more memory than a copy buffer. Nothing is flushed to the device: objects survive the death of
// the process, not of the machine.
//
// gofakes3 does not verify signatures. OpenS3 refuses requests that carry no credentials, another access key, or an expired
// presigned URL, which is enough on loopback to keep clients honest; it is no protection.
package embedded

// Package minio keeps Objects in MinIO, or in anything else that speaks S3 (the embedded gofakes3 does). It is the only home of
// its driver, minio-go.
//
// Upload. What fits one part (8 MiB) is one PUT: streamed when the size is known, collected first in a reused buffer when it is
// not, which is how files of a form arrive. What is larger goes up part by part from that one buffer, so an upload never
// holds more than a part in memory; minio-go's own multipart path would allocate a part for every upload of unknown size,
// however small. Size, limit and the caller's errors are watched while reading; an upload that fails is aborted and leaves
// nothing. The MD5 of what was sent is compared with the ETag that came back, of each part and of the whole. A request whose content is at hand
// is repeated within the budget of package retry.
//
// Download. Open is one GET: its answer describes the object and already streams the content. Seeking elsewhere drops the stream
// and the next Read asks for the rest from there; an object that was replaced meanwhile is an error, never a mixture.
package minio

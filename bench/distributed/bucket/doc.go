// Package bucket is the part of an S3-compatible bucket that a run of several generators uses: small objects and blocks under one prefix,
// written once or replaced whole, listed by prefix. It is one of two homes of minio-go, beside api/store/minio, which is a store of the system
// under test and answers in its contract's errors; here an error is a line for whoever started the run, with what to do.
//
// Credentials come from the environment, under the names that every tool of S3 knows, and stand in no object, message or command line.
package bucket

package bucket

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/minio/minio-go/v7"
)

// remedies say what to do about errors of the protocol, by code.
var remedies = map[string]string{
	"InvalidAccessKeyId":             "the server does not know the access key: check " + AccessKeyVariable,
	"SignatureDoesNotMatch":          "the secret key is not that of the access key: check " + SecretKeyVariable,
	"InvalidTokenId":                 "the session token is not valid: check " + TokenVariable,
	"ExpiredToken":                   "the session token is no longer valid: get new credentials",
	"AccessDenied":                   "the credentials are not accepted, or do not allow it: check " + AccessKeyVariable + " and " + SecretKeyVariable + ", and that they may list, read and write under this address",
	"NoSuchBucket":                   "there is no such bucket: make it, or name another one",
	"RequestTimeTooSkewed":           "the clock of this machine is too far from the server's: set it (NTP)",
	"XMinioAdminBucketQuotaExceeded": "the quota of the bucket is used up: raise it, or remove runs that were collected",
	"QuotaExceeded":                  "the quota of the bucket is used up: raise it, or remove runs that were collected",
	"XMinioStorageFull":              "the disk of the server is full: remove runs that were collected",
	"EntityTooLarge":                 "the server does not take objects of this size",
	"NotImplemented":                 "the server cannot write an object only if it is not there yet (If-None-Match: *), which the claims of generators need: use another server",
}

// fail words an error of the driver in one line: which bucket, what was tried, what to do. It wraps the driver's error.
func (b *Bucket) fail(act, name string, err error) error {
	if err == nil {
		return nil
	}
	what := strings.TrimSpace(act + " " + name)
	said := response(err)
	if said.StatusCode == http.StatusInsufficientStorage && remedies[said.Code] == "" {
		said.Code = "QuotaExceeded"
	}
	if remedy := remedies[said.Code]; remedy != "" && !errors.Is(err, context.Canceled) {
		return &failure{fmt.Sprintf("bucket %s at %s: cannot %s: %s (%s)", b.address(), b.base, what, remedy, said.Code), err}
	}
	var network interface{ Timeout() bool }
	if errors.As(err, &network) && !errors.Is(err, context.Canceled) {
		return &failure{fmt.Sprintf("bucket %s: cannot %s: %s cannot be reached: check %s, and that its server runs (%s)", b.address(), what, b.base, EndpointVariable, oneLine(err)), err}
	}
	return &failure{fmt.Sprintf("bucket %s at %s: cannot %s: %s", b.address(), b.base, what, oneLine(err)), err}
}

// response is the server's answer within an error, the zero one when there is none.
func response(err error) (said minio.ErrorResponse) {
	errors.As(err, &said)
	return said
}

// failure is an error in words of its own.
type failure struct {
	text string
	err  error
}

func (f *failure) Error() string { return f.text }
func (f *failure) Unwrap() error { return f.err }

func oneLine(err error) string {
	return strings.TrimSuffix(strings.Join(strings.Fields(err.Error()), " "), ".")
}

package native

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"time"
)

// s3Keys are a user of a server of the S3 protocol.
type s3Keys struct{ user, secret string }

// listBuckets asks for the list of buckets, which takes a right signature and a readable disk.
func listBuckets(ctx context.Context, addr string, k s3Keys) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/", nil)
	if err != nil {
		return fmt.Errorf("ask for buckets: %w", err)
	}
	k.sign(r, addr, time.Now())
	if _, err := fetch(r); err != nil {
		return fmt.Errorf("ask for buckets: %w", err)
	}
	return nil
}

// sign signs a request for "/" without a body (AWS Signature Version 4).
func (k s3Keys) sign(r *http.Request, host string, now time.Time) {
	const (
		region  = "us-east-1"
		service = "s3"
		signed  = "host;x-amz-content-sha256;x-amz-date"
	)
	at := now.UTC().Format("20060102T150405Z")
	day, scope := at[:8], at[:8]+"/"+region+"/"+service+"/aws4_request"
	nothing := sum("")
	canonical := r.Method + "\n/\n\nhost:" + host + "\nx-amz-content-sha256:" + nothing + "\nx-amz-date:" + at + "\n\n" +
		signed + "\n" + nothing
	key := []byte("AWS4" + k.secret)
	for _, step := range []string{day, region, service, "aws4_request"} {
		key = mac(key, step)
	}
	signature := hex.EncodeToString(mac(key, "AWS4-HMAC-SHA256\n"+at+"\n"+scope+"\n"+sum(canonical)))
	r.Header.Set("X-Amz-Date", at)
	r.Header.Set("X-Amz-Content-Sha256", nothing)
	r.Header.Set("Authorization", fmt.Sprintf("AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s",
		k.user, scope, signed, signature))
}

func sum(text string) string {
	h := sha256.Sum256([]byte(text))
	return hex.EncodeToString(h[:])
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

package minio

import (
	"context"
	"fmt"
	"net/http"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// Probe returns nil once the server at "host:port" lists its buckets, which takes a right signature and a disk that can be read. It
// makes no bucket and leaves no connection open.
func Probe(ctx context.Context, endpoint, accessKey, secretKey string) error {
	act := "probe the object store at " + endpoint
	client, err := minio.New(endpoint, &minio.Options{
		Creds: credentials.NewStaticV4(accessKey, secretKey, ""), Region: region,
		Transport: &http.Transport{DisableKeepAlives: true}, MaxRetries: 1,
	})
	if err != nil {
		return fmt.Errorf("%s: %w", act, err)
	}
	_, err = client.ListBuckets(ctx)
	return fail(ctx, act, err)
}

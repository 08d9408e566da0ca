package minio

import (
	"context"
	"net/http"

	"github.com/minio/minio-go/v7"
)

// again runs a request that may be repeated, and again when it had no answer, or one that asks for that, as long as the budget has a retry
// left.
func again[T any](ctx context.Context, b *Bucket, f func() (T, error)) (v T, err error) {
	err = b.cfg.Budget.Do(ctx, func(attempt int) (bool, error) {
		v, err = f()
		return attempt < b.cfg.Retries && passing(err), err
	})
	return v, err
}

// passing reports whether trying again may help.
func passing(err error) bool {
	switch status := minio.ToErrorResponse(err).StatusCode; status {
	case 0:
		return err != nil
	case http.StatusRequestTimeout, http.StatusTooManyRequests:
		return true
	default:
		return status >= http.StatusInternalServerError
	}
}

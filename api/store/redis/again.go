package redis

import (
	"context"
	"errors"

	"github.com/redis/go-redis/v9"

	"quintet/api/store/retry"
)

// again is a hook of the driver that runs a command again within a budget, which the driver's own retries know nothing of.
type again struct {
	retries int
	budget  *retry.Budget
}

var _ redis.Hook = again{}

// ProcessHook implements redis.Hook.
func (a again) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		return a.budget.Do(ctx, func(attempt int) (bool, error) {
			err := next(ctx, cmd)
			return attempt < a.retries && passing(err), err
		})
	}
}

// ProcessPipelineHook implements redis.Hook. There are no pipelines here.
func (again) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

// DialHook implements redis.Hook.
func (again) DialHook(next redis.DialHook) redis.DialHook { return next }

// passing reports whether trying again may help: there was no answer, or one that says so.
func passing(err error) bool {
	var said redis.Error
	if !errors.As(err, &said) {
		return err != nil
	}
	for _, is := range []func(error) bool{
		redis.IsLoadingError, redis.IsReadOnlyError, redis.IsClusterDownError, redis.IsTryAgainError, redis.IsMasterDownError, redis.IsMaxClientsError,
		redis.IsNoReplicasError,
	} {
		if is(err) {
			return true
		}
	}
	return false
}

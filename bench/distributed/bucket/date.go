package bucket

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// Date asks the server for the time of its clock, in whole seconds, as every answer of HTTP has it. sent and received are of this machine's
// clock, around the instant that the answer is of.
func (b *Bucket) Date(ctx context.Context) (date, sent, received time.Time, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodHead, b.base+"/", nil)
	if err != nil {
		return date, sent, received, b.fail("ask the time of", "", err)
	}
	sent = time.Now()
	answer, err := b.transport.RoundTrip(request)
	received = time.Now()
	if err != nil {
		return date, sent, received, b.fail("ask for the time", "", err)
	}
	answer.Body.Close()
	if date, err = http.ParseTime(answer.Header.Get("Date")); err != nil {
		return date, sent, received, fmt.Errorf("bucket %s: the answers of %s have no Date, so the clocks of generators cannot be compared", b.address(), b.base)
	}
	return date, sent, received, nil
}

package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"quintet/api/store"
)

// oneContent has four different events added under one id, one after another and all at once, in many rounds: one of them is stored, and
// only those who added the like of it are told so. add adds the nth under an id and returns what it was told; newest returns the event
// that is listed first. Ids ascend from round to round.
func oneContent[E comparable](t *testing.T, add func(ctx context.Context, id uuid.UUID, n int) (E, error), newest func(context.Context) (E, error)) {
	t.Helper()
	const contents = 4
	rounds := Rounds(t, 20)
	began := time.Now().Add(-time.Duration(rounds) * time.Second)
	for round := range rounds {
		ctx, id := testContext(t), eventID(t, began.Add(time.Duration(round)*time.Second))
		var answers [2 * contents]E
		var errs [2 * contents]error
		one := func(i int) {
			// Whoever is not answered asks again, as clients do.
			for again := true; again; again = errors.Is(errs[i], store.ErrUnavailable) && ctx.Err() == nil {
				answers[i], errs[i] = add(ctx, id, i%contents)
			}
		}
		if round%2 == 0 {
			Together(len(answers), one)
		} else {
			for i := range answers {
				one(i)
			}
		}
		stored, err := newest(ctx)
		want(t, "read what is stored", err, nil)
		told := 0
		for i, err := range errs {
			switch {
			case err == nil && answers[i] == stored:
				told++
			case err == nil:
				t.Fatalf("round %d: one was told that %v is stored, and %v is", round, answers[i], stored)
			case !errors.Is(err, store.ErrConflict):
				t.Fatalf("round %d: add: %v", round, err)
			}
		}
		if told != 2 {
			t.Fatalf("round %d: %d were told that %v is stored, want the 2 who added it", round, told, stored)
		}
		if again, err := newest(ctx); err != nil || again != stored {
			t.Fatalf("round %d: %v is stored, and then %v, %v", round, stored, again, err)
		}
	}
}

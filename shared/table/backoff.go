package table

import (
	"context"
	"encoding/binary"
	"io"
	"time"
)

// firstPause is the longest pause after the first attempt; it doubles with each. Four pauses are 0.4 s at most: less
// than a customer notices and more than DynamoDB needs to end a conflicting transaction.
const firstPause = 25 * time.Millisecond

// Backoff is the Wait of the programs: a random part of 25, 50, 100, 200 ms ("full jitter"), so that those who met in a
// conflict do not meet again. after is time.After in main; random must be safe for many goroutines, like
// crypto/rand.Reader.
func Backoff(random io.Reader, after func(time.Duration) <-chan time.Time) Wait {
	return func(ctx context.Context, attempt int) error {
		var b [8]byte
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return err
		}
		longest := uint64(firstPause) << min(attempt-1, 10)
		pause := time.Duration(binary.BigEndian.Uint64(b[:]) % longest)
		select {
		case <-after(pause):
			return ctx.Err()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

package chaos

import (
	"context"
	"math/rand/v2"
	"sync"

	"earshot/shared/table"
)

// Feed is a change feed as a consumer may meet it: batches come doubled, cut differently the second time, and late. The
// order within a shard stays. It implements table.Feed.
type Feed struct {
	feed table.Feed
	lock sync.Mutex // of what follows
	rand *rand.Rand
	past map[string][]string // where earlier reads of a shard began
}

// WrapFeed gives the feed faults that follow from the seed.
func WrapFeed(feed table.Feed, seed uint64) *Feed {
	return &Feed{feed: feed, rand: rand.New(rand.NewPCG(seed, seed)), past: map[string][]string{}}
}

// Shards lists the shards of the feed.
func (f *Feed) Shards(ctx context.Context) ([]string, error) { return f.feed.Shards(ctx) }

// Changes answers one read in four with nothing yet, some with a batch that begins before what was asked for,
// and one in two with fewer changes than there are.
func (f *Feed) Changes(ctx context.Context, shard, after string, limit int) ([]table.Change, error) {
	late, after, limit := f.distort(shard, after, limit)
	if late {
		return nil, nil
	}
	return f.feed.Changes(ctx, shard, after, limit)
}

func (f *Feed) distort(shard, after string, limit int) (late bool, from string, cut int) {
	f.lock.Lock()
	defer f.lock.Unlock()
	kind := f.rand.IntN(4)
	if f.rand.IntN(2) == 0 {
		limit = 1 + f.rand.IntN(max(limit, 1))
	}
	past := append(f.past[shard], after)
	f.past[shard] = past[max(0, len(past)-3):]
	if earlier := past[f.rand.IntN(len(past))]; kind == 1 && table.CompareSequence(earlier, after) < 0 {
		after = earlier // never later: that would lose changes
	}
	return kind == 0, after, limit
}

// Trim trims the feed.
func (f *Feed) Trim(ctx context.Context, shard, upTo string) error {
	return f.feed.Trim(ctx, shard, upTo)
}

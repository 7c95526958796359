package table

import (
	"cmp"
	"context"
)

// Change is one change of one item, as the feed tells it: the item before and after (not Existing when it was made or
// removed).
type Change struct {
	Shard    string // one shard is one sequence; an item stays in a shard and its successors
	Sequence string // orders the changes of a shard: compare by CompareSequence
	Old, New Item
	Expired  bool // the engine removed the item because its time was over
}

// Feed is a change feed that is polled: the local engine has one, and so has DynamoDB's stream for the local program.
// In Lambda the service pushes the same Changes instead.
type Feed interface {
	// Shards lists the shards that may hold changes, parents before their children.
	Shards(ctx context.Context) ([]string, error)
	// Changes returns up to limit changes of a shard after a sequence number ("": from the oldest kept), in order. None
	// means none yet. They may come again, cut otherwise: the consumer drops what is not after its checkpoint.
	Changes(ctx context.Context, shard, after string, limit int) ([]Change, error)
	// Trim says that the consumer has kept its checkpoint: what is not after it is no longer needed.
	Trim(ctx context.Context, shard, upTo string) error
}

// CompareSequence orders sequence numbers: decimal numbers of any length, "" before all.
func CompareSequence(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

package dynamo

import (
	"context"
	"fmt"
	"iter"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"earshot/shared/table"
)

// Walk is a Scan of one segment, strongly consistent: who erases must not miss what was written just before.
func (t *Table) Walk(ctx context.Context, segment, segments int, after table.Position) iter.Seq2[table.Found, error] {
	return func(yield func(table.Found, error) bool) {
		if err := table.ValidSegment(segment, segments); err != nil {
			yield(table.Found{}, err)
			return
		}
		for {
			items, next, err := t.scan(ctx, segment, segments, after)
			if err != nil {
				yield(table.Found{}, err)
				return
			}
			for _, item := range items {
				if !yield(table.Found{Item: item, After: table.Position{Key: item.Key}}, nil) {
					return
				}
			}
			if next == (table.Position{}) {
				return
			}
			after = next
		}
	}
}

func (t *Table) scan(ctx context.Context, segment, segments int, after table.Position) ([]table.Item, table.Position, error) {
	in := &dynamodb.ScanInput{TableName: t.name, ConsistentRead: aws.Bool(true), ReturnConsumedCapacity: t.capacity,
		Segment: aws.Int32(int32(segment)), TotalSegments: aws.Int32(int32(segments))}
	if after != (table.Position{}) {
		in.ExclusiveStartKey = encodeKey(after.Key)
	}
	out, err := t.client.Scan(ctx, in)
	if err != nil {
		return nil, table.Position{}, readError("scan", err)
	}
	t.spentOne("Scan", out.ConsumedCapacity)
	items, err := decodeItems(out.Items)
	if err != nil {
		return nil, table.Position{}, fmt.Errorf("dynamo: scan: %w", err)
	}
	last, err := decodeItem(out.LastEvaluatedKey)
	return items, table.Position{Key: last.Key}, err
}

package dynamo

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"earshot/shared/table"
)

// maxIdle bounds the batches that bring nothing and leave everything to do, before Get gives up as throttled.
const maxIdle = 3

// Get reads items; see table.Table. One key is a GetItem, several are a BatchGetItem, repeated for what DynamoDB left
// (it answers at most 16 MB at once).
func (t *Table) Get(ctx context.Context, keys ...table.Key) ([]table.Item, error) {
	if err := table.ValidKeys(keys...); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	switch len(keys) {
	case 0:
		return nil, nil
	case 1:
		return t.getOne(ctx, keys[0])
	}
	return t.getMany(ctx, keys)
}

func (t *Table) getOne(ctx context.Context, k table.Key) ([]table.Item, error) {
	out, err := t.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: t.name, Key: encodeKey(k), ConsistentRead: aws.Bool(true), ReturnConsumedCapacity: t.capacity})
	if err != nil {
		return nil, readError("get", err)
	}
	t.spentOne("GetItem", out.ConsumedCapacity)
	item, err := decodeItem(out.Item)
	if err != nil {
		return nil, fmt.Errorf("dynamo: get: %w", err)
	}
	return []table.Item{item}, nil
}

func (t *Table) getMany(ctx context.Context, keys []table.Key) ([]table.Item, error) {
	wanted := make([]attributes, len(keys))
	place := make(map[table.Key]int, len(keys))
	for i, k := range keys {
		wanted[i], place[k] = encodeKey(k), i
	}
	items := make([]table.Item, len(keys))
	for idle := 0; len(wanted) > 0; {
		got, left, err := t.batch(ctx, wanted)
		if err != nil {
			return nil, err
		}
		for _, item := range got {
			items[place[item.Key]] = item
		}
		if len(left) < len(wanted) {
			idle = 0
		} else if idle++; idle == maxIdle {
			return nil, fmt.Errorf("dynamo: get %d items: %w: %d are left", len(keys), table.ErrUnavailable, len(left))
		}
		wanted = left
	}
	return items, nil
}

// batch reads what DynamoDB gives at once and tells which keys are left.
func (t *Table) batch(ctx context.Context, keys []attributes) (items []table.Item, left []attributes, err error) {
	out, err := t.client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{
		RequestItems:           map[string]types.KeysAndAttributes{*t.name: {Keys: keys, ConsistentRead: aws.Bool(true)}},
		ReturnConsumedCapacity: t.capacity,
	})
	if err != nil {
		return nil, nil, readError("get", err)
	}
	t.spent("BatchGetItem", out.ConsumedCapacity...)
	items, err = decodeItems(out.Responses[*t.name])
	if err != nil {
		return nil, nil, fmt.Errorf("dynamo: get: %w", err)
	}
	return items, out.UnprocessedKeys[*t.name].Keys, nil
}

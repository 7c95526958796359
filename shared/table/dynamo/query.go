package dynamo

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"earshot/shared/table"
)

// source names what a Query reads: the attributes of its keys, and the index (nil: the table itself).
type source struct {
	index           *string
	partition, sort string
}

func sourceOf(i table.Index) source {
	switch i {
	case table.Index1:
		return source{aws.String(index1Name), table.Index1Partition, table.Index1Sort}
	case table.Index2:
		return source{aws.String(index2Name), table.Index2Partition, table.Index2Sort}
	}
	return source{nil, partitionName, sortName}
}

// Query reads a page of one partition; see table.Table. Without a Limit a page is 1 MB. The Position after the last item
// may turn out to be the end.
func (t *Table) Query(ctx context.Context, q table.Query) ([]table.Item, table.Position, error) {
	if err := table.ValidQuery(q); err != nil {
		return nil, table.Position{}, err
	}
	if err := ctx.Err(); err != nil {
		return nil, table.Position{}, err
	}
	if q.To != "" && q.From >= q.To {
		return nil, table.Position{}, nil // DynamoDB refuses such bounds
	}
	for {
		items, next, err := t.page(ctx, q)
		if err != nil || len(items) > 0 || next == (table.Position{}) {
			return items, next, err
		}
		q.After = next // the one item of the page was that at the upper bound
	}
}

func (t *Table) page(ctx context.Context, q table.Query) ([]table.Item, table.Position, error) {
	s := sourceOf(q.Index)
	out, err := t.client.Query(ctx, t.queryInput(s, q))
	if err != nil {
		return nil, table.Position{}, readError("query", err)
	}
	t.spentOne("Query", out.ConsumedCapacity)
	items, err := decodeItems(out.Items)
	if err != nil {
		return nil, table.Position{}, fmt.Errorf("dynamo: query: %w", err)
	}
	next, err := s.position(out.LastEvaluatedKey)
	return s.below(q.To, items, q.Backward), next, err
}

func (t *Table) queryInput(s source, q table.Query) *dynamodb.QueryInput {
	in := &dynamodb.QueryInput{
		TableName: t.name, IndexName: s.index,
		ConsistentRead:           aws.Bool(s.index == nil), // an index has no strong reads
		ScanIndexForward:         aws.Bool(!q.Backward),
		ExpressionAttributeNames: map[string]string{"#p": s.partition},
		ExpressionAttributeValues: attributes{
			":p": encodeText(q.Partition),
		},
		ReturnConsumedCapacity: t.capacity,
	}
	in.KeyConditionExpression = aws.String("#p = :p" + s.bounds(q, in))
	if q.Limit > 0 {
		in.Limit = aws.Int32(int32(min(q.Limit, 1<<20)))
	}
	if q.After != (table.Position{}) {
		in.ExclusiveStartKey = s.start(q.After)
	}
	return in
}

// bounds writes the range of sort keys. DynamoDB takes one condition on the sort key and its BETWEEN includes both
// ends; below removes the item at the upper one.
func (s source) bounds(q table.Query, in *dynamodb.QueryInput) string {
	if q.From == "" && q.To == "" {
		return ""
	}
	in.ExpressionAttributeNames["#s"] = s.sort
	if q.From != "" {
		in.ExpressionAttributeValues[":f"] = encodeText(q.From)
	}
	if q.To != "" {
		in.ExpressionAttributeValues[":t"] = encodeText(q.To)
	}
	switch {
	case q.To == "":
		return " AND #s >= :f"
	case q.From == "":
		return " AND #s < :t"
	}
	return " AND #s BETWEEN :f AND :t"
}

// below drops the items at the upper bound: the last ones, or the first ones of a backward query.
func (s source) below(to string, items []table.Item, backward bool) []table.Item {
	if to == "" {
		return items
	}
	for len(items) > 0 {
		last := len(items) - 1
		if backward {
			last = 0
		}
		if s.sortOf(items[last]) < to {
			break
		}
		if backward {
			items = items[1:]
		} else {
			items = items[:last]
		}
	}
	return items
}

func (s source) sortOf(i table.Item) string {
	if s.index == nil {
		return i.Key.Sort
	}
	return i.Values[s.sort].Text()
}

func (s source) start(p table.Position) attributes {
	a := encodeKey(p.Key)
	if s.index != nil {
		a[s.partition], a[s.sort] = encodeText(p.Index.Partition), encodeText(p.Index.Sort)
	}
	return a
}

func (s source) position(last map[string]types.AttributeValue) (table.Position, error) {
	i, err := decodeItem(last)
	if err != nil || s.index == nil {
		return table.Position{Key: i.Key}, err
	}
	return table.Position{Key: i.Key,
		Index: table.Key{Partition: i.Values[s.partition].Text(), Sort: i.Values[s.sort].Text()}}, nil
}

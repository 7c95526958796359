package stream

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"

	"earshot/shared/table"
	"earshot/shared/table/dynamo"
)

// Changes reads on in a shard; see table.Feed. The error is ErrTrimmed when the checkpoint is too old.
func (f *Feed) Changes(ctx context.Context, shard, after string, limit int) ([]table.Change, error) {
	f.lock.Lock()
	defer f.lock.Unlock()
	if ready, err := f.ready(ctx, shard); err != nil || !ready || limit <= 0 {
		return nil, err
	}
	at, known := f.at[shard]
	if !known || at.after != after {
		var err error
		if at, err = f.start(ctx, shard, after); err != nil {
			return nil, err
		}
	}
	records, at, err := f.read(ctx, at, limit)
	if _, old := errors.AsType[*types.ExpiredIteratorException](err); old {
		delete(f.at, shard) // iterators live 15 minutes
		if at, err = f.start(ctx, shard, after); err == nil {
			records, at, err = f.read(ctx, at, limit)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("stream: read shard %s: %w", shard, trimmed(err))
	}
	f.at[shard] = at
	return decodeRecords(shard, records)
}

// ready tells whether the parent of a shard was read to its end.
func (f *Feed) ready(ctx context.Context, shard string) (bool, error) {
	if _, listed := f.from[shard]; !listed {
		if _, err := f.shards(ctx); err != nil {
			return false, err
		}
	}
	parent := f.from[shard]
	if parent == "" {
		return true, nil
	}
	at, known := f.at[parent]
	return known && at.iterator == nil, nil
}

func (f *Feed) start(ctx context.Context, shard, after string) (place, error) {
	in := &dynamodbstreams.GetShardIteratorInput{StreamArn: f.arn, ShardId: &shard, ShardIteratorType: types.ShardIteratorTypeTrimHorizon}
	if after != "" {
		in.ShardIteratorType, in.SequenceNumber = types.ShardIteratorTypeAfterSequenceNumber, &after
	}
	out, err := f.client.GetShardIterator(ctx, in)
	if err != nil {
		return place{}, fmt.Errorf("stream: begin in shard %s: %w", shard, trimmed(err))
	}
	return place{after: after, iterator: out.ShardIterator}, nil
}

// read follows the iterators to the first records, to the end of the shard or to where it gives up for now.
func (f *Feed) read(ctx context.Context, at place, limit int) ([]types.Record, place, error) {
	for range emptyReads {
		if at.iterator == nil {
			break
		}
		out, err := f.client.GetRecords(ctx, &dynamodbstreams.GetRecordsInput{
			ShardIterator: at.iterator, Limit: aws.Int32(int32(min(limit, maxRecords)))})
		if err != nil {
			return nil, at, err
		}
		at.iterator = out.NextShardIterator
		if n := len(out.Records); n > 0 {
			at.after = aws.ToString(out.Records[n-1].Dynamodb.SequenceNumber)
			return out.Records, at, nil
		}
	}
	return nil, at, nil
}

func trimmed(err error) error {
	if _, gone := errors.AsType[*types.TrimmedDataAccessException](err); gone {
		return fmt.Errorf("%w: %w", ErrTrimmed, err)
	}
	return err
}

func decodeRecords(shard string, records []types.Record) ([]table.Change, error) {
	changes := make([]table.Change, 0, len(records))
	for _, r := range records {
		c, err := change(shard, r)
		if err != nil {
			return nil, fmt.Errorf("stream: change %s of shard %s: %w", c.Sequence, shard, err)
		}
		changes = append(changes, c)
	}
	return changes, nil
}

func change(shard string, r types.Record) (table.Change, error) {
	c := table.Change{Shard: shard, Sequence: aws.ToString(r.Dynamodb.SequenceNumber)}
	c.Expired = r.EventName == types.OperationTypeRemove && r.UserIdentity != nil &&
		aws.ToString(r.UserIdentity.Type) == "Service" && aws.ToString(r.UserIdentity.PrincipalId) == "dynamodb.amazonaws.com"
	var errOld, errNew error
	c.Old, errOld = item(r.Dynamodb.OldImage)
	c.New, errNew = item(r.Dynamodb.NewImage)
	return c, errors.Join(errOld, errNew)
}

// item reads an image. Streams have types of their own for the same values.
func item(image map[string]types.AttributeValue) (table.Item, error) {
	if len(image) == 0 {
		return table.Item{}, nil
	}
	values := make(map[string]table.Value, len(image))
	for name, v := range image {
		switch v := v.(type) {
		case *types.AttributeValueMemberS:
			values[name] = table.String(v.Value)
		case *types.AttributeValueMemberN:
			n, err := dynamo.ParseNumber(v.Value)
			if err != nil {
				return table.Item{}, fmt.Errorf("attribute %s: %w", name, err)
			}
			values[name] = n
		default:
			return table.Item{}, fmt.Errorf("attribute %s: %T is neither text nor number", name, v)
		}
	}
	i := table.Item{Key: table.Key{Partition: values["pk"].Text(), Sort: values["sk"].Text()}, Values: values}
	delete(values, "pk")
	delete(values, "sk")
	return i, nil
}

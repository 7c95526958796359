package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"

	"earshot/shared/table/dynamo"
)

// changes is the stream of the table, read as Lambda reads it: sam local has no streams.
type changes struct {
	client *dynamodbstreams.Client
	arn    string
}

func follow(ctx context.Context, client *dynamodb.Client, anyone aws.CredentialsProvider, endpoint string) (*changes, error) {
	arn, err := dynamo.StreamARN(ctx, client, tableName)
	if err != nil {
		return nil, err
	}
	return &changes{
		client: dynamodbstreams.New(dynamodbstreams.Options{Region: region, Credentials: anyone, BaseEndpoint: &endpoint}), arn: arn,
	}, nil
}

// read makes one event of all changes that the filter of the template lets through. DynamoDB Local has one shard.
func (c *changes) read(ctx context.Context) (map[string]any, error) {
	stream, err := c.client.DescribeStream(ctx, &dynamodbstreams.DescribeStreamInput{StreamArn: &c.arn})
	if err != nil {
		return nil, err
	}
	if n := len(stream.StreamDescription.Shards); n != 1 {
		return nil, fmt.Errorf("the stream has %d shards, want 1", n)
	}
	shard := stream.StreamDescription.Shards[0].ShardId
	begin, err := c.client.GetShardIterator(ctx, &dynamodbstreams.GetShardIteratorInput{
		StreamArn: &c.arn, ShardId: shard, ShardIteratorType: types.ShardIteratorTypeTrimHorizon,
	})
	if err != nil {
		return nil, err
	}
	var records []any
	for at, empty := begin.ShardIterator, 0; at != nil && empty < 2; {
		page, err := c.client.GetRecords(ctx, &dynamodbstreams.GetRecordsInput{ShardIterator: at})
		if err != nil {
			return nil, err
		}
		for _, r := range page.Records {
			if isFact(r) {
				records = append(records, c.record(r))
			}
		}
		if at = page.NextShardIterator; len(page.Records) == 0 {
			empty++
		}
	}
	return c.event(aws.ToString(shard), records), nil
}

// isFact is the filter of template.yaml: orders, evidence, persons, responses.
func isFact(r types.Record) bool {
	sk, _ := r.Dynamodb.Keys["sk"].(*types.AttributeValueMemberS)
	return sk != nil && (sk.Value == "O" || sk.Value == "E" || sk.Value == "P" || strings.HasPrefix(sk.Value, "R#"))
}

func (c *changes) event(shard string, records []any) map[string]any {
	now := time.Now().UTC().Truncate(15 * time.Minute)
	return map[string]any{
		"window": map[string]time.Time{"start": now, "end": now.Add(15 * time.Minute)}, "state": map[string]string{}, "shardId": shard,
		"eventSourceARN": c.arn, "isFinalInvokeForWindow": false, "isWindowTerminatedEarly": false, "Records": records,
	}
}

func (c *changes) record(r types.Record) any {
	change := map[string]any{
		"ApproximateCreationDateTime": aws.ToTime(r.Dynamodb.ApproximateCreationDateTime).Unix(), "Keys": image(r.Dynamodb.Keys),
		"SequenceNumber": aws.ToString(r.Dynamodb.SequenceNumber), "SizeBytes": aws.ToInt64(r.Dynamodb.SizeBytes),
		"StreamViewType": "NEW_AND_OLD_IMAGES",
	}
	if len(r.Dynamodb.OldImage) > 0 {
		change["OldImage"] = image(r.Dynamodb.OldImage)
	}
	if len(r.Dynamodb.NewImage) > 0 {
		change["NewImage"] = image(r.Dynamodb.NewImage)
	}
	return map[string]any{
		"eventID": aws.ToString(r.EventID), "eventName": string(r.EventName), "eventVersion": "1.1", "eventSource": "aws:dynamodb",
		"awsRegion": region, "eventSourceARN": c.arn, "dynamodb": change,
	}
}

func image(from map[string]types.AttributeValue) map[string]any {
	to := make(map[string]any, len(from))
	for name, v := range from {
		switch v := v.(type) {
		case *types.AttributeValueMemberS:
			to[name] = map[string]string{"S": v.Value}
		case *types.AttributeValueMemberN:
			to[name] = map[string]string{"N": v.Value}
		}
	}
	return to
}

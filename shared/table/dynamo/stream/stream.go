// Package stream polls the change feed of a DynamoDB table, for the local program on DynamoDB Local; in the cloud Lambda
// pushes the same changes (package event).
//
// The feed is split into shards that follow each other: a shard ends, and its children go on with its items. A child
// tells nothing before its parent was read to its end, so that the changes of an item stay in order whatever the order
// in which the consumer asks. DynamoDB keeps changes for 24 hours.
package stream

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"

	"earshot/shared/table"
	"earshot/shared/table/dynamo"
)

// ErrTrimmed says that changes after the checkpoint are gone: the consumer was away for more than 24 hours. What follows
// from them must be rebuilt, and reading goes on from "".
var ErrTrimmed = errors.New("stream: the changes after the checkpoint are no longer kept")

// emptyReads bounds how many empty answers one call follows: a shard without new changes has them without end.
const emptyReads = 5

// maxRecords is what DynamoDB gives at once.
const maxRecords = 1000

// API is what Feed asks of *dynamodbstreams.Client.
type API interface {
	DescribeStream(context.Context, *dynamodbstreams.DescribeStreamInput, ...func(*dynamodbstreams.Options)) (*dynamodbstreams.DescribeStreamOutput, error)
	GetShardIterator(context.Context, *dynamodbstreams.GetShardIteratorInput, ...func(*dynamodbstreams.Options)) (*dynamodbstreams.GetShardIteratorOutput, error)
	GetRecords(context.Context, *dynamodbstreams.GetRecordsInput, ...func(*dynamodbstreams.Options)) (*dynamodbstreams.GetRecordsOutput, error)
}

// Feed is the stream of one table. It implements table.Feed.
type Feed struct {
	client API
	arn    *string

	lock sync.Mutex // of what follows; it is held during calls: one consumer reads a feed
	at   map[string]place
	from map[string]string // parents of the shards that are listed
}

// place is where a shard was read to: the next iterator, nil at the end of the shard.
type place struct {
	after    string
	iterator *string
}

// New takes the stream of a table; see dynamo.StreamARN.
func New(client API, arn string) *Feed {
	return &Feed{client: client, arn: &arn, at: map[string]place{}, from: map[string]string{}}
}

// Client is a client of DynamoDB Streams, built like dynamo.Client.
func Client(region string, credentials aws.CredentialsProvider, endpoint string) *dynamodbstreams.Client {
	o := dynamodbstreams.Options{Region: region, Credentials: credentials, HTTPClient: dynamo.HTTPClient()}
	if endpoint != "" {
		o.BaseEndpoint = &endpoint
	}
	return dynamodbstreams.New(o)
}

// Shards lists the shards, parents before their children.
func (f *Feed) Shards(ctx context.Context) ([]string, error) {
	f.lock.Lock()
	defer f.lock.Unlock()
	return f.shards(ctx)
}

func (f *Feed) shards(ctx context.Context) ([]string, error) {
	var all []types.Shard
	for start := (*string)(nil); ; {
		out, err := f.client.DescribeStream(ctx, &dynamodbstreams.DescribeStreamInput{StreamArn: f.arn, ExclusiveStartShardId: start})
		if err != nil {
			return nil, fmt.Errorf("stream: list shards: %w", err)
		}
		all = append(all, out.StreamDescription.Shards...)
		if start = out.StreamDescription.LastEvaluatedShardId; start == nil {
			break
		}
	}
	f.from = parents(all)
	return inOrder(all, f.from), nil
}

// parents leaves out those that are no longer listed: their changes are gone.
func parents(all []types.Shard) map[string]string {
	from := make(map[string]string, len(all))
	for _, s := range all {
		from[aws.ToString(s.ShardId)] = ""
	}
	for _, s := range all {
		if _, listed := from[aws.ToString(s.ParentShardId)]; listed {
			from[aws.ToString(s.ShardId)] = *s.ParentShardId
		}
	}
	return from
}

func inOrder(all []types.Shard, from map[string]string) []string {
	ids := make([]string, 0, len(all))
	done := make(map[string]bool, len(all))
	var add func(id string)
	add = func(id string) {
		if id == "" || done[id] {
			return
		}
		done[id] = true // before the parent: a circle must not hang
		add(from[id])
		ids = append(ids, id)
	}
	for _, s := range all {
		add(aws.ToString(s.ShardId))
	}
	return ids
}

// Trim does nothing: DynamoDB forgets changes by itself after 24 hours.
func (f *Feed) Trim(ctx context.Context, _, _ string) error { return ctx.Err() }

var _ table.Feed = (*Feed)(nil)

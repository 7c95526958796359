package stream_test

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strconv"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"

	"earshot/shared/parts"
	"earshot/shared/table"
	"earshot/shared/table/chaos"
	"earshot/shared/table/dynamo"
	"earshot/shared/table/dynamo/stream"
	"earshot/shared/table/tabletest"
)

const region = "eu-central-1"

func open(t *testing.T) (table.Table, table.Feed) {
	t.Helper()
	endpoint, name := parts.DynamoDB(t), "t"+rand.Text()
	who := credentials.NewStaticCredentialsProvider("test", "test", "")
	c := dynamo.Client(region, who, endpoint)
	if err := dynamo.Create(t.Context(), c, name, func(ctx context.Context, _ int) error { return ctx.Err() }); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, _ = c.DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: &name})
	})
	arn, err := dynamo.StreamARN(t.Context(), c, name)
	if err != nil {
		t.Fatal(err)
	}
	return dynamo.New(c, name), stream.New(stream.Client(region, who, endpoint), arn)
}

func TestFeed(t *testing.T) { tabletest.RunFeed(t, open) }

func TestFeedUnderChaos(t *testing.T) {
	tabletest.RunFeed(t, func(t *testing.T) (table.Table, table.Feed) {
		tbl, feed := open(t)
		return table.Once(chaos.Wrap(tbl, 2, chaos.Some()), rand.Reader), chaos.WrapFeed(feed, 2)
	})
}

// river plays DynamoDB Streams with shards that end, iterators that expire and data that is trimmed; DynamoDB Local has
// one shard without end. An iterator is "shard/index of the next record".
type river struct {
	shards  []types.Shard
	records map[string][]string // by shard, the sequence numbers; an item's name is its number
	closed  map[string]bool
	expired bool // the next GetRecords finds its iterator expired
	trimmed bool
	calls   int
}

func (r *river) DescribeStream(_ context.Context, in *dynamodbstreams.DescribeStreamInput, _ ...func(*dynamodbstreams.Options)) (*dynamodbstreams.DescribeStreamOutput, error) {
	first := 1 + slices.IndexFunc(r.shards, func(s types.Shard) bool { return aws.ToString(s.ShardId) == aws.ToString(in.ExclusiveStartShardId) })
	d := &types.StreamDescription{Shards: r.shards[first : first+1]} // one a page
	if first+1 < len(r.shards) {
		d.LastEvaluatedShardId = r.shards[first].ShardId
	}
	return &dynamodbstreams.DescribeStreamOutput{StreamDescription: d}, nil
}

func (r *river) GetShardIterator(_ context.Context, in *dynamodbstreams.GetShardIteratorInput, _ ...func(*dynamodbstreams.Options)) (*dynamodbstreams.GetShardIteratorOutput, error) {
	if r.trimmed && in.SequenceNumber != nil {
		return nil, &types.TrimmedDataAccessException{}
	}
	next := 1 + slices.Index(r.records[*in.ShardId], aws.ToString(in.SequenceNumber))
	return &dynamodbstreams.GetShardIteratorOutput{ShardIterator: aws.String(*in.ShardId + strconv.Itoa(next))}, nil
}

func (r *river) GetRecords(_ context.Context, in *dynamodbstreams.GetRecordsInput, _ ...func(*dynamodbstreams.Options)) (*dynamodbstreams.GetRecordsOutput, error) {
	r.calls++
	if r.expired {
		r.expired = false
		return nil, &types.ExpiredIteratorException{}
	}
	shard := (*in.ShardIterator)[:1]
	from, _ := strconv.Atoi((*in.ShardIterator)[1:])
	to := min(from+int(*in.Limit), len(r.records[shard]))
	out := &dynamodbstreams.GetRecordsOutput{}
	for _, sequence := range r.records[shard][from:to] {
		out.Records = append(out.Records, types.Record{EventName: types.OperationTypeInsert, Dynamodb: &types.StreamRecord{
			SequenceNumber: aws.String(sequence), NewImage: image("n", &types.AttributeValueMemberN{Value: sequence})}})
	}
	if to < len(r.records[shard]) || !r.closed[shard] {
		out.NextShardIterator = aws.String(shard + strconv.Itoa(to))
	}
	return out, nil
}

func image(name string, v types.AttributeValue) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "p"}, "sk": &types.AttributeValueMemberS{Value: "s"}, name: v}
}

func twoGenerations() *river {
	shard := func(id, parent string) types.Shard {
		return types.Shard{ShardId: aws.String(id), ParentShardId: aws.String(parent)}
	}
	return &river{
		shards:  []types.Shard{shard("c", "b"), shard("b", "gone"), shard("d", "b")},
		records: map[string][]string{"b": {"1", "2", "3"}, "c": {"4"}, "d": {"5"}},
		closed:  map[string]bool{"b": true},
	}
}

func sequences(t *testing.T, f table.Feed, shard, after string, limit int) (s string) {
	t.Helper()
	changes, err := f.Changes(t.Context(), shard, after, limit)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range changes {
		if c.Shard != shard || strconv.FormatInt(c.New.Values["n"].Int(), 10) != c.Sequence {
			t.Fatalf("%+v", c)
		}
		s += c.Sequence
	}
	return s
}

func TestChildrenWaitForTheirParent(t *testing.T) {
	f := stream.New(twoGenerations(), "arn")
	if shards, err := f.Shards(t.Context()); err != nil || !slices.Equal(shards, []string{"b", "c", "d"}) {
		t.Fatalf("Shards = %v, %v, want the parent first", shards, err)
	}
	steps := []struct{ shard, after, want string }{
		{"c", "", ""}, {"b", "", "12"}, {"c", "", ""}, {"b", "2", "3"}, {"b", "3", ""}, {"c", "", "4"}, {"d", "", "5"},
		{"b", "1", "23"}, {"b", "", "12"},
	}
	for i, s := range steps {
		if got := sequences(t, f, s.shard, s.after, 2); got != s.want {
			t.Errorf("step %d: changes of %s after %q: %q, want %q", i, s.shard, s.after, got, s.want)
		}
	}
}

func TestExpiredIteratorIsRenewed(t *testing.T) {
	r := twoGenerations()
	f := stream.New(r, "arn")
	if got := sequences(t, f, "b", "", 1); got != "1" {
		t.Fatalf("first: %q", got)
	}
	r.expired = true
	if got := sequences(t, f, "b", "1", 1); got != "2" {
		t.Errorf("after the iterator expired: %q, want 2", got)
	}
}

func TestOldCheckpointIsTold(t *testing.T) {
	r := twoGenerations()
	r.trimmed = true
	if _, err := stream.New(r, "arn").Changes(t.Context(), "b", "1", 9); !errors.Is(err, stream.ErrTrimmed) {
		t.Errorf("Changes: %v, want ErrTrimmed", err)
	}
}

func TestQuietShardIsNotReadForEver(t *testing.T) {
	r := twoGenerations()
	r.shards = r.shards[1:2]
	r.records, r.closed = nil, nil
	if got := sequences(t, stream.New(r, "arn"), "b", "", 9); got != "" || r.calls != 5 {
		t.Errorf("%q in %d calls, want nothing in 5", got, r.calls)
	}
}

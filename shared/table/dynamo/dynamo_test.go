package dynamo_test

import (
	"context"
	"crypto/rand"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"earshot/shared/parts"
	"earshot/shared/table"
	"earshot/shared/table/chaos"
	"earshot/shared/table/dynamo"
	"earshot/shared/table/tabletest"
)

func client(endpoint string) *dynamodb.Client {
	return dynamo.Client("eu-central-1", credentials.NewStaticCredentialsProvider("test", "test", ""), endpoint)
}

// open makes a table with a name of its own.
func open(t testing.TB) *dynamo.Table {
	t.Helper()
	c, name := client(parts.DynamoDB(t)), "t"+rand.Text()
	atOnce := func(ctx context.Context, _ int) error { return ctx.Err() }
	if err := dynamo.Create(t.Context(), c, name, atOnce); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, _ = c.DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: &name})
	})
	return dynamo.New(c, name)
}

func TestTable(t *testing.T) {
	tabletest.Run(t, func(t *testing.T) table.Table { return open(t) })
}

func TestTableUnderOnceAndChaos(t *testing.T) {
	tabletest.Run(t, func(t *testing.T) table.Table {
		return table.Once(chaos.Wrap(open(t), 1, chaos.Some()), rand.Reader)
	})
}

func key(sort string) table.Key { return table.Key{Partition: "p", Sort: sort} }

func TestCreateTwice(t *testing.T) {
	c, name := client(parts.DynamoDB(t)), "t"+rand.Text()
	for range 2 {
		if err := dynamo.Create(t.Context(), c, name, nil); err != nil {
			t.Fatal(err)
		}
	}
	arn, err := dynamo.StreamARN(t.Context(), c, name)
	if err != nil || !strings.Contains(arn, name) {
		t.Errorf("StreamARN = %q, %v", arn, err)
	}
	if _, err := c.DeleteTable(t.Context(), &dynamodb.DeleteTableInput{TableName: &name}); err != nil {
		t.Error(err)
	}
}

// TestItemAtTheUpperBoundIsNoPage wants the one item asked for, though DynamoDB's page holds the one that is just out.
func TestItemAtTheUpperBoundIsNoPage(t *testing.T) {
	tbl := open(t)
	if err := tbl.Commit(t.Context(), table.Put(key("a"), nil), table.Put(key("b"), nil)); err != nil {
		t.Fatal(err)
	}
	items, _, err := tbl.Query(t.Context(), table.Query{Partition: "p", From: "a", To: "b", Limit: 1, Backward: true})
	if err != nil || len(items) != 1 || items[0].Key != key("a") {
		t.Errorf("Query = %v, %v, want a", items, err)
	}
}

func TestCapacity(t *testing.T) {
	units := map[string]float64{}
	tbl := open(t).WithCapacity(func(u float64, op string) { units[op] += u })
	due := table.Values{table.Index1Partition: table.String("due"), table.Index1Sort: table.String("1")}
	writes := []struct {
		name string
		w    []table.Write
		op   string
		want float64
	}{
		{"a small item", []table.Write{table.Put(key("a"), nil)}, "PutItem", 1},
		{"an item with an index entry", []table.Write{table.Put(key("b"), due)}, "PutItem", 2},
		{"an index entry moved", []table.Write{table.Update(key("b"), table.Values{table.Index1Sort: table.String("2")}, nil)}, "UpdateItem", 3},
		{"a transaction of two", []table.Write{table.Put(key("c"), nil), table.Put(key("d"), nil)}, "TransactWriteItems", 4},
		{"a deletion", []table.Write{table.Delete(key("a"))}, "DeleteItem", 1},
	}
	for _, tt := range writes {
		t.Run(tt.name, func(t *testing.T) {
			clear(units)
			if err := tbl.Commit(t.Context(), tt.w...); err != nil {
				t.Fatal(err)
			}
			if units[tt.op] != tt.want || len(units) != 1 {
				t.Errorf("units %v, want %v of %s", units, tt.want, tt.op)
			}
		})
	}
}

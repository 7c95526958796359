package ledger_test

import (
	"context"
	"crypto/rand"
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"earshot/shared/ledger"
	"earshot/shared/parts"
	"earshot/shared/table"
	"earshot/shared/table/chaos"
	"earshot/shared/table/dynamo"
)

// onDynamoDB is an empty table on DynamoDB Local.
func onDynamoDB(t *testing.T) table.Table {
	t.Helper()
	c := dynamo.Client("eu-central-1", credentials.NewStaticCredentialsProvider("test", "test", ""), parts.DynamoDB(t))
	name := "ledger" + rand.Text()
	done(t, dynamo.Create(t.Context(), c, name, func(ctx context.Context, _ int) error { return ctx.Err() }))
	t.Cleanup(func() {
		_, _ = c.DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: &name})
	})
	return dynamo.New(c, name)
}

// openFresh is openOn with nonces that no earlier test used: DynamoDB remembers those of transactions for ten minutes.
func openFresh(t *testing.T, e table.Table) *ledger.Ledger {
	t.Helper()
	l, err := ledger.Open(t.Context(), table.Once(e, rand.Reader), &stream{})
	if err != nil {
		t.Fatalf("ledger.Open: %v", err)
	}
	return l
}

// TestLifeOnDynamoDB: the same life, on a bad day as well, leaves the same items on DynamoDB as on one file.
func TestLifeOnDynamoDB(t *testing.T) {
	file, cloud := engine(t), onDynamoDB(t)
	life(t, openOn(t, file))
	openFresh(t, cloud)
	life(t, openFresh(t, chaos.Wrap(cloud, 1, chaos.Some())))
	want, got := settled(t, file), settled(t, cloud)
	for key, v := range want {
		if !reflect.DeepEqual(got[key], v) {
			t.Errorf("%v is\n%v, want\n%v", key, got[key], v)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d items, want %d", len(got), len(want))
	}
	checkPages(t, openFresh(t, cloud))
}

// checkPages pages through the answers of life, one at a time.
func checkPages(t *testing.T, l *ledger.Ledger) {
	t.Helper()
	for _, oldest := range []bool{false, true} {
		ids, pages := walk(t, l, ledger.Page{From: at(1, 0), To: at(30, 0), Limit: 1, Oldest: oldest})
		if len(ids) != 3 || pages < 3 {
			t.Errorf("oldest first %v: %d answers on %d pages", oldest, len(ids), pages)
		}
	}
}

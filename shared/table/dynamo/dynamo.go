// Package dynamo is the engine of package table on DynamoDB: one table with the keys pk and sk and two sparse indexes of
// keys only, gsi1 and gsi2, on demand.
//
// Reads are strongly consistent where package table promises it, and the SDK repeats them. A single write is one
// PutItem, UpdateItem or DeleteItem that is sent once: a repetition by the SDK would hide that the first answer was lost,
// so it answers ErrUnclear and table.Once above it repeats. Several writes are one TransactWriteItems; it carries the
// nonce of table.Once as its request token, by which DynamoDB knows a repetition for ten minutes.
//
// It reads no configuration and no environment: Client is built from parameters. The change feed is in the packages
// stream (polled) and event (pushed by Lambda), so that who needs none links none.
package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"earshot/shared/table"
)

// The names of the primary key's attributes and of the indexes, as template.yaml has them.
const (
	partitionName = "pk"
	sortName      = "sk"
	index1Name    = "gsi1"
	index2Name    = "gsi2"
)

// API is what Table asks of *dynamodb.Client.
type API interface {
	GetItem(context.Context, *dynamodb.GetItemInput, ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error)
	BatchGetItem(context.Context, *dynamodb.BatchGetItemInput, ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error)
	Query(context.Context, *dynamodb.QueryInput, ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error)
	Scan(context.Context, *dynamodb.ScanInput, ...func(*dynamodb.Options)) (*dynamodb.ScanOutput, error)
	PutItem(context.Context, *dynamodb.PutItemInput, ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error)
	UpdateItem(context.Context, *dynamodb.UpdateItemInput, ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error)
	DeleteItem(context.Context, *dynamodb.DeleteItemInput, ...func(*dynamodb.Options)) (*dynamodb.DeleteItemOutput, error)
	TransactWriteItems(context.Context, *dynamodb.TransactWriteItemsInput, ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error)
}

// Table is one table. It implements table.Table and may be used by many goroutines.
type Table struct {
	client   API
	name     *string
	observe  func(units float64, op string)
	capacity types.ReturnConsumedCapacity
}

// New takes a table that exists; see Create.
func New(client API, tableName string) *Table {
	return &Table{client: client, name: &tableName}
}

// WithCapacity is the same table, telling what each call costs in read or write units, indexes included, by the name of
// the operation. Tests of the cost use it; it makes the answers a little larger.
func (t *Table) WithCapacity(observe func(units float64, op string)) *Table {
	c := *t
	c.observe, c.capacity = observe, types.ReturnConsumedCapacityTotal
	return &c
}

func (t *Table) spent(op string, consumed ...types.ConsumedCapacity) {
	if t.observe == nil {
		return
	}
	units := 0.0
	for _, c := range consumed {
		units += aws.ToFloat64(c.CapacityUnits)
	}
	t.observe(units, op)
}

func (t *Table) spentOne(op string, consumed *types.ConsumedCapacity) {
	if consumed != nil {
		t.spent(op, *consumed)
	}
}

// sentOnce keeps the SDK from repeating a single write by itself; see the package comment.
func sentOnce(o *dynamodb.Options) { o.Retryer = aws.NopRetryer{} }

var _ table.Table = (*Table)(nil)

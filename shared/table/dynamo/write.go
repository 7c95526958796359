package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"earshot/shared/table"
)

const allOld = types.ReturnValuesOnConditionCheckFailureAllOld

// Commit does all writes or none. Together they may hold 4 MB.
func (t *Table) Commit(ctx context.Context, writes ...table.Write) error {
	if err := table.ValidWrites(writes...); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if len(writes) > 1 {
		return t.transact(ctx, writes)
	}
	switch w := writes[0]; w.Kind {
	case table.KindPut:
		return t.put(ctx, w)
	case table.KindUpdate:
		return t.update(ctx, w)
	case table.KindDelete:
		return t.delete(ctx, w)
	default:
		return t.check(ctx, w)
	}
}

func (t *Table) put(ctx context.Context, w table.Write) error {
	var e expression
	in := &dynamodb.PutItemInput{
		TableName: t.name, Item: encodeItem(w.Key, w.Set),
		ConditionExpression:                 e.conditions(w.Conditions),
		ReturnValuesOnConditionCheckFailure: allOld,
		ReturnConsumedCapacity:              t.capacity,
	}
	in.ExpressionAttributeNames, in.ExpressionAttributeValues = e.names, e.values
	out, err := t.client.PutItem(ctx, in, sentOnce)
	if err != nil {
		return writeError("put", err)
	}
	t.spentOne("PutItem", out.ConsumedCapacity)
	return nil
}

func (t *Table) update(ctx context.Context, w table.Write) error {
	var e expression
	in := &dynamodb.UpdateItemInput{
		TableName: t.name, Key: encodeKey(w.Key),
		ConditionExpression:                 e.conditions(w.Conditions),
		UpdateExpression:                    e.update(w),
		ReturnValuesOnConditionCheckFailure: allOld,
		ReturnConsumedCapacity:              t.capacity,
	}
	in.ExpressionAttributeNames, in.ExpressionAttributeValues = e.names, e.values
	out, err := t.client.UpdateItem(ctx, in, sentOnce)
	if err != nil {
		return writeError("update", err)
	}
	t.spentOne("UpdateItem", out.ConsumedCapacity)
	return nil
}

func (t *Table) delete(ctx context.Context, w table.Write) error {
	var e expression
	in := &dynamodb.DeleteItemInput{
		TableName: t.name, Key: encodeKey(w.Key),
		ConditionExpression:                 e.conditions(w.Conditions),
		ReturnValuesOnConditionCheckFailure: allOld,
		ReturnConsumedCapacity:              t.capacity,
	}
	in.ExpressionAttributeNames, in.ExpressionAttributeValues = e.names, e.values
	out, err := t.client.DeleteItem(ctx, in, sentOnce)
	if err != nil {
		return writeError("delete", err)
	}
	t.spentOne("DeleteItem", out.ConsumedCapacity)
	return nil
}

// check reads the item: that costs a quarter of a transaction, which for one item is no stronger.
func (t *Table) check(ctx context.Context, w table.Write) error {
	items, err := t.Get(ctx, w.Key)
	if err != nil {
		return err
	}
	if !w.Holds(items[0]) {
		return &table.ConditionError{Found: items}
	}
	return nil
}

func (t *Table) transact(ctx context.Context, writes []table.Write) error {
	in := &dynamodb.TransactWriteItemsInput{
		TransactItems:          make([]types.TransactWriteItem, len(writes)),
		ClientRequestToken:     token(writes),
		ReturnConsumedCapacity: t.capacity,
	}
	for i, w := range writes {
		in.TransactItems[i] = t.transactItem(w)
	}
	out, err := t.client.TransactWriteItems(ctx, in, sentOnce)
	if err != nil {
		return writeError("transact", err)
	}
	t.spent("TransactWriteItems", out.ConsumedCapacity...)
	return nil
}

// token is the nonce of table.Once, nil if there is none: the SDK then makes one.
func token(writes []table.Write) *string {
	for _, w := range writes {
		if nonce := w.Set[table.Nonce].Text(); nonce != "" {
			return &nonce
		}
	}
	return nil
}

func (t *Table) transactItem(w table.Write) types.TransactWriteItem {
	var e expression
	conditions := e.conditions(w.Conditions)
	switch w.Kind {
	case table.KindPut:
		return types.TransactWriteItem{Put: &types.Put{TableName: t.name, Item: encodeItem(w.Key, w.Set),
			ConditionExpression: conditions, ExpressionAttributeNames: e.names, ExpressionAttributeValues: e.values,
			ReturnValuesOnConditionCheckFailure: allOld}}
	case table.KindUpdate:
		update := e.update(w)
		return types.TransactWriteItem{Update: &types.Update{TableName: t.name, Key: encodeKey(w.Key), UpdateExpression: update,
			ConditionExpression: conditions, ExpressionAttributeNames: e.names, ExpressionAttributeValues: e.values,
			ReturnValuesOnConditionCheckFailure: allOld}}
	case table.KindDelete:
		return types.TransactWriteItem{Delete: &types.Delete{TableName: t.name, Key: encodeKey(w.Key),
			ConditionExpression: conditions, ExpressionAttributeNames: e.names, ExpressionAttributeValues: e.values,
			ReturnValuesOnConditionCheckFailure: allOld}}
	}
	return types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{TableName: t.name, Key: encodeKey(w.Key),
		ConditionExpression: conditions, ExpressionAttributeNames: e.names, ExpressionAttributeValues: e.values,
		ReturnValuesOnConditionCheckFailure: allOld}}
}

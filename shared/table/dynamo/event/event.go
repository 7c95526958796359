// Package event reads the changes that Lambda pushes from the stream of a DynamoDB table. It knows the event and nothing
// of the SDK, so that the function that counts does not link a client of DynamoDB Streams.
//
// A record is read by itself: one that cannot be read is an error of that record alone, which the caller parks.
package event

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/aws/aws-lambda-go/events"

	"earshot/shared/table"
)

// ErrRecord says that a record is none of Earshot's table. Trying again does not help.
var ErrRecord = errors.New("event: not a change of this table")

// ttlType and ttlPrincipal are who removes expired items, as the record tells it.
const (
	ttlType      = "Service"
	ttlPrincipal = "dynamodb.amazonaws.com"
)

// Change reads one record. The shard is that of the whole event (ShardID of a tumbling window): a record does not tell
// it. Its Sequence is what a partial batch failure names.
func Change(shard string, r events.DynamoDBEventRecord) (table.Change, error) {
	c := table.Change{Shard: shard, Sequence: r.Change.SequenceNumber, Expired: expired(r)}
	var errOld, errNew error
	c.Old, errOld = item(r.Change.OldImage)
	c.New, errNew = item(r.Change.NewImage)
	if err := errors.Join(errOld, errNew); err != nil {
		return table.Change{}, fmt.Errorf("%w: %s: %w", ErrRecord, c.Sequence, err)
	}
	if c.Sequence == "" || !c.Old.Exists() && !c.New.Exists() {
		return table.Change{}, fmt.Errorf("%w: %q has no sequence number or no image", ErrRecord, c.Sequence)
	}
	return c, nil
}

func expired(r events.DynamoDBEventRecord) bool {
	return r.EventName == string(events.DynamoDBOperationTypeRemove) && r.UserIdentity != nil &&
		r.UserIdentity.Type == ttlType && r.UserIdentity.PrincipalID == ttlPrincipal
}

// item reads an image; none at all is no item.
func item(image map[string]events.DynamoDBAttributeValue) (table.Item, error) {
	if len(image) == 0 {
		return table.Item{}, nil
	}
	i := table.Item{Values: make(table.Values, len(image))}
	for name, v := range image {
		value, err := value(v)
		if err != nil {
			return table.Item{}, fmt.Errorf("attribute %s: %w", name, err)
		}
		switch name {
		case "pk":
			i.Key.Partition = value.Text()
		case "sk":
			i.Key.Sort = value.Text()
		default:
			i.Values[name] = value
		}
	}
	if i.Key.Partition == "" || i.Key.Sort == "" {
		return table.Item{}, errors.New("an image without key")
	}
	return i, nil
}

func value(v events.DynamoDBAttributeValue) (table.Value, error) {
	switch v.DataType() {
	case events.DataTypeString:
		return table.String(v.String()), nil
	case events.DataTypeNumber:
		n, err := strconv.ParseInt(v.Number(), 10, 64)
		if err != nil {
			return table.Value{}, errors.New("no integer")
		}
		return table.Number(n), nil
	}
	return table.Value{}, errors.New("neither text nor number")
}

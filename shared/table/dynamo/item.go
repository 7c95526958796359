package dynamo

import (
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"earshot/shared/table"
)

// attributes is an item as DynamoDB has it.
type attributes = map[string]types.AttributeValue

func encodeKey(k table.Key) attributes {
	return attributes{partitionName: encodeText(k.Partition), sortName: encodeText(k.Sort)}
}

func encodeItem(k table.Key, values table.Values) attributes {
	a := make(attributes, len(values)+2)
	for name, v := range values {
		a[name] = encode(v)
	}
	a[partitionName], a[sortName] = encodeText(k.Partition), encodeText(k.Sort)
	return a
}

func encode(v table.Value) types.AttributeValue {
	if v.IsText() {
		return encodeText(v.Text())
	}
	return encodeNumber(v.Int())
}

func encodeText(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func encodeNumber(n int64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(n, 10)}
}

// decodeItem takes an item apart. No attributes at all are no item.
func decodeItem(a attributes) (table.Item, error) {
	if len(a) == 0 {
		return table.Item{}, nil
	}
	i := table.Item{Values: make(table.Values, len(a))}
	for name, v := range a {
		value, err := decode(v)
		if err != nil {
			return table.Item{}, fmt.Errorf("attribute %s: %w", name, err)
		}
		switch name {
		case partitionName:
			i.Key.Partition = value.Text()
		case sortName:
			i.Key.Sort = value.Text()
		default:
			i.Values[name] = value
		}
	}
	return i, nil
}

func decodeItems(list []attributes) ([]table.Item, error) {
	items := make([]table.Item, len(list))
	for n, a := range list {
		var err error
		if items[n], err = decodeItem(a); err != nil {
			return nil, err
		}
	}
	return items, nil
}

func decode(v types.AttributeValue) (table.Value, error) {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return table.String(v.Value), nil
	case *types.AttributeValueMemberN:
		return ParseNumber(v.Value)
	}
	return table.Value{}, fmt.Errorf("%T is neither text nor number", v)
}

// ParseNumber reads a number as DynamoDB writes it. Only integers of 64 bits are values of a table.
func ParseNumber(s string) (table.Value, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return table.Value{}, fmt.Errorf("no integer: %w", err)
	}
	return table.Number(n), nil
}

package table

import (
	"cmp"
	"fmt"
	"maps"
)

// Holds tells whether the condition holds for an item; the zero Item is one that is not there.
func (c Condition) Holds(i Item) bool {
	v, present := i.Values[c.Attribute]
	if c.Attribute == "" {
		present = i.Exists()
	}
	switch c.Test {
	case TestMissing:
		return !present
	case TestPresent:
		return present
	case TestEqual:
		return present && v == c.Value
	case TestLess:
		return present && v.isText == c.Value.isText && compare(v, c.Value) < 0
	case TestAtMost:
		return present && v.isText == c.Value.isText && compare(v, c.Value) <= 0
	}
	return false
}

// compare orders two values of one type: numbers by value, texts by their bytes, as DynamoDB does.
func compare(a, b Value) int {
	if a.isText {
		return cmp.Compare(a.text, b.text)
	}
	return cmp.Compare(a.number, b.number)
}

// Holds tells whether all conditions of the write hold for the item as it stands.
func (w Write) Holds(old Item) bool {
	for _, c := range w.Conditions {
		if !c.Holds(old) {
			return false
		}
	}
	return true
}

// Apply gives the item as the write leaves it, the zero Item when it is gone. It does not look at the conditions and
// does not change old. It fails with ErrInvalid where a text would be incremented.
func (w Write) Apply(old Item) (Item, error) {
	switch w.Kind {
	case KindPut:
		return Item{Key: w.Key, Values: maps.Clone(w.Set)}, nil
	case KindDelete:
		return Item{}, nil
	case KindUpdate:
		return w.update(old)
	}
	return old, nil
}

func (w Write) update(old Item) (Item, error) {
	values := make(Values, len(old.Values)+len(w.Set)+len(w.Add))
	maps.Copy(values, old.Values)
	maps.Copy(values, w.Set)
	for _, name := range w.Remove {
		delete(values, name)
	}
	for name, by := range w.Add {
		v := values[name]
		if v.isText {
			return Item{}, fmt.Errorf("%w: attribute %s is a text and cannot be incremented", ErrInvalid, name)
		}
		values[name] = Number(v.number + by)
	}
	return Item{Key: w.Key, Values: values}, nil
}

// Same tells whether two items are equal in key and attributes.
func (i Item) Same(other Item) bool { return i.Key == other.Key && maps.Equal(i.Values, other.Values) }

package table

import (
	"errors"
	"fmt"
	"unicode/utf8"
)

// ErrInvalid says that a key, a query or a write is not allowed on any engine: a mistake of the caller.
var ErrInvalid = errors.New("table: not allowed")

// The limits that DynamoDB sets; every engine keeps them, so that what works on one machine works in the cloud.
const (
	MaxPartition = 2048       // bytes of a partition key, in the table and in an index
	MaxSort      = 1024       // bytes of a sort key, in the table and in an index
	MaxItem      = 400 * 1000 // bytes of an item; DynamoDB has 400 KiB, the rest is for its overhead
	MaxWrites    = 100        // writes of one Commit
	MaxKeys      = 100        // keys of one Get
	MaxAddend    = 1 << 53    // greatest increment
)

// ValidKeys checks the keys of a Get: not empty, not too long, UTF-8, none twice, at most MaxKeys.
func ValidKeys(keys ...Key) error {
	if len(keys) > MaxKeys {
		return fmt.Errorf("%w: %d keys at once, at most %d", ErrInvalid, len(keys), MaxKeys)
	}
	if err := different(len(keys), func(i int) Key { return keys[i] }); err != nil {
		return err
	}
	for _, k := range keys {
		if err := validKey(k); err != nil {
			return err
		}
	}
	return nil
}

// ValidWrites checks the writes of a Commit; engines call it first, so they refuse the same things with ErrInvalid.
func ValidWrites(writes ...Write) error {
	if len(writes) == 0 || len(writes) > MaxWrites {
		return fmt.Errorf("%w: %d writes at once, 1 to %d", ErrInvalid, len(writes), MaxWrites)
	}
	if err := different(len(writes), func(i int) Key { return writes[i].Key }); err != nil {
		return err
	}
	for _, w := range writes {
		if err := validWrite(w); err != nil {
			return err
		}
	}
	return nil
}

// different wants each key once. Few keys are compared pairwise, which needs no memory.
func different(n int, key func(int) Key) error {
	if n <= 8 {
		for i := range n {
			for j := range i {
				if key(i) == key(j) {
					return errTwice
				}
			}
		}
		return nil
	}
	seen := make(map[Key]bool, n)
	for i := range n {
		if seen[key(i)] {
			return errTwice
		}
		seen[key(i)] = true
	}
	return nil
}

var errTwice = fmt.Errorf("%w: one item twice at once", ErrInvalid)

func validWrite(w Write) error {
	if err := validKey(w.Key); err != nil {
		return err
	}
	size := len(w.Key.Partition) + len(w.Key.Sort)
	for name, v := range w.Set {
		if err := validAttribute(name, v); err != nil {
			return err
		}
		size += len(name) + len(v.text) + 8
	}
	if size > MaxItem {
		return fmt.Errorf("%w: an item of %d bytes, at most %d", ErrInvalid, size, MaxItem)
	}
	return validUpdate(w)
}

// validUpdate wants each attribute changed in one way only, as DynamoDB does.
func validUpdate(w Write) error {
	for i, name := range w.Remove {
		_, set := w.Set[name]
		_, added := w.Add[name]
		if set || added || name == "" || contains(w.Remove[:i], name) {
			return fmt.Errorf("%w: attribute %q removed and changed at once", ErrInvalid, name)
		}
	}
	for name, by := range w.Add {
		if _, set := w.Set[name]; set || isKeyName(name) || by > MaxAddend || by < -MaxAddend {
			return fmt.Errorf("%w: attribute %q cannot be incremented by %d", ErrInvalid, name, by)
		}
	}
	if w.Kind != KindUpdate && len(w.Remove)+len(w.Add) > 0 {
		return fmt.Errorf("%w: only an update removes or adds attributes", ErrInvalid)
	}
	return nil
}

func contains(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}

func validAttribute(name string, v Value) error {
	switch name {
	case "", "pk", "sk":
		return fmt.Errorf("%w: an attribute named %q", ErrInvalid, name)
	case Index1Partition, Index2Partition:
		return validKeyText(name, v.text, MaxPartition)
	case Index1Sort, Index2Sort:
		return validKeyText(name, v.text, MaxSort)
	case Expires:
		if v.isText {
			return fmt.Errorf("%w: %s is a text", ErrInvalid, Expires)
		}
	}
	if !utf8.ValidString(v.text) || !utf8.ValidString(name) {
		return fmt.Errorf("%w: attribute %q is not UTF-8", ErrInvalid, name)
	}
	return nil
}

func isKeyName(name string) bool {
	switch name {
	case "", "pk", "sk", Index1Partition, Index1Sort, Index2Partition, Index2Sort:
		return true
	}
	return false
}

func validKey(k Key) error {
	if err := validKeyText("partition", k.Partition, MaxPartition); err != nil {
		return err
	}
	return validKeyText("sort", k.Sort, MaxSort)
}

// validKeyText never repeats the key in its error: keys may say something about a person.
func validKeyText(what, s string, most int) error {
	if s == "" || len(s) > most || !utf8.ValidString(s) {
		return fmt.Errorf("%w: %s key of %d bytes, 1 to %d of UTF-8", ErrInvalid, what, len(s), most)
	}
	return nil
}

// ValidQuery checks a Query: a partition, bounds and limit that make sense, and a Position of the same kind of query.
func ValidQuery(q Query) error {
	if err := validKeyText("partition", q.Partition, MaxPartition); err != nil {
		return err
	}
	if q.Limit < 0 || q.Index < Primary || q.Index > Index2 {
		return fmt.Errorf("%w: index %d, limit %d", ErrInvalid, q.Index, q.Limit)
	}
	if q.After == (Position{}) {
		return nil
	}
	at := q.After.Key
	if q.Index != Primary {
		at = q.After.Index
	}
	if at.Partition != q.Partition || at.Sort == "" || validKey(q.After.Key) != nil {
		return fmt.Errorf("%w: the position belongs to another query", ErrInvalid)
	}
	return nil
}

// ValidSegment checks the segment of a Walk.
func ValidSegment(segment, segments int) error {
	if segments < 1 || segments > 1000 || segment < 0 || segment >= segments {
		return fmt.Errorf("%w: segment %d of %d", ErrInvalid, segment, segments)
	}
	return nil
}

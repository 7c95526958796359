// Package table is the one seam between Earshot and a database: items with a partition and a sort key, conditional
// and atomic writes, queries on the table and on two sparse indexes, and a change feed. Its terms are DynamoDB's, so
// that keys, indexes and transactions are designed once (in ledger) and run unchanged on one file and in the cloud.
//
// Promises, which package tabletest checks on every engine:
//   - Get and Query of the table itself see every Commit that was answered before they began. Queries of an index may
//     lag behind, so nothing may be decided on an index entry alone.
//   - Commit does all of its writes or none. With one write it is a plain conditional write; with more it is a
//     transaction, which costs double on DynamoDB.
//   - The feed brings every change of an item at least once, in the order of its commits for each item.
//
// It knows nothing of orders or customers, decides nothing, and is no object mapper: values are strings and integers.
package table

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"strings"
)

var (
	// ErrCondition says that a condition did not hold: another write was first. Nothing was written.
	// errors.As with *ConditionError tells what stood there instead.
	ErrCondition = errors.New("table: a condition does not hold")
	// ErrConflict says that another transaction touched the same items at the same time. Nothing was written; the same
	// Commit may be tried again.
	ErrConflict = errors.New("table: conflict with another transaction")
	// ErrUnclear says that the answer was lost: the writes were done, or not. Once resolves it for most conditional
	// writes; where it remains, read again and decide anew.
	ErrUnclear = errors.New("table: unclear whether it was written")
	// ErrUnavailable says that the engine did nothing and may later: throttled, or not reached before a byte was sent.
	ErrUnavailable = errors.New("table: unavailable")
)

// The attributes that mean something to every engine. All are ordinary attributes of an Item; the keys of an index are
// set and removed like any other attribute, and an item without both of them is not in that index.
const (
	Index1Partition, Index1Sort = "gsi1pk", "gsi1sk"
	Index2Partition, Index2Sort = "gsi2pk", "gsi2sk"
	// Expires holds the Unix second after which the engine removes the item, some time later (on DynamoDB up to days).
	// Who reads must look at it where a late removal would matter.
	Expires = "ttl"
	// Nonce marks the last conditional write of an item; see Once.
	Nonce = "nonce"
)

// Key is the primary key of an item. Both parts are never empty.
type Key struct{ Partition, Sort string }

// Item is one record: its key and its attributes. A nil Values with a zero Key is no item (Exists is false).
type Item struct {
	Key    Key
	Values Values
}

// Exists tells an item that was found from one that was not.
func (i Item) Exists() bool { return i.Key != Key{} }

// Values are the attributes of an item by name, without its key.
type Values map[string]Value

// Value is one attribute: a string or an integer. Values compare with ==.
type Value struct {
	text   string
	number int64
	isText bool
}

// String makes a text attribute. The empty string is a value of its own (not the same as no attribute), but it may not
// stand in an index key.
func String(s string) Value { return Value{text: s, isText: true} }

// Number makes an integer attribute.
func Number(n int64) Value { return Value{number: n} }

// Text is the text of v, "" if v is a number or missing.
func (v Value) Text() string { return v.text }

// Int is the number of v, 0 if v is a text or missing.
func (v Value) Int() int64 { return v.number }

// IsText tells texts from numbers.
func (v Value) IsText() bool { return v.isText }

// Table is all that Earshot asks of a database, besides the change feed.
type Table interface {
	// Get reads up to 100 different keys at once, strongly consistent, one answer a key in the order of the keys;
	// what is not there is an Item that does not Exist. It is not a snapshot: each item is read by itself.
	Get(ctx context.Context, keys ...Key) ([]Item, error)
	// Query reads one partition in the order of its sort keys, and tells where to go on (the zero Position: no more).
	// On an index the items hold their keys and that index's keys only.
	Query(ctx context.Context, q Query) ([]Item, Position, error)
	// Commit does all writes or none: nil, or ErrCondition, ErrConflict, ErrUnclear, ErrUnavailable, ErrInvalid, or
	// ctx's error. At most 100 writes, each of another item.
	Commit(ctx context.Context, writes ...Write) error
	// Walk goes over the whole table in no order, one of `segments` parts, from a position on. It is for rebuild, export
	// and erasing a shop alone; no request and no scheduled job may use it. It yields each item with the Position after
	// it, so that a walk that was broken off can be resumed. On an error it yields it and ends.
	Walk(ctx context.Context, segment, segments int, after Position) iter.Seq2[Found, error]
}

// Found is one item of a Walk and where to go on after it.
type Found struct {
	Item  Item
	After Position
}

// Index says what a Query reads.
type Index int

// The table itself and its two sparse indexes, which hold keys only.
const (
	Primary Index = iota
	Index1
	Index2
)

// Query reads the items of Partition with From <= sort key < To. An empty From is the beginning, an empty To the end.
type Query struct {
	Index     Index
	Partition string
	From, To  string
	Backward  bool     // greatest sort key first
	Limit     int      // at most so many items; 0: a page of the engine's choice
	After     Position // go on after what an earlier Query of the same kind returned
}

// Prefix makes q read the sort keys that begin with prefix.
func (q Query) Prefix(prefix string) Query {
	q.From, q.To = prefix, prefix+"\U0010FFFF"
	return q
}

// Position is where a Query or a Walk stopped: the key of the last item read and, on an index, its keys there.
type Position struct{ Key, Index Key }

// Write is one write of a Commit. Make it by Put, Update, Delete or Check and narrow it by If.
type Write struct {
	Key        Key
	Kind       WriteKind
	Set        Values           // Put: the whole item; Update: the attributes to set
	Remove     []string         // Update: the attributes to remove
	Add        map[string]int64 // Update: increments; a missing attribute counts from 0
	Conditions []Condition      // all must hold
}

// WriteKind tells the four kinds of writes apart.
type WriteKind int

// The kinds of writes. An Update of an item that is not there makes it; a Check writes nothing.
const (
	KindPut WriteKind = iota
	KindUpdate
	KindDelete
	KindCheck
)

// Put replaces the whole item, or makes it.
func Put(k Key, v Values, conditions ...Condition) Write {
	return Write{Key: k, Kind: KindPut, Set: v, Conditions: conditions}
}

// Create makes an item that must not be there yet.
func Create(k Key, v Values) Write { return Put(k, v, Missing()) }

// Update sets, removes and adds attributes and leaves the others as they are.
func Update(k Key, set Values, remove []string, conditions ...Condition) Write {
	return Write{Key: k, Kind: KindUpdate, Set: set, Remove: remove, Conditions: conditions}
}

// Add increments numbers of an item, or makes it with them. Unconditional increments are not safe to repeat: commit
// them together with a checkpoint.
func Add(k Key, by map[string]int64, conditions ...Condition) Write {
	return Write{Key: k, Kind: KindUpdate, Add: by, Conditions: conditions}
}

// Delete removes an item; one that is not there is a success unless a condition wants it.
func Delete(k Key, conditions ...Condition) Write {
	return Write{Key: k, Kind: KindDelete, Conditions: conditions}
}

// Check writes nothing and fails the whole Commit unless its conditions hold.
func Check(k Key, conditions ...Condition) Write {
	return Write{Key: k, Kind: KindCheck, Conditions: conditions}
}

// Condition is one test of the item as it stood before the Commit.
type Condition struct {
	Attribute string // "" stands for the item as a whole
	Test      Test
	Value     Value
}

// Test is what a Condition asks.
type Test int

// The tests. Less and AtMost are false for a missing attribute and for one of another type.
const (
	TestMissing Test = iota // the attribute (or the item) is not there
	TestPresent             // it is there
	TestEqual
	TestLess
	TestAtMost
)

// Missing holds when there is no item.
func Missing() Condition { return Condition{Test: TestMissing} }

// Present holds when there is an item.
func Present() Condition { return Condition{Test: TestPresent} }

// Lacks holds when the item has no such attribute, or there is no item.
func Lacks(attribute string) Condition { return Condition{Attribute: attribute, Test: TestMissing} }

// Has holds when the item has the attribute.
func Has(attribute string) Condition { return Condition{Attribute: attribute, Test: TestPresent} }

// Equal holds when the attribute is there and equal.
func Equal(attribute string, v Value) Condition {
	return Condition{Attribute: attribute, Test: TestEqual, Value: v}
}

// Less holds when the attribute is there, of the same type and below v.
func Less(attribute string, v Value) Condition {
	return Condition{Attribute: attribute, Test: TestLess, Value: v}
}

// AtMost holds when the attribute is there, of the same type and at most v.
func AtMost(attribute string, v Value) Condition {
	return Condition{Attribute: attribute, Test: TestAtMost, Value: v}
}

// ConditionError is the ErrCondition of a Commit; Found are the items that stood in the way of its writes, one a write
// (zero where that write's conditions held or the engine does not tell).
type ConditionError struct{ Found []Item }

func (e *ConditionError) Error() string { return ErrCondition.Error() }

// Is makes errors.Is(err, ErrCondition) hold.
func (e *ConditionError) Is(target error) bool { return target == ErrCondition }

// ComparePosition orders the positions of one partition of a table or an index, forward.
func ComparePosition(a, b Position) int {
	return cmp.Or(strings.Compare(a.Index.Sort, b.Index.Sort), strings.Compare(a.Key.Partition, b.Key.Partition),
		strings.Compare(a.Key.Sort, b.Key.Sort))
}

package bolt

import (
	"encoding/binary"
	"errors"
	"maps"
	"slices"

	"earshot/shared/table"
)

var errRecord = errors.New("bolt: a stored record is damaged")

// The kinds of values as they are stored.
const (
	storedNumber = 0
	storedText   = 1
)

// appendValues writes attributes sorted by name: their count, then name, kind and value of each.
func appendValues(b []byte, values table.Values) []byte {
	b = binary.AppendUvarint(b, uint64(len(values)))
	for _, name := range slices.Sorted(maps.Keys(values)) {
		b = appendText(b, name)
		if v := values[name]; v.IsText() {
			b = appendText(append(b, storedText), v.Text())
		} else {
			b = binary.AppendVarint(append(b, storedNumber), v.Int())
		}
	}
	return b
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// reader takes a record apart. What it hands out shares one copy of the record, made before the transaction ended.
type reader struct {
	rest   string
	failed bool
}

func (r *reader) values() table.Values {
	n := r.uvarint()
	if n > uint64(len(r.rest)) {
		r.failed = true
		return nil
	}
	values := make(table.Values, n)
	for range n {
		name := r.text()
		switch r.byte() {
		case storedText:
			values[name] = table.String(r.text())
		case storedNumber:
			values[name] = table.Number(r.varint())
		default:
			r.failed = true
		}
		if r.failed {
			return nil
		}
	}
	return values
}

func (r *reader) text() string {
	n := r.uvarint()
	if n > uint64(len(r.rest)) {
		r.failed = true
		return ""
	}
	s := r.rest[:n]
	r.rest = r.rest[n:]
	return s
}

func (r *reader) byte() byte {
	if r.rest == "" {
		r.failed = true
		return 0xff
	}
	b := r.rest[0]
	r.rest = r.rest[1:]
	return b
}

func (r *reader) uvarint() uint64 {
	n, size := binary.Uvarint([]byte(r.rest[:min(len(r.rest), binary.MaxVarintLen64)]))
	r.skip(size)
	return n
}

func (r *reader) varint() int64 {
	n, size := binary.Varint([]byte(r.rest[:min(len(r.rest), binary.MaxVarintLen64)]))
	r.skip(size)
	return n
}

func (r *reader) skip(size int) {
	if size <= 0 {
		r.failed = true
		return
	}
	r.rest = r.rest[size:]
}

// err tells whether anything was missing or left over.
func (r *reader) err() error {
	if r.failed || r.rest != "" {
		return errRecord
	}
	return nil
}

func decodeItem(k table.Key, record []byte) (table.Item, error) {
	r := reader{rest: string(record)}
	values := r.values()
	if err := r.err(); err != nil {
		return table.Item{}, err
	}
	return table.Item{Key: k, Values: values}, nil
}

// appendChange writes a change: key, flags, then the images that exist.
func appendChange(b []byte, k table.Key, old, now table.Item, expired bool) []byte {
	b = appendText(appendText(b, k.Partition), k.Sort)
	b = append(b, flag(old.Exists(), hasOld)|flag(now.Exists(), hasNew)|flag(expired, hasExpired))
	for _, image := range []table.Item{old, now} {
		if image.Exists() {
			b = appendValues(b, image.Values)
		}
	}
	return b
}

const (
	hasOld = 1 << iota
	hasNew
	hasExpired
)

func flag(set bool, bit byte) byte {
	if set {
		return bit
	}
	return 0
}

func decodeChange(record []byte) (table.Change, error) {
	r := reader{rest: string(record)}
	k := table.Key{Partition: r.text(), Sort: r.text()}
	flags := r.byte()
	c := table.Change{Expired: flags&hasExpired != 0}
	if flags&hasOld != 0 {
		c.Old = table.Item{Key: k, Values: r.values()}
	}
	if flags&hasNew != 0 {
		c.New = table.Item{Key: k, Values: r.values()}
	}
	return c, r.err()
}

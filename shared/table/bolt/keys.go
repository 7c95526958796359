package bolt

import (
	"encoding/binary"
	"errors"
	"strings"

	"earshot/shared/table"
)

var errKey = errors.New("bolt: a stored key is damaged")

// appendKey writes a primary key as: length of the partition key (two bytes), partition key, sort key. The length
// keeps two keys from ever being the same bytes, and within a partition the order is that of the sort keys.
func appendKey(b []byte, k table.Key) []byte {
	return append(appendPartition(b, k.Partition), k.Sort...)
}

func appendPartition(b []byte, partition string) []byte {
	b = binary.BigEndian.AppendUint16(b, uint16(len(partition)))
	return append(b, partition...)
}

func parseKey(s string) (table.Key, error) {
	partition, sort, err := cutPartition(s)
	return table.Key{Partition: partition, Sort: sort}, err
}

func cutPartition(s string) (partition, rest string, err error) {
	if len(s) < 2 {
		return "", "", errKey
	}
	n := int(s[0])<<8 | int(s[1])
	if len(s) < 2+n {
		return "", "", errKey
	}
	return s[2 : 2+n], s[2+n:], nil
}

// The sort key of an index is followed by the primary key, so it needs an end that keeps the order: a zero byte is
// written as 00 FF, and the end is 00 01, which is less than every byte that could go on.
const (
	escapedZero = "\x00\xff"
	endOfSort   = "\x00\x01"
)

// appendIndexKey writes an entry of an index: partition key, escaped sort key and end, primary key.
func appendIndexKey(b []byte, index, primary table.Key) []byte {
	b = appendPartition(b, index.Partition)
	b = append(appendEscaped(b, index.Sort), endOfSort...)
	return appendKey(b, primary)
}

func appendEscaped(b []byte, s string) []byte {
	for {
		i := strings.IndexByte(s, 0)
		if i < 0 {
			return append(b, s...)
		}
		b = append(append(b, s[:i]...), escapedZero...)
		s = s[i+1:]
	}
}

func parseIndexKey(s string) (index, primary table.Key, err error) {
	partition, rest, err := cutPartition(s)
	if err != nil {
		return table.Key{}, table.Key{}, err
	}
	end := strings.Index(rest, endOfSort)
	if end < 0 {
		return table.Key{}, table.Key{}, errKey
	}
	sort := strings.ReplaceAll(rest[:end], escapedZero, "\x00")
	primary, err = parseKey(rest[end+len(endOfSort):])
	return table.Key{Partition: partition, Sort: sort}, primary, err
}

// appendExpiry writes an entry of the expiry bucket: Unix second, primary key.
func appendExpiry(b []byte, second int64, k table.Key) []byte {
	return appendKey(binary.BigEndian.AppendUint64(b, uint64(second)), k)
}

func parseExpiry(s string) (second int64, k table.Key, err error) {
	if len(s) < 8 {
		return 0, table.Key{}, errKey
	}
	k, err = parseKey(s[8:])
	return int64(binary.BigEndian.Uint64([]byte(s[:8]))), k, err
}

func sequenceKey(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

package ledger

import (
	"fmt"
	"hash/fnv"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// Lanes is how many index partitions the due messages of a shop are spread over.
const Lanes = 16

// ownerShop is the "shop" of due mails to owners and of outgoing work.
const ownerLanes = "DW"

// join builds a key from parts. Parts are ids of ours, fixed words and times, or were escaped: none holds a '#'.
func join(parts ...string) string { return strings.Join(parts, "#") }

// escape makes a part of what somebody else chose.
func escape(s string) string {
	return strings.NewReplacer("%", "%25", "#", "%23", ",", "%2C", ";", "%3B").Replace(s)
}

// moment is a time in sort keys: UTC, to the second, of a fixed length, so that texts sort like times.
func moment(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

func month(t time.Time) string { return t.UTC().Format("200601") }

func homeKey() table.Key { return table.Key{Partition: "L#HOME", Sort: "L"} }

// orderKey is an order's one home. Its oid is a keyed hash of shop, platform and the platform's id (see OrderID): no id
// that a platform chose can hold the separator and reach another record, and a second delivery meets the first.
func orderKey(id cx.OrderID) table.Key { return table.Key{Partition: join("O", string(id)), Sort: "O"} }

func evidenceKey(id cx.OrderID) table.Key {
	return table.Key{Partition: join("O", string(id)), Sort: "E"}
}

func personKey(id cx.PersonID) table.Key {
	return table.Key{Partition: join("P", string(id)), Sort: "P"}
}

func responseKey(p cx.PersonID, o cx.OrderID) table.Key {
	return table.Key{Partition: join("P", string(p)), Sort: join("R", string(o))}
}

func (l *Ledger) addressKey(e cx.Email) table.Key {
	return table.Key{Partition: join("X", l.id("address", e.Folded())), Sort: "X"}
}

func shopsPartition() string { return "S#" }

func shopListKey(id cx.ShopID) table.Key {
	return table.Key{Partition: shopsPartition(), Sort: string(id)}
}

func shopKey(id cx.ShopID) table.Key { return table.Key{Partition: join("S", string(id)), Sort: "A"} }

// connectionKey is what the merchant may see of a connection.
func connectionKey(id cx.ShopID, p cx.Platform) table.Key {
	return table.Key{Partition: join("S", string(id)), Sort: join("C", string(p))}
}

// secretKey is the connection's secrets. They have a partition of their own, so that the permissions of the functions
// that need no secret can leave it out.
func secretKey(id cx.ShopID, p cx.Platform) table.Key {
	return table.Key{Partition: join("SECRET", string(id)), Sort: string(p)}
}

func logoKey(id cx.ShopID) table.Key {
	return table.Key{Partition: join("S", string(id)), Sort: "LOGO"}
}

// stepsKey is what the first-run checklist cannot see elsewhere.
func stepsKey(id cx.ShopID) table.Key {
	return table.Key{Partition: join("S", string(id)), Sort: "STEPS"}
}

// draftKey and wordingKey are a shop's own words in a language. The version is padded, so that texts sort like numbers;
// the words "draft" and "v" keep drafts out of the list of versions.
func draftKey(id cx.ShopID, language string) table.Key {
	return table.Key{Partition: join("S", string(id)), Sort: join("T", escape(language), "draft")}
}

func wordingPrefix(language string) string { return join("T", escape(language), "v") + "#" }

func wordingKey(id cx.ShopID, language, version string) table.Key {
	return table.Key{Partition: join("S", string(id)), Sort: wordingPrefix(language) + fmt.Sprintf("%06s", version)}
}

func apiKeyKey(key string) table.Key {
	return apiKeyHashKey(hashed(key))
}

func apiKeyHashKey(hash string) table.Key {
	return table.Key{Partition: join("KEY", hash), Sort: "K"}
}

func keptPartition(id cx.ShopID, day string) string { return join("U", string(id), day) }

func tokenKey(kind, secret string) table.Key {
	return tokenHashKey(kind, hashed(secret))
}

// tokenHashKey is tokenKey of a secret of which only the hash is known.
func tokenHashKey(kind, hash string) table.Key {
	return table.Key{Partition: join("T", kind, hash), Sort: "T"}
}

// sessionsKey lists the sessions of an address, which are found by their hash alone otherwise.
func (l *Ledger) sessionsKey(address string) table.Key {
	return table.Key{Partition: join("T", "sessions", l.id("sessions", strings.ToLower(address))), Sort: "T"}
}

// memberKey is what an address may do in a shop.
func (l *Ledger) memberKey(shop cx.ShopID, address string) table.Key {
	return memberIDKey(shop, l.id("member", strings.ToLower(address)))
}

func memberIDKey(shop cx.ShopID, id string) table.Key {
	return table.Key{Partition: join("S", string(shop)), Sort: join("U", id)}
}

// listedKeyKey is what the merchant may see of an API key; the key itself is known by its hash alone.
func listedKeyKey(shop cx.ShopID, hash string) table.Key {
	return table.Key{Partition: join("S", string(shop)), Sort: join("K", hash)}
}

// auditKey is a line of a shop's audit log.
func auditKey(shop cx.ShopID, place string) table.Key {
	return table.Key{Partition: join("S", string(shop)), Sort: join("A", place)}
}

// erasureKey is the record of a person's erasure: what is to be done again, and the receipt.
func (l *Ledger) erasureKey(shop cx.ShopID, id cx.PersonID) table.Key {
	return table.Key{Partition: join("M", l.id("erasure", string(shop), string(id))), Sort: erasureSort}
}

// erasureSort tells erasures from mails, which share their partitions and lanes, and from all facts: the feed of changes is
// filtered by sort keys, and what waits to be erased has no place in it.
const erasureSort = "AGAIN"

func (l *Ledger) limitKey(kind, subject string) table.Key {
	return table.Key{Partition: join("T", "limit", l.id("limit", kind, subject)), Sort: "T"}
}

func (l *Ledger) ownerMailKey(kind, owner, once string) table.Key {
	return table.Key{Partition: join("M", l.id("owner mail", kind, owner, once)), Sort: "W"}
}

// Index 1: what is due, and what ended without being sent.

func duePartition(shop cx.ShopID, lane int) string {
	return join("D", string(shop), fmt.Sprintf("%02d", lane))
}

func ownerDuePartition(lane int) string { return join(ownerLanes, fmt.Sprintf("%02d", lane)) }

func endedPartition(shop cx.ShopID, month string) string { return join("Q", string(shop), month) }

// lane spreads the due messages of a shop; all messages of one person are in one lane.
func lane(s string) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(s))
	return int(h.Sum32() % Lanes)
}

// Index 2: orders by number, responses and first visits by month.

func (l *Ledger) numberPartition(shop cx.ShopID, number string) string {
	return join("N", l.id("number", string(shop), number))
}

func responsesPartition(shop cx.ShopID, month string) string { return join("R", string(shop), month) }

func visitsPartition(shop cx.ShopID, month string) string { return join("V", string(shop), month) }

// Counters.

func counterPartition(shop cx.ShopID, survey, year string) string {
	return join("C", string(shop), escape(survey), year)
}

// dimensionPartition holds the months of one value of a dimension. Who ordered and what chose the value, so it is escaped.
func dimensionPartition(shop cx.ShopID, survey string, d cx.Dimension, value, year string) string {
	return join("C", string(shop), escape(survey), string(d), escape(value), year)
}

// haltKey is the switch that pauses everything.
func haltKey() table.Key { return leaseKey("halt") }

func leaseKey(name string) table.Key { return table.Key{Partition: join("L", name), Sort: "L"} }

// CheckpointKey is where a consumer of the change feed keeps how far it has read a shard.
func CheckpointKey(shard string) table.Key {
	return table.Key{Partition: join("Z", escape(shard)), Sort: "Z"}
}

// timed is a sort key that orders by time and is unique by id.
func timed(t time.Time, id string) string { return join(moment(t), id) }

// idOf is the part after the time.
func idOf(sort string) string {
	_, id, _ := strings.Cut(sort, "#")
	return id
}

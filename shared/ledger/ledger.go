// Package ledger keeps the facts of cx in a table. It alone knows key strings and indexes, see keys.go. Every write is
// safe to repeat: the key of a fact follows from what it is about, and a fact that is there already is a success.
// Records that change are read first, written as a partial update on the condition of the revision read, and not written
// at all when nothing changes.
//
// It decides nothing: whether a message may go out is a rule of cx, when it goes out is the work of dispatch, what an
// event means is platform's to say. It is the only package where names and addresses become strings of a database.
package ledger

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// Ledger keeps facts in one table.
type Ledger struct {
	table  table.Table
	random io.Reader
	home   home
}

// home is the item HOME: made once by a conditional write, read once per process.
type home struct {
	id  string // of this table: a restored or copied table has another one's
	key []byte // the one server key, for all keyed hashes
}

// Open reads the table's HOME, or makes it.
func Open(ctx context.Context, t table.Table, random io.Reader) (*Ledger, error) {
	l := &Ledger{table: t, random: random}
	h, err := l.readHome(ctx)
	if err == nil && h.key == nil {
		h, err = l.makeHome(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("open the ledger: %w", err)
	}
	l.home = h
	return l, nil
}

// Table is the table underneath, for jobs that keep their own records (checkpoints, leases).
func (l *Ledger) Table() table.Table { return l.table }

// TableID names this table for good: an emptied or new one has another.
func (l *Ledger) TableID() string { return l.home.id }

func (l *Ledger) readHome(ctx context.Context) (home, error) {
	item, err := l.get(ctx, homeKey())
	if err != nil || !item.Exists() {
		return home{}, err
	}
	key, err := base64.RawURLEncoding.DecodeString(item.Values["key"].Text())
	if err != nil || len(key) < 16 {
		return home{}, errors.New("the item HOME holds no usable key: restore it, or begin with an empty table")
	}
	return home{id: item.Values["id"].Text(), key: key}, nil
}

func (l *Ledger) makeHome(ctx context.Context) (home, error) {
	key, id := make([]byte, 32), make([]byte, 12)
	for _, b := range [][]byte{key, id} {
		if _, err := io.ReadFull(l.random, b); err != nil {
			return home{}, fmt.Errorf("make the table's key: %w", err)
		}
	}
	made := home{id: base64.RawURLEncoding.EncodeToString(id), key: key}
	err := l.table.Commit(ctx, table.Create(homeKey(), table.Values{
		"id": table.String(made.id), "key": table.String(base64.RawURLEncoding.EncodeToString(key)),
	}))
	if errors.Is(err, table.ErrCondition) {
		return l.readHome(ctx) // somebody was first: theirs is the key
	}
	return made, err
}

// get reads one item.
func (l *Ledger) get(ctx context.Context, k table.Key) (table.Item, error) {
	items, err := l.table.Get(ctx, k)
	if err != nil {
		return table.Item{}, unavailable(err)
	}
	return items[0], nil
}

// unavailable classifies what a caller may simply send again.
func unavailable(err error) error {
	for _, again := range []error{table.ErrUnavailable, table.ErrUnclear, table.ErrConflict} {
		if errors.Is(err, again) {
			return &cx.Error{Kind: cx.Unavailable, Text: "The storage does not answer right now. Please try again.", Cause: err}
		}
	}
	return err
}

// hash is a keyed hash of parts: 16 bytes of HMAC-SHA-256 under the table's key. Parts are length-prefixed, so that no
// two lists of parts are the same bytes.
func (l *Ledger) hash(purpose string, parts ...string) []byte {
	mac := hmac.New(sha256.New, l.home.key)
	for _, p := range append([]string{purpose}, parts...) {
		var n [4]byte
		binary.BigEndian.PutUint32(n[:], uint32(len(p)))
		mac.Write(n[:])
		mac.Write([]byte(p))
	}
	return mac.Sum(nil)[:16]
}

// id is a hash as 26 characters of base32 in lower case.
func (l *Ledger) id(purpose string, parts ...string) string {
	return lower32.EncodeToString(l.hash(purpose, parts...))
}

var lower32 = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// OrderID is the id of a platform's order.
func (l *Ledger) OrderID(shop cx.ShopID, p cx.Platform, ref string) cx.OrderID {
	return cx.OrderID(l.id("order", string(shop), string(p), ref))
}

// PersonID is the id of whoever reads an address, whatever its case.
func (l *Ledger) PersonID(shop cx.ShopID, e cx.Email) cx.PersonID {
	return cx.PersonID(l.id("person", string(shop), e.Folded()))
}

// ClientKey is a keyed hash of what tells one browser from another, for evidence.
func (l *Ledger) ClientKey(parts ...string) string { return l.id("client", parts...)[:12] }

// Seal proves later, to Sealed, that this table's server said parts: 22 characters of base64url.
func (l *Ledger) Seal(purpose string, parts ...string) string {
	return base64.RawURLEncoding.EncodeToString(l.hash("seal "+purpose, parts...))
}

// Sealed tells whether seal is Seal(purpose, parts...), in constant time.
func (l *Ledger) Sealed(seal, purpose string, parts ...string) bool {
	return hmac.Equal([]byte(seal), []byte(l.Seal(purpose, parts...)))
}

// secret makes a random text of n bytes in base64url.
func (l *Ledger) secret(n int) (string, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(l.random, b); err != nil {
		return "", fmt.Errorf("make a secret: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

// hashed is what is stored of a random secret: as it is random, a plain hash is enough.
func hashed(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

package ledger

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// Kept is a webhook that was verified and not understood, or that a person has to look at. It is kept for 30 days and can
// be played again.
type Kept struct {
	ID       string // made by Keep: time and hash of the body
	Shop     cx.ShopID
	Platform cx.Platform
	Topic    string
	Body     []byte
	Header   map[string]string // what decoding needs besides the body; never a signature
	Why      string
	At       time.Time
}

// PrivacyRequest is why a request about somebody's data is kept: a person has to answer it.
const PrivacyRequest = "privacy request"

const (
	keptLife = 30 * 24 * time.Hour
	// keptLimit is what fits an item of 400 KB, after compression.
	keptLimit = 300_000
)

// Keep stores a webhook. The same body of the same topic at the same second is the same record. A body that does not fit
// is left out and Why says so: the sender can do nothing about it, and the merchant should know.
func (l *Ledger) Keep(ctx context.Context, k Kept) error {
	body, err := squeeze(k.Body)
	if err != nil {
		return fmt.Errorf("keep a webhook of %s: %w", k.Shop, err)
	}
	if len(body) > keptLimit {
		k.Why += fmt.Sprintf(" (its %d bytes are too many to be kept)", len(k.Body))
		if body, err = squeeze(nil); err != nil {
			return fmt.Errorf("keep a webhook of %s: %w", k.Shop, err)
		}
	}
	header, err := json.Marshal(k.Header)
	if err != nil {
		return fmt.Errorf("keep a webhook of %s: %w", k.Shop, err)
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{string(k.Platform), k.Topic, string(k.Body)}, "\n")))
	key := table.Key{
		Partition: keptPartition(k.Shop, k.At.UTC().Format("20060102")),
		Sort:      timed(k.At, base64.RawURLEncoding.EncodeToString(sum[:12])),
	}
	err = l.table.Commit(ctx, table.Put(key, table.Values{
		"platform": table.String(string(k.Platform)), "topic": table.String(cx.Cut(k.Topic, 80)), "body": table.String(body),
		"header": table.String(string(header)), "why": table.String(k.Why), "at": table.Number(k.At.Unix()),
		table.Expires: table.Number(k.At.Add(keptLife).Unix()),
	}))
	if err != nil {
		return fmt.Errorf("keep a webhook of %s: %w", k.Shop, unavailable(err))
	}
	return nil
}

// keptAtOnce is how many kept webhooks are listed at once.
const keptAtOnce = 100

// KeptWebhooks lists what was kept on a day (UTC), oldest first, at most 100: who plays or drops them sees the next.
func (l *Ledger) KeptWebhooks(ctx context.Context, shop cx.ShopID, day time.Time) ([]Kept, error) {
	var all []Kept
	q := table.Query{Partition: keptPartition(shop, day.UTC().Format("20060102"))}
	for {
		q.Limit = keptAtOnce - len(all)
		items, next, err := l.table.Query(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("list kept webhooks of %s: %w", shop, unavailable(err))
		}
		for _, item := range items {
			k, err := keptOf(shop, item)
			if err != nil {
				return nil, err
			}
			all = append(all, k)
		}
		if q.After = next; next == (table.Position{}) || len(all) >= keptAtOnce {
			return all, nil
		}
	}
}

func keptOf(shop cx.ShopID, item table.Item) (Kept, error) {
	v := item.Values
	body, err := expand(v["body"].Text())
	if err != nil {
		return Kept{}, fmt.Errorf("read a kept webhook of %s: %w", shop, err)
	}
	k := Kept{
		ID: item.Key.Sort, Shop: shop, Platform: cx.Platform(v["platform"].Text()), Topic: v["topic"].Text(),
		Body: body, Why: v["why"].Text(), At: readSeconds(v, "at"),
	}
	if err := json.Unmarshal([]byte(v["header"].Text()), &k.Header); err != nil {
		return Kept{}, fmt.Errorf("read the headers of a kept webhook of %s: %w", shop, err)
	}
	return k, nil
}

// DropKept forgets a kept webhook, after it was played again or thrown away.
func (l *Ledger) DropKept(ctx context.Context, k Kept) error {
	key := table.Key{Partition: keptPartition(k.Shop, k.At.UTC().Format("20060102")), Sort: k.ID}
	if err := l.table.Commit(ctx, table.Delete(key)); err != nil {
		return fmt.Errorf("forget a kept webhook of %s: %w", k.Shop, unavailable(err))
	}
	return nil
}

// squeeze makes a short text of bytes: values of the table are texts and numbers.
func squeeze(b []byte) (string, error) {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(b); err != nil {
		return "", err
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(out.Bytes()), nil
}

func expand(s string) ([]byte, error) {
	raw, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return nil, err
	}
	r, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

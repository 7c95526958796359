package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// Draft is what somebody wrote and nobody published yet.
type Draft struct {
	Words cx.Wording
	By    string // who saved it last
	At    time.Time
	Rev   int64 // 0: there is none
}

// Published is one version of a shop's words. Versions are never changed: invitations name them ("3/de").
type Published struct {
	Words cx.Wording
	By    string
	At    time.Time
}

// wordingsRead is how many versions of a language are listed, newest first.
const wordingsRead = 50

// Draft reads the draft of a language; the zero Draft if there is none.
func (l *Ledger) Draft(ctx context.Context, id cx.ShopID, language string) (Draft, error) {
	item, err := l.get(ctx, draftKey(id, language))
	if err != nil || !item.Exists() {
		return Draft{}, err
	}
	d := Draft{By: item.Values["by"].Text(), At: readSeconds(item.Values, "at"), Rev: item.Values[rev].Int()}
	return d, readWording(item, &d.Words)
}

func readWording(item table.Item, to *cx.Wording) error {
	if err := json.Unmarshal([]byte(item.Values["words"].Text()), to); err != nil {
		return fmt.Errorf("read the words %s of %s: %w", item.Key.Sort, item.Key.Partition, err)
	}
	return nil
}

func wordingValues(w cx.Wording, by string, now time.Time) (table.Values, error) {
	text, err := json.Marshal(w)
	if err != nil {
		return nil, fmt.Errorf("write words: %w", err)
	}
	return table.Values{"words": table.String(string(text)), "by": table.String(by), "at": table.Number(now.Unix())}, nil
}

// SaveDraft stores a draft over the one that d.Rev names; false: somebody else saved another in the meantime.
func (l *Ledger) SaveDraft(ctx context.Context, id cx.ShopID, language string, d Draft) (bool, error) {
	v, err := wordingValues(d.Words, d.By, d.At)
	if err != nil {
		return false, err
	}
	old, err := l.get(ctx, draftKey(id, language))
	if err != nil {
		return false, fmt.Errorf("read a draft of %s: %w", id, err)
	}
	if old.Values[rev].Int() != d.Rev {
		return false, nil
	}
	return l.write(ctx, old, draftKey(id, language), v)
}

// DropDraft forgets a draft.
func (l *Ledger) DropDraft(ctx context.Context, id cx.ShopID, language string) error {
	if err := l.table.Commit(ctx, table.Delete(draftKey(id, language))); err != nil {
		return fmt.Errorf("drop a draft of %s: %w", id, unavailable(err))
	}
	return nil
}

// Publish makes words the ones that mails and pages of a shop speak in a language from now on, as a new version, which it
// returns. Version and settings are one write: none is without the other.
func (l *Ledger) Publish(ctx context.Context, id cx.ShopID, language string, w cx.Wording, by string, now time.Time) (string, error) {
	for range tries {
		version, done, err := l.publish(ctx, id, language, w, by, now)
		if done || err != nil {
			return version, err
		}
	}
	return "", &cx.Error{Kind: cx.Unavailable, Text: "Too many changes at once. Please try again.", Cause: table.ErrCondition}
}

func (l *Ledger) publish(ctx context.Context, id cx.ShopID, language string, w cx.Wording, by string, now time.Time) (string, bool, error) {
	old, err := l.get(ctx, shopKey(id))
	if err != nil {
		return "", false, fmt.Errorf("publish words of %s: %w", id, err)
	}
	s, err := shopOf(old)
	if err != nil {
		return "", false, err
	}
	last, err := l.Wordings(ctx, id, language)
	if err != nil {
		return "", false, err
	}
	w.Version = nextVersion(s.Survey.Texts[language], last)
	if s.Survey.Texts == nil {
		s.Survey.Texts = map[string]cx.Wording{}
	}
	s.Survey.Texts[language] = w
	writes, err := l.publishing(old, s, language, w, by, now)
	if err != nil {
		return "", false, err
	}
	err = l.table.Commit(ctx, writes...)
	if errors.Is(err, table.ErrCondition) {
		return "", false, nil // another version or another change was first
	}
	if err != nil {
		return "", false, fmt.Errorf("publish words of %s: %w", id, unavailable(err))
	}
	return w.Version, true, nil
}

// publishing are the writes of one publication.
func (l *Ledger) publishing(old table.Item, s cx.Shop, language string, w cx.Wording, by string, now time.Time) ([]table.Write, error) {
	settings, err := shopValues(s)
	if err != nil {
		return nil, err
	}
	version, err := wordingValues(w, by, now)
	if err != nil {
		return nil, err
	}
	change, _ := difference(old, shopKey(s.ID), settings)
	return []table.Write{change, table.Create(wordingKey(s.ID, language, w.Version), version)}, nil
}

// nextVersion is one more than the newest, whether it was published here or came with a shop's file.
func nextVersion(now cx.Wording, history []Published) string {
	newest, _ := strconv.Atoi(now.Version)
	for _, p := range history {
		if n, err := strconv.Atoi(p.Words.Version); err == nil {
			newest = max(newest, n)
		}
	}
	return strconv.Itoa(newest + 1)
}

// Wordings lists the versions of a language, newest first, at most 50.
func (l *Ledger) Wordings(ctx context.Context, id cx.ShopID, language string) ([]Published, error) {
	q := table.Query{Partition: shopKey(id).Partition, Backward: true, Limit: wordingsRead}
	items, _, err := l.table.Query(ctx, q.Prefix(wordingPrefix(language)))
	if err != nil {
		return nil, fmt.Errorf("list the words of %s: %w", id, unavailable(err))
	}
	var all []Published
	for _, item := range items {
		p := Published{By: item.Values["by"].Text(), At: readSeconds(item.Values, "at")}
		if err := readWording(item, &p.Words); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

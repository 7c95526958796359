package ledger_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/table"
)

// counting is a table that counts its queries.
type counting struct {
	table.Table
	queries int
}

func (c *counting) Query(ctx context.Context, q table.Query) ([]table.Item, table.Position, error) {
	c.queries++
	return c.Table.Query(ctx, q)
}

// said stores an answer of the n-th customer at a moment, as words alone: they need no mail.
func said(t *testing.T, l *ledger.Ledger, n int, when time.Time) cx.OrderID {
	t.Helper()
	o := record(t, l, paidEvent(t, fmt.Sprint(n), fmt.Sprintf("c%d@example.com", n), 2), at(2, 11))
	inv := cx.Invitation{Shop: shop(), Order: o}
	if _, err := l.Answer(t.Context(), inv, nil, cx.Words{Comment: "x"}, when); err != nil {
		t.Fatal(err)
	}
	return o.ID
}

// walk reads a list to its end, and says how many pages that took.
func walk(t *testing.T, l *ledger.Ledger, p ledger.Page) (ids []cx.OrderID, pages int) {
	t.Helper()
	for {
		list, next, err := l.Responses(t.Context(), "nordlys", p)
		if err != nil {
			t.Fatalf("page %d: %v", pages, err)
		}
		for _, r := range list {
			ids = append(ids, r.Order)
		}
		if pages++; next == "" || pages > 100 {
			return ids, pages
		}
		if strings.ContainsAny(next, ",;%") {
			t.Errorf("the cursor %q does not fit a URL or cookie", next)
		}
		p.After = next
	}
}

// TestPages: all entries, each once, in order, whatever the page's size and direction, over empty months and a year's end.
func TestPages(t *testing.T) {
	l := open(t)
	var all []cx.OrderID
	for n, when := range []time.Time{
		time.Date(2026, 8, 31, 23, 59, 59, 0, time.UTC), time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC),
		time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2027, 1, 1, 0, 0, 1, 0, time.UTC), time.Date(2027, 6, 5, 4, 3, 2, 0, time.UTC),
	} {
		all = append(all, said(t, l, n, when))
	}
	turned := slices.Clone(all)
	slices.Reverse(turned)
	page := ledger.Page{From: time.Date(2026, 8, 31, 0, 0, 0, 0, time.UTC), To: time.Date(2027, 6, 6, 0, 0, 0, 0, time.UTC)}
	for limit := range 7 {
		page.Limit = limit
		page.Oldest = false
		if got, _ := walk(t, l, page); !slices.Equal(got, turned) {
			t.Errorf("newest first, %d a page: %v, want %v", limit, got, turned)
		}
		page.Oldest = true
		if got, _ := walk(t, l, page); !slices.Equal(got, all) {
			t.Errorf("oldest first, %d a page: %v, want %v", limit, got, all)
		}
	}
	page.From, page.To = time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC), time.Date(2027, 1, 1, 0, 0, 1, 0, time.UTC)
	if got, _ := walk(t, l, page); !slices.Equal(got, all[1:3]) {
		t.Errorf("two seconds: %v, want %v", got, all[1:3])
	}
}

// TestPagesWithoutEnds: whoever asks for all of time does not make one request read all months since the year 1.
func TestPagesWithoutEnds(t *testing.T) {
	e := &counting{Table: engine(t)}
	l := openOn(t, e)
	want := said(t, l, 1, at(20, 9))
	for _, oldest := range []bool{false, true} {
		for name, page := range map[string]ledger.Page{
			"from the beginning of time": {To: at(30, 0), Oldest: oldest},
			"to the end of time":         {From: at(1, 0), To: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), Oldest: oldest},
			"all":                        {To: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), Oldest: oldest},
			"turned around":              {From: at(30, 0), To: at(1, 0), Oldest: oldest},
		} {
			e.queries = 0
			got, pages := walk(t, l, page)
			if found := slices.Contains(got, want); found == (name == "turned around") || pages > 50 {
				t.Errorf("%s, oldest first %v: found %v in %d pages", name, oldest, found, pages)
			}
			if most := 40 * pages; e.queries > most {
				t.Errorf("%s, oldest first %v: %d queries in %d pages", name, oldest, e.queries, pages)
			}
		}
	}
}

// TestHostileCursors: a cursor that we did not make for this list is refused with a sentence, and reads nothing.
func TestHostileCursors(t *testing.T) {
	l := open(t)
	for n := range 3 {
		said(t, l, n, at(20, n))
	}
	page := ledger.Page{From: at(1, 0), To: at(30, 0), Limit: 1}
	_, good, err := l.Responses(t.Context(), "nordlys", page)
	if err != nil || good == "" {
		t.Fatalf("no second page: %q, %v", good, err)
	}
	raw, err := base64.RawURLEncoding.DecodeString(good)
	if err != nil {
		t.Fatal(err)
	}
	encode := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	for name, cursor := range map[string]string{
		"no base64": "%%%", "one byte": encode("x"), "lines": encode("\n\n\n"), "month alone": encode("202611\n\n\n"),
		"other month": encode(strings.Replace(string(raw), "202611", "202610", 1)), "cut": good[:len(good)-4],
		"far month": encode("999912\nP#x\nR#x\n9999"), "empty sort": encode("202611\nP#x\n\n"), "no text": encode("202611\n\xff\n\xfe\n\xfd"),
		"other person": encode(strings.Replace(string(raw), "P#", "P#x", 1)),
	} {
		page.After = cursor
		if list, _, err := l.Responses(t.Context(), "nordlys", page); kindOf(err) != cx.Invalid || len(list) != 0 {
			t.Errorf("%s: %d answers, %v; want Invalid", name, len(list), err)
		}
	}
	page.After = good
	if _, _, err := l.Responses(t.Context(), "other", page); kindOf(err) != cx.Invalid {
		t.Errorf("a cursor of another shop: %v, want Invalid", err)
	}
	if _, _, err := l.Opened(t.Context(), "nordlys", page); kindOf(err) != cx.Invalid {
		t.Errorf("a cursor of another list: %v, want Invalid", err)
	}
	page.To = at(20, 0)
	if _, _, err := l.Responses(t.Context(), "nordlys", page); kindOf(err) != cx.Invalid {
		t.Errorf("a cursor outside of the asked time: %v, want Invalid", err)
	}
}

// TestEndedLeavesOutWhatGoesOn: the index may lag behind, a message that was thought lost may be proved sent.
func TestEndedLeavesOutWhatGoesOn(t *testing.T) {
	e := &frozen{Table: engine(t)}
	l := openOn(t, e)
	o := record(t, l, paidEvent(t, "1", "ada@example.com", 2), at(2, 11))
	if err := l.GiveUp(t.Context(), o.ID, cx.NoProof, at(24, 9)); err != nil {
		t.Fatal(err)
	}
	page := ledger.Page{From: at(1, 0), To: at(30, 0)}
	if list, _, err := l.Ended(t.Context(), "nordlys", page); err != nil || len(list) != 1 {
		t.Fatalf("Ended = %d, %v", len(list), err)
	}
	e.freeze = true
	if err := l.MarkSent(t.Context(), o.ID, ledger.Accepted{Gate: cx.Gate{Order: o.ID, At: at(23, 9), Token: "t"}, Shop: shop()}); err != nil {
		t.Fatal(err)
	}
	if list, _, err := l.Ended(t.Context(), "nordlys", page); err != nil || len(list) != 0 {
		t.Errorf("a message that was sent is still listed: %d, %v", len(list), err)
	}
}

// frozen is a table whose answers to queries stay the first ones.
type frozen struct {
	table.Table
	freeze bool
	last   []table.Item
}

func (f *frozen) Query(ctx context.Context, q table.Query) ([]table.Item, table.Position, error) {
	if f.freeze {
		return f.last, table.Position{}, nil
	}
	items, next, err := f.Table.Query(ctx, q)
	f.last = items
	return items, next, err
}

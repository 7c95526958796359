package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// Session is a browser in which somebody is signed in.
type Session struct {
	ID      string // the hash of its cookie
	At      time.Time
	Browser string // in words: "Firefox on Linux"
}

// mostSessions bounds the sessions of one address: one more ends the oldest.
const mostSessions = 20

type sessionJSON struct {
	ID      string `json:"i"`
	At      int64  `json:"t"` // Unix seconds
	Browser string `json:"b,omitempty"`
}

// NewSession makes the cookie of whoever signed in, good for 14 days, and lists it under the address.
func (l *Ledger) NewSession(ctx context.Context, address, browser string, now time.Time) (string, error) {
	cookie, err := l.secret(24)
	if err != nil {
		return "", err
	}
	v := table.Values{"owner": table.String(address), table.Expires: table.Number(now.Add(SessionLife).Unix())}
	if err := l.table.Commit(ctx, table.Create(tokenKey("session", cookie), v)); err != nil {
		return "", fmt.Errorf("begin a session: %w", unavailable(err))
	}
	if err := l.listSession(ctx, address, Session{hashed(cookie), now, browser}); err != nil {
		// One that stands on no list could be ended by nobody.
		return "", errors.Join(fmt.Errorf("list a session: %w", err), l.EndSession(ctx, cookie))
	}
	return cookie, nil
}

// listSession adds a session to the list of an address. Those that are over leave it, and the oldest above the bound end.
func (l *Ledger) listSession(ctx context.Context, address string, s Session) error {
	var over []Session
	err := l.change(ctx, l.sessionsKey(address), func(old table.Item) (table.Values, error) {
		all := slices.DeleteFunc(sessionsOf(old), func(o Session) bool { return o.At.Add(SessionLife).Before(s.At) })
		all = append(all, s)
		n := max(0, len(all)-mostSessions)
		over = slices.Clone(all[:n])
		return sessionsValues(all[n:], s.At)
	})
	for _, o := range over {
		err = errors.Join(err, l.table.Commit(ctx, table.Delete(tokenHashKey("session", o.ID))))
	}
	return err
}

func sessionsValues(all []Session, now time.Time) (table.Values, error) {
	list := make([]sessionJSON, len(all))
	for i, s := range all {
		list[i] = sessionJSON{s.ID, s.At.Unix(), cx.Cut(s.Browser, 60)}
	}
	text, err := json.Marshal(list)
	if err != nil {
		return nil, fmt.Errorf("write a list of sessions: %w", err)
	}
	return table.Values{"list": table.String(string(text)), table.Expires: table.Number(now.Add(SessionLife).Unix())}, nil
}

// sessionsOf reads the list, the oldest first. A list that cannot be read is none: its sessions still end by themselves.
func sessionsOf(item table.Item) []Session {
	var list []sessionJSON
	if err := json.Unmarshal([]byte(item.Values["list"].Text()), &list); err != nil {
		return nil
	}
	all := make([]Session, len(list))
	for i, s := range list {
		all[i] = Session{s.ID, time.Unix(s.At, 0).UTC(), s.Browser}
	}
	return all
}

// Sessions lists where an address is signed in, the newest first.
func (l *Ledger) Sessions(ctx context.Context, address string, now time.Time) ([]Session, error) {
	item, err := l.get(ctx, l.sessionsKey(address))
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	listed := sessionsOf(item)
	keys := make([]table.Key, len(listed))
	for i, s := range listed {
		keys[i] = tokenHashKey("session", s.ID)
	}
	items, err := l.getAll(ctx, keys)
	if err != nil {
		return nil, fmt.Errorf("read %d sessions: %w", len(keys), err)
	}
	var all []Session
	for i, item := range items {
		if item.Exists() && readSeconds(item.Values, table.Expires).After(now) {
			all = append(all, listed[i])
		}
	}
	slices.Reverse(all)
	return all, nil
}

// EndSessionOf ends a session of an address by its id. One of another address, or that is over, is left alone: what is
// not on the list is nobody's to end.
func (l *Ledger) EndSessionOf(ctx context.Context, address, id string) error {
	item, err := l.get(ctx, l.sessionsKey(address))
	if err != nil {
		return fmt.Errorf("end a session: %w", err)
	}
	if !slices.ContainsFunc(sessionsOf(item), func(s Session) bool { return s.ID == id }) {
		return nil
	}
	if err := l.table.Commit(ctx, table.Delete(tokenHashKey("session", id))); err != nil {
		return fmt.Errorf("end a session: %w", unavailable(err))
	}
	return nil
}

// SessionID is the id of the session of a cookie.
func SessionID(cookie string) string { return hashed(cookie) }

// EndSessions ends all sessions of an address but one ("": none is left).
func (l *Ledger) EndSessions(ctx context.Context, address, but string) error {
	item, err := l.get(ctx, l.sessionsKey(address))
	if err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	var failed []error
	for _, s := range sessionsOf(item) {
		if s.ID == but {
			continue
		}
		if err := l.table.Commit(ctx, table.Delete(tokenHashKey("session", s.ID))); err != nil {
			failed = append(failed, fmt.Errorf("end a session: %w", unavailable(err)))
		}
	}
	return errors.Join(failed...)
}

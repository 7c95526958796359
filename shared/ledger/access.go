package ledger

import (
	"context"
	"errors"
	"fmt"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// How long what opens the merchant's side lives.
const (
	SignInLife  = 15 * time.Minute
	SessionLife = 14 * 24 * time.Hour
)

// errOver is what a link or session that is used, over or never was says.
func errOver() error {
	return &cx.Error{Kind: cx.Unauthorized, Text: "This sign-in link was used or is too old. Ask for a new one."}
}

// Allow counts one use of a limited thing by a subject and tells whether it is within limit uses per time.
func (l *Ledger) Allow(ctx context.Context, kind, subject string, limit int, per time.Duration, now time.Time) (bool, error) {
	allowed := false
	err := l.change(ctx, l.limitKey(kind, subject), func(old table.Item) (table.Values, error) {
		uses := old.Values["uses"].Int()
		end := readSeconds(old.Values, table.Expires)
		if !end.After(now) {
			uses, end = 0, now.Add(per)
		}
		if allowed = uses < int64(limit); !allowed {
			return nil, nil
		}
		return table.Values{"uses": table.Number(uses + 1), table.Expires: table.Number(end.Unix())}, nil
	})
	if err != nil {
		return false, fmt.Errorf("count a use of %s: %w", kind, err)
	}
	return allowed, nil
}

// NewSignIn makes the secret of a sign-in link for an owner, good once and for 15 minutes, and only in the browser that
// asked ("": in any).
func (l *Ledger) NewSignIn(ctx context.Context, owner, browser string, now time.Time) (string, error) {
	secret, err := l.secret(24)
	if err != nil {
		return "", err
	}
	a := attributes{"owner": table.String(owner)}
	a.text("browser", browserHash(browser))
	a.seconds(table.Expires, now.Add(SignInLife))
	if err := l.table.Commit(ctx, table.Create(tokenKey("signin", secret), table.Values(a))); err != nil {
		return "", fmt.Errorf("make a sign-in link: %w", unavailable(err))
	}
	return secret, nil
}

func browserHash(browser string) string {
	if browser == "" {
		return ""
	}
	return hashed(browser)
}

// SignIn uses a sign-in link up and says whose it was; Unauthorized if it is used, over, or of another browser. A link
// that was tried in the wrong browser stays good in the right one.
func (l *Ledger) SignIn(ctx context.Context, secret, browser string, now time.Time) (string, error) {
	key := tokenKey("signin", secret)
	item, err := l.get(ctx, key)
	if err != nil {
		return "", fmt.Errorf("sign in: %w", err)
	}
	asked := item.Values["browser"].Text()
	if _, used := item.Values["used"]; used {
		return "", errOver()
	}
	if !item.Exists() || !readSeconds(item.Values, table.Expires).After(now) || (asked != "" && asked != browserHash(browser)) {
		return "", errOver()
	}
	// A mark, not a removal: if the answer gets lost, only a mark tells whose it was. The item goes when its time is over.
	used := table.Values{"used": table.Number(now.Unix())}
	err = l.table.Commit(ctx, table.Update(key, used, nil, table.Present(), table.Lacks("used")))
	if errors.Is(err, table.ErrCondition) {
		return "", errOver()
	}
	if err != nil {
		return "", fmt.Errorf("sign in: %w", unavailable(err))
	}
	return item.Values["owner"].Text(), nil
}

// Session says whose session a cookie is; Unauthorized if it is over or none.
func (l *Ledger) Session(ctx context.Context, cookie string, now time.Time) (string, error) {
	if cookie == "" {
		return "", errOver()
	}
	item, err := l.get(ctx, tokenKey("session", cookie))
	if err != nil {
		return "", fmt.Errorf("read a session: %w", err)
	}
	if !item.Exists() || !readSeconds(item.Values, table.Expires).After(now) {
		return "", errOver()
	}
	return item.Values["owner"].Text(), nil
}

// EndSession signs out; a session that is over already is a success.
func (l *Ledger) EndSession(ctx context.Context, cookie string) error {
	if err := l.table.Commit(ctx, table.Delete(tokenKey("session", cookie))); err != nil {
		return fmt.Errorf("end a session: %w", unavailable(err))
	}
	return nil
}

package ledger_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/table/chaos"
)

const owner = "owner@nordlys.example"

func TestSignIn(t *testing.T) {
	tests := []struct {
		name, asked, comes string
		after              time.Duration
		want               cx.Kind
	}{
		{"the browser that asked", "laptop", "laptop", time.Minute, 0},
		{"another browser", "laptop", "phone", time.Minute, cx.Unauthorized},
		{"no browser told", "laptop", "", time.Minute, cx.Unauthorized},
		{"a link for any browser", "", "phone", time.Minute, 0},
		{"the last second", "laptop", "laptop", ledger.SignInLife - time.Second, 0},
		{"too late, though not yet removed", "laptop", "laptop", ledger.SignInLife, cx.Unauthorized},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := open(t)
			secret, err := l.NewSignIn(t.Context(), owner, tt.asked, at(24, 9))
			if err != nil {
				t.Fatal(err)
			}
			got, err := l.SignIn(t.Context(), secret, tt.comes, at(24, 9).Add(tt.after))
			if kindOf(err) != tt.want || (tt.want == 0) != (got == owner) {
				t.Errorf("SignIn = %q, %v", got, err)
			}
			if _, err := l.SignIn(t.Context(), secret, tt.asked, at(24, 9).Add(tt.after)); tt.want == 0 && kindOf(err) != cx.Unauthorized {
				t.Errorf("the link opens twice: %v", err)
			}
		})
	}
}

// TestSignInStaysGoodInTheRightBrowser: a mail scanner that opens the link does not use it up.
func TestSignInStaysGoodInTheRightBrowser(t *testing.T) {
	l := open(t)
	secret, err := l.NewSignIn(t.Context(), owner, "laptop", at(24, 9))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.SignIn(t.Context(), secret, "scanner", at(24, 9)); kindOf(err) != cx.Unauthorized {
		t.Errorf("the scanner: %v", err)
	}
	if got, err := l.SignIn(t.Context(), secret, "laptop", at(24, 9)); err != nil || got != owner {
		t.Errorf("afterwards: %q, %v", got, err)
	}
}

// TestSignInOfTwoAtOnce: one link, many tries at the same time, answers that get lost: one session.
func TestSignInOfTwoAtOnce(t *testing.T) {
	for seed := range uint64(6) {
		e := engine(t)
		secret, err := openOn(t, e).NewSignIn(t.Context(), owner, "laptop", at(24, 9))
		if err != nil {
			t.Fatal(err)
		}
		l := openOn(t, chaos.Wrap(e, seed, chaos.Faults{Lost: 0.3, Vanished: 0.2}))
		var all sync.WaitGroup
		var mu sync.Mutex
		got := map[cx.Kind]int{}
		in := 0
		for range 4 {
			all.Go(func() {
				_, err := l.SignIn(t.Context(), secret, "laptop", at(24, 9))
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					in++
				} else {
					got[kindOf(err)]++
				}
			})
		}
		all.Wait()
		if in != 1 {
			t.Errorf("seed %d: %d are signed in, others: %v", seed, in, got)
		}
	}
}

func TestSession(t *testing.T) {
	l := open(t)
	cookie, err := l.NewSession(t.Context(), owner, "", at(1, 9))
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		cookie string
		now    time.Time
		want   string
	}{
		"now": {cookie, at(1, 9), owner}, "the last second": {cookie, at(15, 9).Add(-time.Second), owner}, "over": {cookie, at(15, 9), ""},
		"none": {"", at(1, 9), ""}, "another": {cookie + "x", at(1, 9), ""}, "its hash": {"T#session#" + cookie, at(1, 9), ""},
	} {
		if got, err := l.Session(t.Context(), tt.cookie, tt.now); got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	for range 2 {
		if err := l.EndSession(t.Context(), cookie); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := l.Session(t.Context(), cookie, at(1, 9)); kindOf(err) != cx.Unauthorized {
		t.Errorf("after signing out: %v", err)
	}
}

// TestSecretsAreStoredHashed: whoever reads the table can open nothing with it.
func TestSecretsAreStoredHashed(t *testing.T) {
	e := engine(t)
	l := openOn(t, e)
	signIn, err1 := l.NewSignIn(t.Context(), owner, "laptop-cookie", at(24, 9))
	cookie, err2 := l.NewSession(t.Context(), owner, "", at(24, 9))
	key, err3 := l.NewAPIKey(t.Context(), "nordlys")
	if err1 != nil || err2 != nil || err3 != nil {
		t.Fatal(err1, err2, err3)
	}
	all := fmt.Sprint(snapshot(t, e))
	for _, secret := range []string{signIn, cookie, key, "laptop-cookie"} {
		if strings.Contains(all, secret) {
			t.Errorf("the table holds a secret: %s", secret)
		}
	}
}

func TestAPIKey(t *testing.T) {
	l := open(t)
	key, err := l.NewAPIKey(t.Context(), "nordlys")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := l.APIKey(t.Context(), key); err != nil || got.Shop != "nordlys" || got.Nameless {
		t.Errorf("APIKey = %v, %v", got, err)
	}
	for _, wrong := range []string{"", key[1:], key + "a", strings.ToUpper(key)} {
		if got, err := l.APIKey(t.Context(), wrong); kindOf(err) != cx.Unauthorized || got != (ledger.Grant{}) {
			t.Errorf("a wrong key opens %v, %v", got, err)
		}
	}
}

func TestAllow(t *testing.T) {
	l := open(t)
	steps := []struct {
		subject string
		minute  int
		want    bool
	}{
		{"ada", 0, true}, {"ada", 1, true}, {"ada", 2, true}, {"ada", 3, false}, {"bo", 3, true},
		{"ada", 14, false}, {"ada", 15, true}, {"ada", 16, true}, {"ada", 17, true}, {"ada", 18, false},
	}
	for i, s := range steps {
		got, err := l.Allow(t.Context(), "signin", s.subject, 3, 15*time.Minute, at(24, 9).Add(time.Duration(s.minute)*time.Minute))
		if err != nil || got != s.want {
			t.Errorf("step %d, %s in minute %d: %v, %v", i, s.subject, s.minute, got, err)
		}
	}
}

// TestAllowUnderAFlood: never more than the limit, and who is not let through is told so, not that we are broken.
func TestAllowUnderAFlood(t *testing.T) {
	l := open(t)
	var all sync.WaitGroup
	var mu sync.Mutex
	allowed := 0
	for range 40 {
		all.Go(func() {
			ok, err := l.Allow(t.Context(), "signin", "ada", 3, time.Minute, at(24, 9))
			mu.Lock()
			defer mu.Unlock()
			if ok {
				allowed++
			}
			if err != nil {
				t.Errorf("Allow: %v", err)
			}
		})
	}
	all.Wait()
	if allowed != 3 {
		t.Errorf("%d of 40 were let through, want 3", allowed)
	}
}

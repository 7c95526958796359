package ledger_test

import (
	"slices"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

// connected is a ledger with a shop that has one secret since the first of November.
func connected(t *testing.T) *ledger.Ledger {
	t.Helper()
	l := open(t)
	done(t, l.SaveShop(t.Context(), shop()))
	done(t, l.AddSecret(t.Context(), "nordlys", cx.WooCommerce, "first", at(1, 9)))
	return l
}

func done(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func connection(t *testing.T, l *ledger.Ledger) ledger.Connection {
	t.Helper()
	c, err := l.Connection(t.Context(), "nordlys", cx.WooCommerce)
	done(t, err)
	return c
}

func TestARotatedSecretHoldsADayLonger(t *testing.T) {
	l := connected(t)
	done(t, l.AddSecret(t.Context(), "nordlys", cx.WooCommerce, "second", at(10, 9)))
	done(t, l.AddSecret(t.Context(), "nordlys", cx.WooCommerce, "second", at(10, 20)))
	tests := []struct {
		name string
		now  time.Time
		want []string
	}{
		{"both within a day, also after a double click", at(11, 8), []string{"second", "first"}},
		{"the new one alone after it", at(11, 9), []string{"second"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := connection(t, l).Valid(tt.now); !slices.Equal(got, tt.want) {
				t.Errorf("valid are %v, want %v", got, tt.want)
			}
		})
	}
	terms, err := l.Terms(t.Context(), "nordlys", cx.WooCommerce, at(10, 10))
	done(t, err)
	want := []ledger.Term{{Set: at(10, 9)}, {Set: at(1, 9), Ends: at(11, 9)}}
	if !slices.EqualFunc(terms, want, sameTerm) {
		t.Errorf("terms are %v, want %v", terms, want)
	}
	if terms, _ = l.Terms(t.Context(), "nordlys", cx.WooCommerce, at(12, 0)); len(terms) != 1 {
		t.Errorf("%d terms are shown after the overlap, want 1", len(terms))
	}
}

func sameTerm(a, b ledger.Term) bool { return a.Set.Equal(b.Set) && a.Ends.Equal(b.Ends) }

func TestAtMostThreeSecretsHold(t *testing.T) {
	l := connected(t)
	for i, s := range []string{"second", "third", "fourth", "first"} {
		done(t, l.AddSecret(t.Context(), "nordlys", cx.WooCommerce, s, at(10, 9+i)))
	}
	if got := connection(t, l).Valid(at(10, 14)); !slices.Equal(got, []string{"first", "fourth", "third"}) {
		t.Errorf("valid are %v", got)
	}
	done(t, l.EndSecrets(t.Context(), "nordlys", cx.WooCommerce))
	if got := connection(t, l).Valid(at(10, 14)); !slices.Equal(got, []string{"first"}) {
		t.Errorf("after the end of the old ones valid are %v", got)
	}
}

func TestAFileOfSecretsKeepsTheirTerms(t *testing.T) {
	l := connected(t)
	done(t, l.AddSecret(t.Context(), "nordlys", cx.WooCommerce, "second", at(10, 9)))
	done(t, l.SaveConnection(t.Context(), "nordlys", cx.WooCommerce, []string{"second", "first"}, ""))
	if got := connection(t, l).Valid(at(12, 9)); !slices.Equal(got, []string{"second"}) {
		t.Errorf("the old secret holds on after its end: %v", got)
	}
	done(t, l.SaveConnection(t.Context(), "nordlys", cx.WooCommerce, []string{"first"}, ""))
	if got := connection(t, l).Valid(at(12, 9)); !slices.Equal(got, []string{"first"}) {
		t.Errorf("the only secret that is left does not hold: %v", got)
	}
}

func TestASecretThatCannotBe(t *testing.T) {
	l := connected(t)
	for _, s := range []string{"", "  ", "two\nlines"} {
		if err := l.AddSecret(t.Context(), "nordlys", cx.WooCommerce, s, at(10, 9)); kindOf(err) != cx.Unprocessable {
			t.Errorf("AddSecret(%q) = %v", s, err)
		}
	}
}

func TestDisconnect(t *testing.T) {
	l := connected(t)
	done(t, l.Disconnect(t.Context(), "nordlys", cx.WooCommerce))
	if _, err := l.Connection(t.Context(), "nordlys", cx.WooCommerce); kindOf(err) != cx.NotFound {
		t.Errorf("a connection that was ended = %v", err)
	}
	if all, err := l.Connections(t.Context(), shop()); err != nil || len(all) != 0 {
		t.Errorf("%d connections are left, %v", len(all), err)
	}
	done(t, l.Disconnect(t.Context(), "nordlys", cx.WooCommerce))
}

func TestWhatIsNotedOnAConnection(t *testing.T) {
	l := connected(t)
	ctx := t.Context()
	note := func(topic string, test bool, now time.Time) ledger.ConnectionStatus {
		t.Helper()
		done(t, l.NoteReceived(ctx, connection(t, l), topic, test, now))
		return connection(t, l).Status
	}
	if s := note("ping", true, at(2, 9)); !s.OnlyTested || s.Gap != 0 {
		t.Errorf("after a test %+v", s)
	}
	if s := note("order.created", false, at(2, 9).Add(time.Minute)); s.OnlyTested || s.Topic != "order.created" {
		t.Errorf("the first order after a test is not noted: %+v", s)
	}
	if s := note("ping", true, at(2, 9).Add(90*time.Minute)); s.OnlyTested {
		t.Errorf("a test after an order says that no order came: %+v", s)
	}
	if s := note("order.created", false, at(2, 11).Add(time.Minute)); s.Topic != "order.created" {
		t.Errorf("an order after 10 minutes is not noted: %+v", s)
	}
	if s := note("order.updated", false, at(2, 11).Add(2*time.Minute)); s.Topic != "order.created" {
		t.Errorf("a second order within 10 minutes is noted: %+v", s)
	}
	first := note("order.updated", false, at(2, 12)).Gap
	if s := note("order.updated", false, at(9, 10)); s.Gap <= first || first <= 0 {
		t.Errorf("a gap of a week makes %v of %v", s.Gap, first)
	}
	done(t, l.NoteRefused(ctx, connection(t, l), "a hint", at(9, 10)))
	done(t, l.NoteGreeted(ctx, connection(t, l), at(9, 10).Add(time.Minute)))
	if s := connection(t, l).Status; s.Refused != 1 || !s.Received.Equal(at(9, 10)) || s.OnlyTested || !s.Tested.Equal(at(9, 10).Add(time.Minute)) {
		t.Errorf("an unsigned greeting changed more than that it came: %+v", s)
	}
	done(t, l.NoteBare(ctx, connection(t, l), at(9, 11)))
	done(t, l.NoteBare(ctx, connection(t, l), at(9, 11).Add(59*time.Minute)))
	if s := connection(t, l).Status; !s.Bare.Equal(at(9, 11)) {
		t.Errorf("orders without an address are noted at %v", s.Bare)
	}
}

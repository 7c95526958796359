package ledger_test

import (
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

func invitation(t *testing.T, l *ledger.Ledger, token cx.Token, now time.Time) cx.Invitation {
	t.Helper()
	inv, err := l.Invitation(t.Context(), token, now)
	if err != nil {
		t.Fatalf("Invitation: %v", err)
	}
	return inv
}

func TestInvitation(t *testing.T) {
	l := open(t)
	o, token := sentOrder(t, l, "1", "ada@example.com", at(23, 9))
	if inv := invitation(t, l, token, at(23, 10)); inv.Order.ID != o.ID || inv.Person.First.Reveal() != "Ada" || inv.Shop.Name == "" || inv.Expired {
		t.Errorf("the link opened %v of %v, expired %v", inv.Order.ID, inv.Person.First.Reveal(), inv.Expired)
	}
	if inv := invitation(t, l, token, at(23, 10).Add(ledger.LinkLife)); !inv.Expired {
		t.Error("a link of half a year ago still takes a score")
	}
	wrong := cx.NewToken(o.ID, [16]byte{9})
	unknown := cx.NewToken("aaaaaaaaaaaaaaaaaaaaaaaaaa", [16]byte{9})
	for name, token := range map[string]cx.Token{"wrong secret": wrong, "unknown locator": unknown} {
		if _, err := l.Invitation(t.Context(), token, at(23, 10)); kindOf(err) != cx.NotFound {
			t.Errorf("%s: %v, want NotFound", name, err)
		}
	}
}

// TestInvitationBeforeSentIsNoted: a customer may tap while the answer of the mail service is still on its way.
func TestInvitationBeforeSentIsNoted(t *testing.T) {
	l := open(t)
	if err := l.SaveShop(t.Context(), shop()); err != nil {
		t.Fatal(err)
	}
	o := record(t, l, paidEvent(t, "1", "ada@example.com", 2), at(2, 11))
	f, err := l.Facts(t.Context(), shop(), o.ID)
	if err != nil {
		t.Fatal(err)
	}
	token := cx.NewToken(o.ID, [16]byte{1})
	if won, err := l.Claim(t.Context(), f.Person, cx.Gate{Order: o.ID, Attempt: 1, Nonce: "n", At: at(23, 9), Token: token.Hash()}); !won || err != nil {
		t.Fatalf("Claim = %v, %v", won, err)
	}
	invitation(t, l, token, at(23, 9))
}

func TestAnswer(t *testing.T) {
	l := open(t)
	o, token := sentOrder(t, l, "1", "ada@example.com", at(23, 9))
	now := at(23, 12)
	if err := l.Visit(t.Context(), invitation(t, l, token, now), cx.Visit{Score: 4, At: now, Client: "phone"}); err != nil {
		t.Fatal(err)
	}
	save := cx.Confirmation{Act: cx.PressedSave, Score: 4, At: now.Add(time.Minute), Client: "phone"}
	words := cx.Words{Reasons: []string{"quality"}, Comment: "Lovely.", MayContact: true}
	r, err := l.Answer(t.Context(), invitation(t, l, token, now), &save, words, save.At)
	if err != nil || r.Status != cx.Counted || r.Score != 4 || r.Comment != "Lovely." || r.Day != "2026-11-23" {
		t.Fatalf("Answer = %+v, %v", r, err)
	}
	robot := cx.Confirmation{Act: cx.PressedSave, Score: 1, At: now.Add(time.Hour), Client: "robot", Signs: []cx.Sign{cx.Scripted}}
	r, err = l.Answer(t.Context(), invitation(t, l, token, now), &robot, cx.Words{Comment: "buy pills"}, robot.At)
	if err != nil || r.Score != 4 || r.Comment != "Lovely." || r.Status != cx.Counted {
		t.Errorf("a machine changed the answer to %d %q (%s), %v", r.Score, r.Comment, r.Status, err)
	}
	stored, err := l.Response(t.Context(), o.Person, o.ID)
	if err != nil || stored.Score != 4 || stored.Segment.Country != "NO" || stored.Number != "N1" {
		t.Errorf("stored %+v, %v", stored, err)
	}
	list, next, err := l.Responses(t.Context(), "nordlys", ledger.Page{From: at(1, 0), To: at(30, 0)})
	if err != nil || next != "" || len(list) != 1 || list[0].Comment != "Lovely." {
		t.Errorf("Responses = %+v, %q, %v", list, next, err)
	}
}

func TestAnswerAfterTheLogIsGone(t *testing.T) {
	l := open(t)
	_, token := sentOrder(t, l, "1", "ada@example.com", at(23, 9))
	save := cx.Confirmation{Act: cx.PressedSave, Score: 5, At: at(23, 12), Client: "phone"}
	if _, err := l.Answer(t.Context(), invitation(t, l, token, at(23, 12)), &save, cx.Words{}, save.At); err != nil {
		t.Fatal(err)
	}
	later := at(23, 12).Add(40 * 24 * time.Hour)
	robot := cx.Confirmation{Act: cx.PressedSave, Score: 1, At: later, Client: "robot", Signs: []cx.Sign{cx.Scripted}}
	r, err := l.Answer(t.Context(), invitation(t, l, token, later), &robot, cx.Words{}, later)
	if err != nil || r.Score != 5 || r.Status != cx.Counted {
		t.Errorf("after the log was gone a machine made the answer %d (%s), %v; want 5 as it was", r.Score, r.Status, err)
	}
	again := cx.Confirmation{Act: cx.PressedSave, Score: 2, At: later.Add(time.Hour), Client: "phone"}
	r, err = l.Answer(t.Context(), invitation(t, l, token, again.At), &again, cx.Words{}, again.At)
	if err != nil || r.Score != 2 {
		t.Errorf("the customer could not change the answer: %d, %v", r.Score, err)
	}
}

func TestWordsWithoutAScore(t *testing.T) {
	l := open(t)
	_, token := sentOrder(t, l, "1", "ada@example.com", at(23, 9))
	r, err := l.Answer(t.Context(), invitation(t, l, token, at(23, 12)), nil, cx.Words{Comment: "Where is it?"}, at(23, 12))
	if err != nil || r.HasScore || r.Comment != "Where is it?" {
		t.Errorf("Answer = %+v, %v", r, err)
	}
}

func TestRejudgeAfterADelay(t *testing.T) {
	l := open(t)
	o, token := sentOrder(t, l, "1", "ada@example.com", at(23, 9))
	dwell := cx.Confirmation{Act: cx.Dwell, Score: 4, At: at(23, 12), Client: "phone"}
	r, err := l.Answer(t.Context(), invitation(t, l, token, dwell.At), &dwell, cx.Words{}, dwell.At)
	if err != nil || r.Status != cx.Probable {
		t.Fatalf("status %s, %v, want probable", r.Status, err)
	}
	if err := l.NoteDelay(t.Context(), o.ID, at(23, 10)); err != nil {
		t.Fatal(err)
	}
	if err := l.Rejudge(t.Context(), shop(), o.ID, at(23, 13)); err != nil {
		t.Fatal(err)
	}
	if r, _ = l.Response(t.Context(), o.Person, o.ID); r.Status != cx.Held {
		t.Errorf("read before the mail is known to have arrived, but %s", r.Status)
	}
	if err := l.NoteDelivered(t.Context(), o.ID, at(23, 11)); err != nil {
		t.Fatal(err)
	}
	if err := l.Rejudge(t.Context(), shop(), o.ID, at(23, 13)); err != nil {
		t.Fatal(err)
	}
	if r, _ = l.Response(t.Context(), o.Person, o.ID); r.Status != cx.Probable {
		t.Errorf("read an hour after it arrived, but %s", r.Status)
	}
}

func TestUnsubscribe(t *testing.T) {
	l := open(t)
	_, token := sentOrder(t, l, "1", "ada@example.com", at(23, 9))
	later := record(t, l, paidEvent(t, "2", "Ada@Example.com", 20), at(23, 9))
	for range 2 {
		if err := l.Unsubscribe(t.Context(), invitation(t, l, token, at(23, 10)), at(23, 10)); err != nil {
			t.Fatal(err)
		}
	}
	f, err := l.Facts(t.Context(), shop(), later.ID)
	if err != nil {
		t.Fatal(err)
	}
	if v := cx.Decide(f, f.Order.Message.Due); v.Action != cx.Drop || v.Reason != cx.OptedOut {
		t.Errorf("what was due already gets %v %v, want a drop", v.Action, v.Reason)
	}
	if err := l.Resubscribe(t.Context(), invitation(t, l, token, at(23, 11)), at(23, 11)); err != nil {
		t.Fatal(err)
	}
	if f, _ = l.Facts(t.Context(), shop(), later.ID); !f.Person.Unsubscribed.IsZero() {
		t.Error("the undo did not take")
	}
}

func TestErase(t *testing.T) {
	e := engine(t)
	l := openOn(t, e)
	o, token := sentOrder(t, l, "1", "ada.lovelace@example.com", at(23, 9))
	save := cx.Confirmation{Act: cx.PressedSave, Score: 2, At: at(23, 12), Client: "phone"}
	words := cx.Words{Comment: "I am Ada Berg and it broke", Reasons: []string{"quality"}}
	if _, err := l.Answer(t.Context(), invitation(t, l, token, save.At), &save, words, save.At); err != nil {
		t.Fatal(err)
	}
	kept := ledger.Kept{Shop: "nordlys", Platform: cx.Shopify, Topic: "x", Body: []byte(`{"e":"ADA.lovelace@example.com"}`), At: at(23, 12)}
	if err := l.Keep(t.Context(), kept); err != nil {
		t.Fatal(err)
	}
	address := email(t, "Ada.Lovelace@example.com")
	receipt, err := l.Erase(t.Context(), shop(), address, at(24, 9))
	if err != nil || !receipt.Known || receipt.Responses != 1 || receipt.Kept != 1 {
		t.Fatalf("Erase = %+v, %v", receipt, err)
	}
	// A redelivery of the old webhook must not bring the person back.
	record(t, l, paidEvent(t, "1", "ada.lovelace@example.com", 2), at(24, 10))
	for key, values := range snapshot(t, e) {
		for name, v := range values {
			for _, personal := range []string{"ada", "berg", "lovelace", "broke"} {
				if strings.Contains(strings.ToLower(v.Text()), personal) {
					t.Errorf("%v still holds %q in %s", key, personal, name)
				}
			}
		}
	}
	if r, _ := l.Response(t.Context(), o.Person, o.ID); r.Score != 2 || len(r.Reasons) != 1 {
		t.Errorf("the score and its reason went too: %+v", r)
	}
	again, err := l.Erase(t.Context(), shop(), address, receipt.Again)
	if err != nil {
		t.Errorf("the repetition: %+v, %v", again, err)
	}
	o2 := record(t, l, paidEvent(t, "9", "ada.lovelace@example.com", 25), at(25, 11))
	f, err := l.Facts(t.Context(), shop(), o2.ID)
	if err != nil {
		t.Fatal(err)
	}
	if v := cx.Decide(f, f.Order.Message.Due); v.Action != cx.Drop || v.Reason != cx.OptedOut {
		t.Errorf("a new order of an erased customer gets %v %v, want it dropped", v.Action, v.Reason)
	}
}

package deliveries_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
)

// TestAnyOrder: the reports of one mail come doubled and in any order. The end is the same, the belief in the answer too.
func TestAnyOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var want string
	for round := range 24 {
		o := newOffice(t)
		id, _, token := o.claimed()
		inv, err := o.facts.Invitation(t.Context(), token, sentAt)
		must(t, err)
		dwell := cx.Confirmation{Act: cx.Dwell, Score: 4, At: sentAt.Add(2 * time.Hour), Client: "phone"}
		_, err = o.facts.Answer(t.Context(), inv, &dwell, cx.Words{}, dwell.At)
		must(t, err)
		all := [][]byte{
			about(t, "Delivery", id, object{"eventType": "Send"}),
			about(t, "Delivery", id, object{"eventType": "DeliveryDelay", "deliveryDelay.timestamp": sentAt.Add(10 * time.Minute)}),
			about(t, "Delivery", id, object{"delivery.timestamp": sentAt.Add(time.Hour)}),
			about(t, "Complaint", id, nil),
		}
		all = append(all, all...)
		if round > 0 {
			random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		}
		for _, body := range all {
			o.take(body)
		}
		order, err := o.facts.Order(t.Context(), id)
		must(t, err)
		r, err := o.facts.Response(t.Context(), order.Person, id)
		must(t, err)
		m := order.Message
		got := fmt.Sprint(m.State, m.SentAt, m.Delayed, m.Delivered, m.Complaint, r.Status)
		if round == 0 {
			want = got
		}
		if got != want {
			t.Fatalf("round %d ended in\n%s\nwant\n%s", round, got, want)
		}
	}
	if !strings.HasSuffix(want, string(cx.Probable)) {
		t.Errorf("an answer an hour after a late delivery is %s", want)
	}
}

// TestProofBelievesAnew: an answer that came before anybody knew when its mail was sent.
func TestProofBelievesAnew(t *testing.T) {
	o := newOffice(t)
	id, _, token := o.claimed()
	inv, err := o.facts.Invitation(t.Context(), token, sentAt)
	must(t, err)
	dwell := cx.Confirmation{Act: cx.Dwell, Score: 4, At: sentAt.Add(2 * time.Hour), Client: "phone"}
	before, err := o.facts.Answer(t.Context(), inv, &dwell, cx.Words{}, dwell.At)
	must(t, err)
	o.take(about(t, "Delivery", id, object{"eventType": "Send"}))
	after, err := o.facts.Response(t.Context(), inv.Order.Person, id)
	must(t, err)
	if before.Status != cx.Held || after.Status != cx.Probable {
		t.Errorf("the answer was %q and is %q", before.Status, after.Status)
	}
}

// TestDelayThenDelivery: before the mail arrived nobody has read it.
func TestDelayThenDelivery(t *testing.T) {
	o := newOffice(t)
	id, token := o.sent()
	inv, err := o.facts.Invitation(t.Context(), token, sentAt)
	must(t, err)
	dwell := cx.Confirmation{Act: cx.Dwell, Score: 4, At: sentAt.Add(2 * time.Minute), Client: "scanner"}
	_, err = o.facts.Answer(t.Context(), inv, &dwell, cx.Words{}, dwell.At)
	must(t, err)
	status := func() cx.Status {
		r, err := o.facts.Response(t.Context(), inv.Order.Person, id)
		must(t, err)
		return r.Status
	}
	var got []cx.Status
	got = append(got, status())
	o.take(about(t, "Delivery", id, object{"eventType": "DeliveryDelay", "deliveryDelay.timestamp": sentAt.Add(3 * time.Minute)}))
	got = append(got, status())
	o.take(about(t, "Delivery", id, object{"delivery.timestamp": sentAt.Add(time.Hour)}))
	if got = append(got, status()); !reflect.DeepEqual(got, []cx.Status{cx.Probable, cx.Held, cx.Held}) {
		t.Errorf("the answer was %q", got)
	}
}

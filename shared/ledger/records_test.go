package ledger

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// filler puts a value of its own into every field, so that a field that is not stored, or is stored twice under one name,
// shows in a comparison.
type filler struct{ n int }

func (f *filler) fill(t *testing.T, v reflect.Value) {
	t.Helper()
	f.n++
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Unix(1_790_000_000+int64(f.n), 0).UTC()))
		return
	case cx.Email:
		e, err := cx.ParseEmail(fmt.Sprintf("c%d@example.com", f.n))
		if err != nil {
			t.Fatal(err)
		}
		v.Set(reflect.ValueOf(e))
		return
	case cx.Name:
		v.Set(reflect.ValueOf(cx.NewName(fmt.Sprint("name ", f.n))))
		return
	case map[cx.Touchpoint]time.Time:
		f.touch(v)
		return
	}
	f.kind(t, v)
}

func (f *filler) kind(t *testing.T, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.String: // two letters: the shortest that is kept of any text is a country
		v.SetString(string([]byte{'a' + byte(f.n/26%26), 'a' + byte(f.n%26)}))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(f.n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Struct:
		for i := range v.NumField() {
			f.fill(t, v.Field(i))
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			f.fill(t, v.Index(i))
		}
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		f.fill(t, key)
		f.fill(t, value)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	default:
		t.Fatalf("no value for a %s: teach the test", v.Type())
	}
}

// touch uses all touchpoints: others are not stored.
func (f *filler) touch(v reflect.Value) {
	all := map[cx.Touchpoint]time.Time{}
	for i, point := range cx.Touchpoints() {
		all[point] = time.Unix(1_780_000_000+int64(f.n*10+i), 0).UTC()
	}
	v.Set(reflect.ValueOf(all))
}

func filled[T any](t *testing.T) T {
	t.Helper()
	var v T
	(&filler{}).fill(t, reflect.ValueOf(&v).Elem())
	return v
}

// stored is values as the table has them, with the revision of the record.
func stored(k table.Key, v table.Values, revision int64) table.Item {
	v[rev] = table.Number(revision)
	return table.Item{Key: k, Values: v}
}

// check compares what was written with what is read, and the empty record as well.
func check[T any](t *testing.T, want, got T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read %+v\nwrote %+v", got, want)
	}
}

// TestRecordsKeepEveryField: a field that somebody adds to cx and forgets here fails.
func TestRecordsKeepEveryField(t *testing.T) {
	l := &Ledger{home: home{key: make([]byte, 32)}}
	now := time.Unix(1_790_000_000, 0).UTC()
	t.Run("order", func(t *testing.T) {
		o := filled[cx.Order](t)
		check(t, o, orderOf(stored(orderKey(o.ID), l.orderValues(o), o.Rev)))
	})
	t.Run("order in each state", func(t *testing.T) {
		for _, s := range []cx.MessageState{cx.NotScheduled, cx.Due, cx.Sent, cx.Dropped, cx.Stuck} {
			o := filled[cx.Order](t)
			o.Message.State = s
			check(t, o, orderOf(stored(orderKey(o.ID), l.orderValues(o), o.Rev)))
			o.Message = cx.Message{State: s} // without any decision
			check(t, o, orderOf(stored(orderKey(o.ID), l.orderValues(o), o.Rev)))
		}
	})
	t.Run("decisions without a reason, a time, an end", func(t *testing.T) {
		o := cx.Order{Message: cx.Message{Decisions: []cx.Decision{{At: now, Action: cx.Wait, Until: now}, {Action: cx.Drop, Reason: cx.ByHand}, {At: now}}}}
		check(t, o, orderOf(stored(orderKey(o.ID), l.orderValues(o), 0)))
	})
	t.Run("person", func(t *testing.T) {
		p := filled[cx.Person](t)
		check(t, p, personOf(stored(personKey(p.ID), personValues(p), p.Rev)))
	})
	t.Run("gate without a token", func(t *testing.T) {
		p := cx.Person{Gate: cx.Gate{Order: "o", Nonce: "n"}}
		check(t, p, personOf(stored(personKey(p.ID), personValues(p), 0)))
	})
	t.Run("response", func(t *testing.T) {
		r := filled[cx.Response](t)
		v, err := responseValues(r)
		if err != nil {
			t.Fatal(err)
		}
		check(t, r, responseOf(stored(responseKey(r.Person, r.Order), v, r.Rev)))
	})
	t.Run("evidence", func(t *testing.T) {
		e := filled[cx.Evidence](t)
		v, err := evidenceValues(e)
		if err != nil {
			t.Fatal(err)
		}
		check(t, e, evidenceOf(stored(evidenceKey(e.Order), v, e.Rev), now))
	})
	t.Run("shop", func(t *testing.T) {
		s := filled[cx.Shop](t)
		s.Halted = false // the switch of the whole installation, which is no setting of the shop
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		got, err := shopOf(table.Item{Key: shopKey(s.ID), Values: table.Values{"shop": table.String(string(text))}})
		if err != nil {
			t.Fatal(err)
		}
		check(t, s, got)
	})
}

// TestRecordsHoldNoPersonalDataOutsideThePerson: whatever fields an order gets, name and address are not among them.
func TestOrdersHoldNoPersonalData(t *testing.T) {
	personal := []reflect.Type{reflect.TypeFor[cx.Email](), reflect.TypeFor[cx.Name]()}
	for _, record := range []reflect.Type{reflect.TypeFor[cx.Order](), reflect.TypeFor[cx.Evidence](), reflect.TypeFor[cx.Response]()} {
		for _, kind := range personal {
			if holds(record, kind, map[reflect.Type]bool{}) {
				t.Errorf("%s holds a %s", record, kind)
			}
		}
	}
}

func holds(t, kind reflect.Type, seen map[reflect.Type]bool) bool {
	if t == kind {
		return true
	}
	if seen[t] {
		return false
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			if holds(t.Field(i).Type, kind, seen) {
				return true
			}
		}
	case reflect.Slice, reflect.Map, reflect.Pointer:
		return holds(t.Elem(), kind, seen)
	}
	return false
}

// TestRecordsStayUnderAWriteUnit: a write costs by the whole item, 1,024 bytes a unit. What most orders and customers
// grow to stays in one unit; what few do (a second attempt, a delay, a refund after all that) may cost two.
func TestRecordsStayUnderAWriteUnit(t *testing.T) {
	l := &Ledger{home: home{key: make([]byte, 32)}}
	usual, rare, p := usualOrder(), largestOrder(), largestPerson(t)
	for _, tt := range []struct {
		name string
		item table.Item
		most int
	}{
		{"order", stored(orderKey(usual.ID), l.orderValues(usual), 1000), 1024},
		{"order after all that can happen", stored(orderKey(rare.ID), l.orderValues(rare), 1000), 1300},
		{"person", stored(personKey(p.ID), personValues(p), 1000), 1024},
	} {
		tt.item.Values[table.Nonce] = table.String("0123456789abcdef")
		n := bytesOf(tt.item)
		t.Logf("the largest %s has %d bytes", tt.name, n)
		if n > tt.most {
			t.Errorf("the largest %s has %d bytes, want at most %d", tt.name, n, tt.most)
		}
	}
}

// bytesOf is the size of an item as DynamoDB counts it: names and UTF-8 bytes of texts, numbers by pairs of digits.
func bytesOf(i table.Item) int {
	n := len("pk") + len("sk") + len(i.Key.Partition) + len(i.Key.Sort)
	for name, v := range i.Values {
		n += len(name)
		if v.IsText() {
			n += len(v.Text())
		} else {
			n += 1 + (len(fmt.Sprint(v.Int()))+1)/2
		}
	}
	return n
}

package rehearsal

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"earshot/shared/platform"
)

// readJSON reads standard purchase events, one a line or in one list, with the decoder that reads live webhooks.
func readJSON(b *bufio.Reader, first byte) (History, error) {
	h := collected{History: History{Format: "a list of standard purchase events"}, at: map[string]int{}}
	h.note("Events are played at the time at which each was told.")
	var err error
	if first == '[' {
		err = h.list(b)
	} else {
		err = h.lines(b)
	}
	h.inOrder()
	return h.History, err
}

// collected collects events by order.
type collected struct {
	History
	at map[string]int // of an order in Orders
}

func (h *collected) lines(b *bufio.Reader) error {
	lines := bufio.NewScanner(b)
	lines.Buffer(nil, maxRecord)
	n := 0
	for lines.Scan() {
		n++
		if line := bytes.TrimSpace(lines.Bytes()); len(line) > 0 {
			h.event(n, line)
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return wrong(fmt.Sprintf("Line %d is longer than %d MB. Write one event a line.", n+1, maxRecord>>20))
	}
	if lines.Err() != nil {
		return fmt.Errorf("read past orders: %w", lines.Err())
	}
	return nil
}

func (h *collected) list(b *bufio.Reader) error {
	d := json.NewDecoder(b)
	if _, err := d.Token(); err != nil {
		return wrong("The file is no JSON.")
	}
	for n := 1; d.More(); n++ {
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return wrong(fmt.Sprintf("The file is no JSON from entry %d on.", n))
		}
		if len(raw) > maxRecord {
			h.broken(n, "the entry is longer than %d MB", maxRecord>>20)
			continue
		}
		h.event(n, raw)
	}
	if _, err := d.Token(); err != nil {
		return wrong("The file is no JSON: its list is not closed.")
	}
	if _, err := d.Token(); err != io.EOF {
		return wrong("The file is no JSON: something follows its list.")
	}
	return nil
}

// event adds one event to its order.
func (h *collected) event(n int, raw []byte) {
	r, err := platform.Standard{}.Decode(http.Header{}, raw)
	if err != nil {
		h.broken(n, "%s", err.Error())
		return
	}
	if r.Kind != platform.Orders {
		h.note("Events that are not about an order are left out.")
		return
	}
	for _, e := range r.Orders {
		i, known := h.at[e.Ref]
		if !known {
			i = len(h.Orders)
			h.at[e.Ref] = i
			h.Orders = append(h.Orders, Past{Ref: e.Ref})
		}
		p := &h.Orders[i]
		at := e.Version
		if e.State != nil {
			at = cmp.Or(at, e.State.Placed)
		}
		if e.Customer != nil && !e.Customer.Email.IsZero() {
			p.Email = e.Customer.Email
		}
		p.Events = append(p.Events, Event{At: at, OrderEvent: e})
	}
}

package local_test

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/local/sample"
)

// TestManyMailsThroughManyDays: 2,400 hours with 1,000 messages. The bound of 20 s is for a machine that does nothing
// else; here it is a few times that, so that a busy one does not fail.
func TestManyMailsThroughManyDays(t *testing.T) {
	n := 1000
	if testing.Short() {
		n = 100
	}
	p := start(t, dataFile(t))
	secret := p.shop().Connections["woocommerce"]
	now := p.now()
	work := make(chan int)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for i := range work {
				o := sample.Order{Number: strconv.Itoa(20000 + i), Email: fmt.Sprintf("p%d@example.com", i), First: "P", Last: "Q",
					Country: []string{"NO", "US", "AU", "JP", "DE"}[i%5], Item: "Bowl", ItemID: 1, Total: "10.00", Currency: "EUR", Placed: now}
				d, err := sample.Sign(cx.WooCommerce, o, sample.Fulfilled, now.Add(time.Duration(i)*time.Second), secret.Secret, now)
				if err != nil {
					t.Error(err)
					continue
				}
				r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, secret.URL, bytes.NewReader(d.Body))
				if err != nil {
					t.Error(err)
					continue
				}
				r.Header = d.Header
				answer, err := p.client.Do(r)
				if err != nil || answer.StatusCode != http.StatusOK {
					t.Errorf("order %d: %v, %v", i, answer, err)
					continue
				}
				answer.Body.Close()
			}
		})
	}
	for i := range n {
		work <- i
	}
	close(work)
	all.Wait()
	began := time.Now()
	j := p.advance("2400h")
	took := time.Since(began)
	if j.Sent != n || j.Failed != 0 || len(p.inbox()) != n {
		t.Errorf("the move reports %+v, the inbox has %d mails, want %d", j, len(p.inbox()), n)
	}
	if got := j.Now.Sub(j.From); got < 2400*time.Hour-time.Second || got > 2400*time.Hour+took+time.Minute {
		t.Errorf("the clock moved by %v", got)
	}
	t.Logf("%d mails, %d stops, %v", n, j.Stops, took)
	if took > time.Minute && os.Getenv("CI") == "" {
		t.Errorf("2,400 hours with %d messages took %v", n, took)
	}
	if code, out, log := command(t, p.data, "rebuild", "-compare"); code != 0 || !bytes.Contains([]byte(out), []byte("All counters agree")) {
		t.Errorf("rebuild = %d %s %s", code, out, log)
	}
}

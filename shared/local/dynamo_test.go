package local_test

import (
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"earshot/shared/parts"
)

// TestOnDynamoDB is the life of a purchase with everything on DynamoDB Local, its stream polled. The table is shared with
// earlier runs, the inbox is not.
func TestOnDynamoDB(t *testing.T) {
	endpoint := parts.DynamoDB(t)
	data := filepath.Join(t.TempDir(), "earshot.db")
	p := start(t, data, "-addr", "localhost:0", "-dynamodb", endpoint)
	p.post("/local/purchase", url.Values{})
	p.post("/local/forward", url.Values{})
	mails := p.inbox()
	if len(mails) == 0 {
		t.Fatalf("no mail: %s", p.log)
	}
	p.answer(scoreLink(t, mails[0], "5"), "")
	if page := p.get("/"); !strings.Contains(page, "5 of 5.") {
		t.Errorf("after the answer: %s", short(page))
	}
	wantOut(t, data, 0, "The answer is a 5 and is counted", "explain", "-dynamodb", endpoint, mails[0].To)
	p.stop()
	wantOut(t, data, 0, "The answer is a 5 and is counted", "explain", "-dynamodb", endpoint, mails[0].To)
	wantOut(t, data, 0, "All counters agree", "rebuild", "-dynamodb", endpoint)
}

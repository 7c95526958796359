package local_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// withMail is a program with one sample purchase whose mail came.
func withMail(t *testing.T) (*program, letter) {
	t.Helper()
	p := start(t, dataFile(t))
	p.post("/local/purchase", url.Values{})
	p.post("/local/forward", url.Values{})
	mails := p.inbox()
	if len(mails) != 1 {
		t.Fatalf("%d mails, want 1: %s", len(mails), p.log)
	}
	return p, mails[0]
}

func TestInboxShowsAMail(t *testing.T) {
	p, m := withMail(t)
	if m.To != "ada.berg+1001@example.com" || !strings.Contains(m.From, "Mia Lindqvist") || m.HTML == "" || m.Headers["List-Unsubscribe"] == "" {
		t.Errorf("decoded: %+v", m)
	}
	path := "/local/inbox/" + m.ID
	tests := []struct{ name, path, want string }{
		{"list", "/local/inbox", `href="` + path + `"`},
		{"phone", path, `class="screen phone"`},
		{"desktop", path + "?as=desktop", `class="screen wide"`},
		{"dark", path + "?as=dark", path + "/html?dark=1"},
		{"text", path + "?as=text", "Tap a number"},
		{"source", path + "?as=source", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"},
		{"raw bytes", path + ".eml", "MIME-Version: 1.0\r\n"},
		{"light content", path + "/html", "color-scheme:light!important"},
		{"dark content", path + "/html?dark=1", "color-scheme:dark!important"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if body := p.get(tt.path); !strings.Contains(body, tt.want) {
				t.Errorf("%s lacks %q: %s", tt.path, tt.want, short(body))
			}
		})
	}
	if html := p.get(path + "/html?dark=1"); strings.Contains(html, "prefers-color-scheme") || !strings.Contains(html, `<base target="_blank">`) {
		t.Error("the dark view still asks the machine, or its links open in the frame")
	}
	for _, wrong := range []string{"/local/inbox/local-99", "/local/inbox/..%2f..%2fetc%2fpasswd.eml", path + "?as=hologram"} {
		if code, _ := p.do(http.MethodGet, wrong, nil); code != http.StatusNotFound {
			t.Errorf("GET %s = %d, want 404", wrong, code)
		}
	}
}

func TestMailInAFrameMayDoNothing(t *testing.T) {
	p, m := withMail(t)
	answer, err := p.client.Get(p.origin + "/local/inbox/" + m.ID + "/html")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	policy := answer.Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "frame-ancestors 'self'", "sandbox allow-popups"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy of a mail lacks %s: %s", want, policy)
		}
	}
	if strings.Contains(policy, "script-src") || strings.Contains(policy, "allow-scripts") || strings.Contains(policy, "allow-same-origin") {
		t.Errorf("a mail may run scripts: %s", policy)
	}
}

// TestWhatCanHappenToAMail orders troubles by the buttons and reads what Earshot makes of them.
func TestWhatCanHappenToAMail(t *testing.T) {
	t.Run("a bounce afterwards", func(t *testing.T) {
		p, m := withMail(t)
		p.post("/local/inbox/"+m.ID+"/report", url.Values{"fate": {"Bounce"}})
		if _, out, _ := command(t, p.data, "explain", m.To); !strings.Contains(out, "the mail came back") {
			t.Errorf("explain says %s", out)
		}
	})
	t.Run("a complaint about the next mail", func(t *testing.T) {
		p := start(t, dataFile(t))
		p.post("/local/inbox/next", url.Values{"fate": {"complaint"}})
		p.post("/local/purchase", url.Values{})
		p.post("/local/forward", url.Values{})
		if _, out, _ := command(t, p.data, "explain", "ada.berg+1001@example.com"); !strings.Contains(out, "marked the mail as spam") {
			t.Errorf("explain says %s", out)
		}
	})
	t.Run("an answer that is lost is no second mail", func(t *testing.T) {
		p := start(t, dataFile(t))
		p.post("/local/inbox/next", url.Values{"fate": {"answer-lost"}})
		p.post("/local/purchase", url.Values{})
		p.post("/local/forward", url.Values{})
		p.advance("240h")
		if n := len(p.inbox()); n != 1 {
			t.Errorf("%d mails, want 1", n)
		}
		if _, out, _ := command(t, p.data, "explain", "1001"); strings.Contains(out, "Nobody can tell") || !strings.Contains(out, "mail went out") {
			t.Errorf("explain says %s", out)
		}
	})
	t.Run("a mail without a trace is found after two hours", func(t *testing.T) {
		p := start(t, dataFile(t))
		p.post("/local/inbox/next", url.Values{"fate": {"answer-lost", "events-lost"}})
		p.post("/local/purchase", url.Values{})
		p.post("/local/forward", url.Values{})
		if page := p.get("/"); strings.Contains(page, "The mail went out") {
			t.Errorf("nobody can know yet that the mail went out: %s", short(page))
		}
		if j := p.advance("3h"); j.Stops == 0 || j.Reports == 0 {
			t.Errorf("the move did not stop to look for proof: %+v", j)
		}
		if page := p.get("/"); !strings.Contains(page, "The mail went out") || len(p.inbox()) != 1 {
			t.Errorf("%d mails, and the page: %s", len(p.inbox()), short(page))
		}
	})
	t.Run("something that nobody knows", func(t *testing.T) {
		p, m := withMail(t)
		for _, path := range []string{"/local/inbox/next", "/local/inbox/" + m.ID + "/report"} {
			if code, _ := p.do(http.MethodPost, path, url.Values{"fate": {"lightning"}}); code != http.StatusBadRequest {
				t.Errorf("POST %s = %d, want 400", path, code)
			}
		}
	})
}

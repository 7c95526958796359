package local_test

import (
	"bytes"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func wantOut(t *testing.T, data string, wantCode int, want string, args ...string) string {
	t.Helper()
	code, out, log := command(t, data, args...)
	if code != wantCode || !strings.Contains(out+log, want) {
		t.Errorf("%v = %d\n%s%s\nwant %d and %q", args, code, out, log, wantCode, want)
	}
	return out
}

// TestCommands runs the same commands beside the running program and after it ended.
func TestCommands(t *testing.T) {
	p, m := withMail(t)
	link := scoreLink(t, m, "4")
	p.answer(link, "Mind the packaging.")
	file := filepath.Join(t.TempDir(), "shop.json")
	if err := os.WriteFile(file, []byte(`{"id":"demo","survey":{"throttle_days":30}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, state := range []string{"running", "ended"} {
		t.Run(state, func(t *testing.T) {
			out := wantOut(t, p.data, 0, "The answer is a 4 and is counted", "explain", "1001")
			for _, what := range []string{"#1001", m.To, link, strings.Split(link, "/")[4]} {
				if got := wantOut(t, p.data, 0, "Order 1001 of Nordlys Ceramics (shopify)", "explain", what); !strings.HasSuffix(got, out) {
					t.Errorf("explain %s says\n%s\nand not\n%s", what, got, out)
				}
			}
			wantOut(t, p.data, 1, "Nothing is known of that", "explain", "4711")
			wantOut(t, p.data, 1, "Nothing is known of that", "explain", "nobody@example.com")
			wantOut(t, p.data, 0, "All counters agree", "rebuild")
			wantOut(t, p.data, 0, "Nordlys Ceramics is saved, and live since", "shop", file)
			shown := wantOut(t, p.data, 0, `"throttle_days": 30`, "shop", "-show")
			for _, secret := range p.secrets() {
				if strings.Contains(shown, secret) {
					t.Error("shop -show tells a secret")
				}
			}
		})
		p.stop()
	}
	wantOut(t, p.data, 1, "the program does not run", "send", "shopify", "created", "-mail", "a@example.com", "-order", "7")
}

// secrets of the demo shop, from the file.
func (p *program) secrets() []string { return p.shopSecrets() }

func TestSend(t *testing.T) {
	p := start(t, dataFile(t))
	send := func(code int, want string, args ...string) {
		t.Helper()
		wantOut(t, p.data, code, want, append([]string{"send"}, args...)...)
	}
	for _, event := range []string{"created", "paid", "fulfilled", "delivered"} {
		send(0, `200 OK {"result":"recorded"}`, "shopify", event, "-mail", "Zoe@Example.com", "-order", "#77")
		p.advance("1h")
	}
	out := wantOut(t, p.data, 0, "Order 77 of Nordlys Ceramics", "explain", "zoe@example.com")
	for _, want := range []string{"ordered", "paid", "delivered"} {
		if !strings.Contains(out, want) {
			t.Errorf("explain lacks %q: %s", want, out)
		}
	}
	send(0, "recorded", "-mail", "x@example.com", "-order", "A-9", "standard", "paid")
	send(1, "never tells that an order was delivered", "woocommerce", "delivered", "-mail", "x@example.com", "-order", "1")
	send(1, "no mail address", "shopify", "paid", "-mail", "nobody", "-order", "1")
	send(2, "send needs -mail", "shopify", "paid")
	p.advance("2400h")
	if mails := p.inbox(); len(mails) != 2 || mails[1].To != "Zoe@Example.com" {
		t.Errorf("%d mails: %+v", len(mails), mails)
	}
}

// TestErase: afterwards no byte of the person is in the file as the engine reads it, in the inbox or in the log.
func TestErase(t *testing.T) {
	for _, state := range []string{"running", "ended"} {
		t.Run(state, func(t *testing.T) {
			p, m := withMail(t)
			p.answer(scoreLink(t, m, "4"), "From Ada with love.")
			if state == "ended" {
				p.stop()
			}
			wantOut(t, p.data, 0, "has forgotten customer", "erase", "ADA.berg+1001@example.com")
			if state == "ended" {
				p = start(t, p.data)
			}
			if n := len(p.inbox()); n != 0 {
				t.Errorf("%d mails are left", n)
			}
			wantOut(t, p.data, 1, "Nothing is known of that", "explain", "someone@example.com")
			p.get("/")
			for _, entry := range files(t, filepath.Join(filepath.Dir(p.data), "earshot.db.inbox")) {
				if bytes.Contains(entry, []byte("ada.berg")) {
					t.Error("the inbox's folder still holds the address")
				}
			}
			if strings.Contains(p.log.String(), "ada.berg") {
				t.Errorf("the log holds the address: %s", p.log)
			}
		})
	}
}

func files(t *testing.T, folder string) (all [][]byte) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b)
	}
	return all
}

func TestNewShop(t *testing.T) {
	p := start(t, dataFile(t))
	file := filepath.Join(t.TempDir(), "shop.json")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(`{"id":"birk","name":"Birk","sender":"Per","from":"per@birk.example","reply_to":"per@birk.example","postal":"Birk, Oslo",
		"zone":"Europe/Oslo","country":"NO","language":"en","colour":"#223344","connections":{"standard":{"secrets":["whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"]}}}`)
	wantOut(t, p.data, 0, "in rehearsal", "shop", file)
	wantOut(t, p.data, 0, `"standard": {}`, "shop", "birk", "-show")
	write(`{"id":"birk","live":true}`)
	wantOut(t, p.data, 0, "Birk is live from now on", "shop", file)
	write(`{"id":"birk","lvie":false}`)
	wantOut(t, p.data, 1, "lvie", "shop", file)
	write(`{"id":"birk","colour":"blue"}`)
	wantOut(t, p.data, 1, "colour", "shop", file)
	write(`{"id":"birk","connections":{"shopify":{}}}`)
	wantOut(t, p.data, 1, "needs its secrets", "shop", file)
	wantOut(t, p.data, 1, "birk", "shop", "-show")
	if code, _ := p.do("POST", p.origin+"/hooks/birk/standard", url.Values{}); code != 401 {
		t.Errorf("an unsigned webhook to the new shop = %d, want 401", code)
	}
}

func TestCommandLine(t *testing.T) {
	data := dataFile(t)
	tests := []struct {
		name string
		args []string
		code int
		want string
	}{
		{"help", []string{"-h"}, 0, "go run . explain"},
		{"help of a command", []string{"explain", "-h"}, 0, "go run . explain"},
		{"help as a word", []string{"help"}, 0, "go run . explain"},
		{"no such command", []string{"explode"}, 2, `no command "explode"`},
		{"no such flag", []string{"-port", "1"}, 2, "-h tells all flags"},
		{"something is missing", []string{"explain"}, 2, "go run . explain ORDER|ADDRESS|TOKEN"},
		{"too much", []string{"rebuild", "now"}, 2, "go run . rebuild"},
		{"start on AWS", []string{"-table", "x"}, 2, "-table is for"},
		{"no credentials", []string{"-table", "x", "rebuild"}, 1, "AWS_REGION is empty"},
		{"no data yet", []string{"explain", "1"}, 1, "there is no data yet"},
		{"no such file", []string{"shop", "/nowhere.json"}, 1, "read the shop's file"},
		{"an address of the network", []string{"-addr", "192.0.2.1:0"}, 1, "192.0.2.1"},
		{"an address that is none", []string{"-addr", "8080"}, 1, "an address is like localhost:8080"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { wantOut(t, data, tt.code, tt.want, tt.args...) })
	}
}

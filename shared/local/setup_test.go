package local_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"earshot/shared/clock"
	"earshot/shared/local"
)

// program is one start of the whole program on a data file.
type program struct {
	t      *testing.T
	origin string
	data   string
	out    *output
	log    *output
	client *http.Client
	stop   func() // ends it and waits; a second call does nothing
}

// output is what a program writes, readable while it writes.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

func machine(data string, out, log io.Writer, args ...string) local.Machine {
	return local.Machine{
		Args: args, Data: data, In: strings.NewReader(""), Out: out, Err: log, Clock: clock.System{}, Random: rand.Reader,
	}
}

func dataFile(t *testing.T) string { return filepath.Join(t.TempDir(), "earshot.db") }

var opens = regexp.MustCompile(`Open (http://localhost:\d+) and`)

// start starts the program and waits until it says where it is.
func start(t *testing.T, data string, args ...string) *program {
	t.Helper()
	p := &program{t: t, data: data, out: &output{}, log: &output{}}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	p.client = &http.Client{Jar: jar, Transport: &http.Transport{}}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan int, 1)
	if len(args) == 0 {
		args = []string{"-addr", "localhost:0", "-v"}
	}
	go func() { ended <- local.Main(ctx, machine(data, p.out, p.log, args...)) }()
	p.stop = sync.OnceFunc(func() {
		cancel()
		if code := <-ended; code != 0 {
			t.Errorf("the program ended with code %d: %s", code, p.log)
		}
		p.client.CloseIdleConnections()
	})
	t.Cleanup(p.stop)
	p.origin = waitFor(t, func() string {
		select {
		case code := <-ended:
			ended <- code
			t.Fatalf("the program ended at once with code %d: %s", code, p.log)
		default:
		}
		return originIn(p.out)
	})
	return p
}

func originIn(out *output) string {
	if m := opens.FindStringSubmatch(out.String()); m != nil {
		return m[1]
	}
	return ""
}

// waitFor asks again and again until the answer is not "".
func waitFor(t *testing.T, ask func() string) string {
	t.Helper()
	tick := time.NewTicker(3 * time.Millisecond)
	defer tick.Stop()
	for range 5000 {
		if got := ask(); got != "" {
			return got
		}
		<-tick.C
	}
	t.Fatal("waited in vain")
	return ""
}

// command runs one command line beside the program.
func command(t *testing.T, data string, args ...string) (code int, out, log string) {
	t.Helper()
	var o, l bytes.Buffer
	code = local.Main(t.Context(), machine(data, &o, &l, args...))
	return code, o.String(), l.String()
}

func (p *program) do(method, path string, form url.Values, header ...string) (int, string) {
	p.t.Helper()
	target := path
	if !strings.HasPrefix(path, "http") {
		target = p.origin + path
	}
	r, err := http.NewRequestWithContext(p.t.Context(), method, target, strings.NewReader(form.Encode()))
	if err != nil {
		p.t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(header); i += 2 {
		if r.Header.Set(header[i], header[i+1]); header[i] == "Host" {
			r.Host = header[i+1]
		}
	}
	answer, err := p.client.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

// short is the content of a page, for messages.
func short(page string) string {
	if _, content, ok := strings.Cut(page, "<main"); ok {
		page = content
	}
	return page[:min(len(page), 1500)]
}

// get wants a 200.
func (p *program) get(path string, header ...string) string {
	p.t.Helper()
	code, body := p.do(http.MethodGet, path, nil, header...)
	if code != http.StatusOK {
		p.t.Fatalf("GET %s = %d: %s", path, code, short(body))
	}
	return body
}

// post wants a 200, after redirects.
func (p *program) post(path string, form url.Values, header ...string) string {
	p.t.Helper()
	code, body := p.do(http.MethodPost, path, form, header...)
	if code != http.StatusOK {
		p.t.Fatalf("POST %s = %d: %s", path, code, short(body))
	}
	return body
}

func (p *program) json(path string, v any) {
	p.t.Helper()
	if err := json.Unmarshal([]byte(p.get(path)), v); err != nil {
		p.t.Fatalf("GET %s: %v", path, err)
	}
}

// letter is one of /local/inbox.json.
type letter struct {
	ID, From, To, Subject, Text, HTML string
	At                                time.Time
	Headers                           map[string]string
}

// inbox is the mail to customers, newest first; told is that to the owner.
func (p *program) inbox() []letter {
	p.t.Helper()
	return p.letters(func(to string) bool { return to != demoOwner })
}

func (p *program) told() []letter {
	p.t.Helper()
	return p.letters(func(to string) bool { return to == demoOwner })
}

// demoOwner hears of what happens in the demo shop.
const demoOwner = "you@demo.example"

func (p *program) letters(whose func(to string) bool) []letter {
	p.t.Helper()
	var all []letter
	p.json("/local/inbox.json", &all)
	return slices.DeleteFunc(all, func(l letter) bool { return !whose(strings.Trim(l.To, "<>")) })
}

// journey is what a move of the clock answers.
type journey struct {
	Now, From                                       time.Time
	Stops, Sent, Dropped, Deferred, Unknown, Failed int
	Reports                                         int
}

func (p *program) advance(by string) journey {
	p.t.Helper()
	var j journey
	if err := json.Unmarshal([]byte(p.post("/local/clock", url.Values{"advance": {by}})), &j); err != nil {
		p.t.Fatal(err)
	}
	return j
}

func (p *program) now() time.Time {
	p.t.Helper()
	var c struct{ Now time.Time }
	p.json("/local/clock", &c)
	return c.Now
}

// shop is /local/shop.json.
type shop struct {
	Shop        string
	APIKey      string `json:"api_key"`
	Connections map[string]struct{ URL, Secret string }
}

func (p *program) shop() shop {
	p.t.Helper()
	var s shop
	p.json("/local/shop.json", &s)
	return s
}

// scoreLink is the link of a score in a mail.
func scoreLink(t *testing.T, l letter, score string) string {
	t.Helper()
	link := regexp.MustCompile(`http://localhost:\d+/r/[A-Za-z0-9_-]+/` + score + `\b`).FindString(l.Text)
	if link == "" {
		t.Fatalf("the mail has no link for %s: %s", score, l.Text)
	}
	return link
}

package local_test

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"sync"
	"testing"

	"earshot/shared/clock"
	"earshot/shared/local"
)

// childVariable makes the test's binary be the program itself, so that it can be killed.
const childVariable = "EARSHOT_LOCAL_TEST_CHILD"

func TestMain(m *testing.M) {
	if data := os.Getenv(childVariable); data != "" {
		os.Exit(local.Main(context.Background(), local.Machine{Args: []string{"-addr", "localhost:0"}, Data: data, Out: os.Stdout, Err: os.Stderr,
			Clock: clock.System{}, Random: rand.Reader}))
	}
	os.Exit(m.Run())
}

// TestKilledInTheMiddle kills the program while it sends, and lets a second start finish: no mail is lost, none is sent
// twice.
func TestKilledInTheMiddle(t *testing.T) {
	data := dataFile(t)
	p := startChild(t, data)
	const purchases = 40
	for range purchases {
		p.post("/local/purchase", url.Values{})
	}
	go func() { // it is killed before it answers
		if answer, err := http.PostForm(p.origin+"/local/clock", url.Values{"advance": {"2400h"}}); err == nil {
			_ = answer.Body.Close()
		}
	}()
	waitFor(t, func() string { return map[bool]string{true: "enough"}[len(p.inbox()) >= 3] })
	p.stop()
	before := len(files(t, data+".inbox"))
	second := start(t, data)
	second.advance("2400h")
	seen := map[string]int{}
	for _, m := range second.inbox() {
		seen[m.To]++
	}
	for to, n := range seen {
		if n != 1 {
			t.Errorf("%s got %d mails", to, n)
		}
	}
	if len(seen) != purchases {
		t.Errorf("%d people got a mail, want %d", len(seen), purchases)
	}
	if before == purchases {
		t.Log("it was killed too late to be in the middle")
	}
	wantOut(t, data, 0, "All counters agree", "rebuild")
}

// startChild starts the program as a process of its own; stop kills it.
func startChild(t *testing.T, data string) *program {
	t.Helper()
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(binary)
	child.Env = append(os.Environ(), childVariable+"="+data)
	p := &program{t: t, data: data, out: &output{}, log: &output{}, client: &http.Client{Transport: &http.Transport{}}}
	child.Stdout, child.Stderr = p.out, p.log
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	p.stop = sync.OnceFunc(func() { _ = child.Process.Kill(); _ = child.Wait() })
	t.Cleanup(p.stop)
	p.origin = waitFor(t, func() string { return originIn(p.out) })
	return p
}

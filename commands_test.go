package main_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"earshot/shared/clock"
	"earshot/shared/local"
)

// heard is what a program writes, told line by line.
type heard struct {
	mu    sync.Mutex
	text  bytes.Buffer
	found chan string
}

func (h *heard) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.text.Write(p)
	if m := regexp.MustCompile(`Open (http://\S+) and`).FindStringSubmatch(h.text.String()); m != nil {
		select {
		case h.found <- m[1]:
		default:
		}
	}
	return len(p), nil
}

func (h *heard) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.text.String()
}

// run is one command line of the local program, with its exit code and all that it wrote.
func run(ctx context.Context, data string, args ...string) (int, string) {
	out := &heard{found: make(chan string, 1)}
	code := local.Main(ctx, local.Machine{Args: args, Data: data, In: strings.NewReader(""), Out: out, Err: out, Clock: clock.System{}, Random: rand.Reader})
	return code, out.String()
}

// TestDocumentedCommandsRun starts the program and types every `go run .` of the documents, in their order, the README
// first. Those that want a table on AWS or DynamoDB Local have tests of their own.
func TestDocumentedCommandsRun(t *testing.T) {
	data := filepath.Join(t.TempDir(), "earshot.db")
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	out := &heard{found: make(chan string, 1)}
	go func() {
		ended <- local.Main(ctx, local.Machine{Args: []string{"-addr", "localhost:0"}, Data: data, In: strings.NewReader(""), Out: out, Err: out,
			Clock: clock.System{}, Random: rand.Reader})
	}()
	defer func() { stop(); <-ended }()
	select {
	case <-out.found:
	case code := <-ended:
		ended <- code
		t.Fatalf("`go run .` ended with code %d: %s", code, out)
	}
	typed := 0
	for _, c := range documented(t) {
		args := strings.Fields(c)
		if slices.Contains(args, "-table") || slices.Contains(args, "-dynamodb") || len(args) == 0 {
			continue
		}
		typed++
		if code, said := run(t.Context(), data, args...); code != 0 {
			t.Errorf("`go run . %s` ends with code %d: %s", c, code, said)
		}
	}
	if typed < 8 {
		t.Errorf("%d commands were typed: this test does not find them", typed)
	}
}

// documented are the arguments of all `go run .` of the documents.
func documented(t *testing.T) (all []string) {
	t.Helper()
	texts := documents(t)
	names := slices.Sorted(maps.Keys(texts))
	slices.SortStableFunc(names, func(a, b string) int { return first(b) - first(a) })
	for _, name := range names {
		for _, c := range commands(texts[name]) {
			if args, ok := strings.CutPrefix(c, "go run ."); ok && !strings.HasPrefix(args, "/") {
				all = append(all, strings.TrimSpace(args))
			}
		}
	}
	return all
}

func first(name string) int {
	if name == "README.md" {
		return 1
	}
	return 0
}

// TestHelpNamesAllThatIsDocumented: a flag or a command of a document that -h does not know is a wrong document, or a
// secret.
func TestHelpNamesAllThatIsDocumented(t *testing.T) {
	code, help := run(t.Context(), filepath.Join(t.TempDir(), "earshot.db"), "-h")
	if code != 0 {
		t.Fatalf("-h ends with code %d: %s", code, help)
	}
	for _, c := range documented(t) {
		for i, word := range strings.Fields(c) {
			if isFlag := strings.HasPrefix(word, "-"); (i == 0 || isFlag) && !strings.Contains(help, fmt.Sprintf(" %s ", word)) && !strings.Contains(help, word+"]") {
				t.Errorf("`go run . %s` is documented, and -h does not know %s", c, word)
			}
		}
	}
}

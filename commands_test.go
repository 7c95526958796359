package main_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"

	"earshot/shared/clock"
	"earshot/shared/local"
	"earshot/shared/parts"
	"earshot/shared/table/dynamo"
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
func run(ctx context.Context, data string, environ []string, args ...string) (int, string) {
	out := &heard{found: make(chan string, 1)}
	code := local.Main(ctx, machine(data, environ, out, args...))
	return code, out.String()
}

func machine(data string, environ []string, out io.Writer, args ...string) local.Machine {
	return local.Machine{Args: args, Environ: environ, Data: data, In: strings.NewReader(""), Out: out, Err: out, Clock: clock.System{}, Random: rand.Reader}
}

// TestDocumentedCommandsRun starts the program and types every `go run .` of the documents, in their order, the README
// first.
func TestDocumentedCommandsRun(t *testing.T) {
	data := filepath.Join(t.TempDir(), "earshot.db")
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	out := &heard{found: make(chan string, 1)}
	go func() { ended <- local.Main(ctx, machine(data, nil, out, "-addr", "localhost:0")) }()
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
		if code, said := run(t.Context(), data, nil, args...); code != 0 {
			t.Errorf("`go run . %s` ends with code %d: %s", c, code, said)
		}
	}
	if typed < 8 {
		t.Errorf("%d commands were typed: this test does not find them", typed)
	}
}

// TestDocumentedCommandsRunOnATable types those that want a table on AWS, on DynamoDB Local. The table holds no orders, so
// what is asked of one is not known; everything else must work.
func TestDocumentedCommandsRunOnATable(t *testing.T) {
	at, name := parts.DynamoDB(t), fmt.Sprintf("documents-%d", time.Now().UnixNano())
	client := dynamo.Client("us-east-1", credentials.NewStaticCredentialsProvider("local", "local", ""), at)
	err := dynamo.Create(t.Context(), client, name, func(context.Context, int) error { return t.Context().Err() })
	if err != nil {
		t.Fatal(err)
	}
	environ := []string{"AWS_ENDPOINT_URL_DYNAMODB=" + at, "AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=local", "AWS_SECRET_ACCESS_KEY=local"}
	typed := 0
	for _, c := range documented(t) {
		args := strings.Fields(c)
		i := slices.Index(args, "-table")
		if i < 0 || i+1 >= len(args) {
			continue
		}
		typed++
		args[i+1] = name
		code, said := run(t.Context(), filepath.Join(t.TempDir(), "none.db"), environ, args...)
		if unknown := code == 1 && strings.Contains(said, "Nothing is known of that"); code != 0 && !unknown {
			t.Errorf("`go run . %s` ends with code %d: %s", c, code, said)
		}
	}
	if typed < 4 {
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
	code, help := run(t.Context(), filepath.Join(t.TempDir(), "earshot.db"), nil, "-h")
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

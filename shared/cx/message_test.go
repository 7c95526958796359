package cx_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
)

func TestDecidedKeepsTheLast(t *testing.T) {
	start, m := instant(t, "2026-11-23T10:00Z"), cx.Message{}
	for i := range 6 {
		before := m
		m = m.Decided(cx.Decision{At: start.Add(time.Duration(i) * time.Hour), Action: cx.Wait})
		if n := len(before.Decisions); n > 0 && !before.Decisions[n-1].At.Equal(start.Add(time.Duration(i-1)*time.Hour)) {
			t.Fatal("a decision changed the message before it")
		}
	}
	if len(m.Decisions) != cx.KeptDecisions || !m.Decisions[cx.KeptDecisions-1].At.Equal(start.Add(5*time.Hour)) {
		t.Errorf("kept %v, want the last %d", m.Decisions, cx.KeptDecisions)
	}
}

func TestEnded(t *testing.T) {
	for state, want := range map[cx.MessageState]bool{
		cx.NotScheduled: false, cx.Due: false, cx.Sent: true, cx.Dropped: true, cx.Stuck: true,
	} {
		if got := (cx.Message{State: state}).Ended(); got != want {
			t.Errorf("state %q: ended is %v, want %v", state, got, want)
		}
	}
}

func TestGateFor(t *testing.T) {
	gate := cx.Gate{Order: "a", Step: cx.FirstMail, Nonce: "n"}
	if !gate.For("a", cx.FirstMail) || gate.For("a", cx.Reminder) || gate.For("b", cx.FirstMail) {
		t.Error("the gate is held for another message")
	}
	if gate.Nonce = ""; gate.Open() || gate.For("a", cx.FirstMail) {
		t.Error("a gate without a nonce is held")
	}
}

// The constants are read from the source: a new reason without a sentence fails here, not before a merchant.
func TestEveryReasonHasASentence(t *testing.T) {
	listed := cx.Reasons()
	codes := map[cx.Reason]bool{}
	for name, code := range constants(t, "reason.go", "Reason") {
		r := cx.Reason(code)
		if codes[r] {
			t.Errorf("%s has the code of another reason: %s", name, code)
		}
		codes[r] = true
		s := r.Sentence()
		if s == code || s == "" || strings.HasSuffix(s, ".") || !slices.Contains(listed, r) {
			t.Errorf("%s (%s) has the sentence %q, want the end of a sentence without a full stop", name, code, s)
		}
	}
	if len(codes) != len(listed) || len(codes) < 20 {
		t.Errorf("%d constants and %d sentences", len(codes), len(listed))
	}
	if got := cx.Reason("of-a-newer-version").Sentence(); got != "of-a-newer-version" {
		t.Errorf("an unknown reason says %q, want its code", got)
	}
}

func TestPassing(t *testing.T) {
	for r, want := range map[cx.Reason]bool{
		cx.NotPaid: true, cx.NotHappened: true, cx.Unknown: true, cx.TestOrder: false, cx.BeforeLive: false, cx.OptedOut: false, "": false,
	} {
		if got := r.Passing(); got != want {
			t.Errorf("reason %q passes: %v, want %v", r, got, want)
		}
	}
}

// constants are the string constants of a type in a file of this package, by name.
func constants(t *testing.T, file, typed string) map[string]string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	ast.Inspect(parsed, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if name, ok := spec.Type.(*ast.Ident); !ok || name.Name != typed || len(spec.Values) != 1 {
			return true
		}
		literal, ok := spec.Values[0].(*ast.BasicLit)
		if !ok {
			return true
		}
		text, err := strconv.Unquote(literal.Value)
		if err != nil {
			t.Fatal(err)
		}
		found[spec.Names[0].Name] = text
		return true
	})
	return found
}

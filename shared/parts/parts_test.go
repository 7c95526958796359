package parts_test

import (
	"fmt"
	"strings"
	"testing"

	"earshot/shared/parts"
)

// watch is a test that only notes how it would have ended.
type watch struct {
	testing.TB
	ended, text string
}

func (w *watch) Helper()                        {}
func (w *watch) Fatalf(format string, a ...any) { w.end("failed", format, a) }
func (w *watch) Skipf(format string, a ...any)  { w.end("skipped", format, a) }

func (w *watch) end(how, format string, a []any) {
	if w.ended == "" { // the first call ends a real test
		w.ended, w.text = how, fmt.Sprintf(format, a...)
	}
}

func TestParts(t *testing.T) {
	all := []struct {
		part string
		env  string
		find func(testing.TB) string
	}{
		{"DynamoDB Local", "EARSHOT_TEST_DYNAMODB", parts.DynamoDB},
		{"Chromium", "EARSHOT_TEST_CHROMIUM", parts.Chromium},
		{"axe-core", "EARSHOT_TEST_AXE", parts.Axe},
		{"SES", "EARSHOT_TEST_SES", parts.SES},
	}
	tests := []struct {
		name, ci, set, ended string
	}{
		{"told", "", "there", ""},
		{"told, in CI", "true", "there", ""},
		{"not told", "", "", "skipped"},
		{"not told, in CI", "true", "", "failed"},
	}
	for _, part := range all {
		for _, tt := range tests {
			t.Run(part.part+" "+tt.name, func(t *testing.T) {
				t.Setenv("CI", tt.ci)
				t.Setenv(part.env, tt.set)
				w := &watch{TB: t}
				if got := part.find(w); got != tt.set || w.ended != tt.ended {
					t.Errorf("found %q and the test %s, want %q and %q", got, w.ended, tt.set, tt.ended)
				}
				if tt.ended != "" && !(strings.Contains(w.text, part.env) && strings.Contains(w.text, "make parts")) {
					t.Errorf("%q names neither the variable nor the remedy", w.text)
				}
			})
		}
	}
}

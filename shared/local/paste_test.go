package local_test

import (
	"os/exec"
	"strings"
	"testing"
)

// TestPaste pastes the printed line into a real shell.
func TestPaste(t *testing.T) {
	for _, tool := range []string{"sh", "curl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not here: %v", tool, err)
		}
	}
	p := start(t, dataFile(t))
	var line string
	for l := range strings.Lines(p.out.String()) {
		if strings.HasPrefix(l, "curl ") {
			line = strings.TrimSpace(l)
		}
	}
	for range 2 { // pasting it twice is no second order
		out, err := exec.CommandContext(t.Context(), "sh", "-c", line).CombinedOutput()
		if err != nil || !strings.Contains(string(out), `"result":"recorded"`) {
			t.Fatalf("%s\nanswers %s, %v", line, out, err)
		}
	}
	if code, out, log := command(t, p.data, "explain", "1601"); code != 0 || strings.Count(out, "Order 1601") != 1 {
		t.Errorf("explain = %d %s %s", code, out, log)
	}
}

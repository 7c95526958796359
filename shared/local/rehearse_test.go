package local_test

import (
	"os"
	"path/filepath"
	"testing"
)

// TestRehearseCommand: beside the running program and after it, and nothing is written.
func TestRehearseCommand(t *testing.T) {
	p := start(t, dataFile(t))
	orders, rules := filepath.Join(t.TempDir(), "orders.csv"), filepath.Join(t.TempDir(), "rules.json")
	for name, text := range map[string]string{orders: "order,email,placed,delivered\n1,zed@example.com,2026-05-01,2026-05-04\n", rules: `{"ramp": 200}`} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, state := range []string{"running", "ended"} {
		t.Run(state, func(t *testing.T) {
			wantOut(t, p.data, 0, "These are the rules of Nordlys Ceramics", "rehearse", orders)
			wantOut(t, p.data, 0, "changed", "rehearse", orders, "demo", "-with", rules)
			wantOut(t, p.data, 1, "Name one of the shops: demo", "rehearse", orders, "nobody")
			wantOut(t, p.data, 1, "Nothing is known of that", "explain", "zed@example.com")
		})
		p.stop()
	}
	wantOut(t, filepath.Join(t.TempDir(), "none.db"), 1, "there is no data yet", "rehearse", orders)
	wantOut(t, p.data, 1, "read past orders", "rehearse", orders+".not")
	wantOut(t, p.data, 1, "not the JSON of a shop", "rehearse", orders, "-with", orders)
	wantOut(t, p.data, 2, "is used like this: go run . rehearse FILE", "rehearse")
}

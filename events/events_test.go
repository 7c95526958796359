// Package events holds no code but the test that makes its files: one event for each thing that happens to a function,
// as AWS sends it, and seed.json, the table and the moment that they fit to. `sam local invoke NAME -e FILE` uses them, so
// do the tests and the README.
//
// The files are made by the real ledger and the real signatures, with a random source and a clock that do not change:
//
//	go test ./events -update
//
// rewrites them, and without -update the test fails when they are no longer what the code would make. In the name of a
// file the part before the first "-" is the function; a number at the end is the HTTP status that the answer must have.
// What they hold is made up; the secrets in them open nothing but the seed.
package events

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"earshot/shared/seed"
)

var update = flag.Bool("update", false, "rewrite the events and the seed")

// TestFiles compares what lies in this folder with what the code makes.
func TestFiles(t *testing.T) {
	made := makeFiles(t)
	for _, name := range slices.Sorted(maps.Keys(made)) {
		text := encode(t, made[name])
		if *update {
			if err := os.WriteFile(name, text, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		there, err := os.ReadFile(name)
		if err != nil || !bytes.Equal(there, text) {
			t.Errorf("%s is not what the code makes (%v): go test ./events -update, and look at the difference", name, err)
		}
	}
	all, err := filepath.Glob("*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range all {
		if _, ok := made[name]; !ok {
			t.Errorf("%s is made by nobody: remove it, or add it to makeFiles", name)
		}
	}
}

func encode(t *testing.T, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The seed goes into the archive of every function, so it stays small; and its moment is that of the events.
func TestSeed(t *testing.T) {
	s, err := seed.File("seed.json")
	if err != nil {
		t.Fatal(err)
	}
	if !s.Now.Equal(now) {
		t.Errorf("the seed's moment is %v, want that of the events, %v", s.Now, now)
	}
	info, err := os.Stat("seed.json")
	if err != nil {
		t.Fatal(err)
	}
	if most := int64(30_000); info.Size() > most {
		t.Errorf("seed.json has %d bytes, want at most %d", info.Size(), most)
	}
}

func TestEveryFunctionHasAnEvent(t *testing.T) {
	functions := map[string]int{"answers": 0, "dashboard": 0, "deliveries": 0, "dispatch": 0, "reactions": 0, "setup": 0, "webhooks": 0}
	for name := range makeFiles(t) {
		function, _, _ := strings.Cut(name, "-")
		if _, ok := functions[function]; !ok && name != "seed.json" {
			t.Errorf("%s belongs to no function", name)
		}
		functions[function]++
	}
	for function, n := range functions {
		if n == 0 {
			t.Errorf("%s has no event", function)
		}
	}
}

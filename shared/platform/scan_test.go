package platform

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// texts are what valid JSON and what looks like it is made of.
func texts() []string {
	return []string{
		"", " ", "null", "true", "falsey", "nul", "0", "-0", "01", "-", "1.", "1.5e", "1.5e+10", ".5", "1e5 ", "1 2", "\x00", "1\x00",
		`""`, `"a`, `"\n"`, "\"\n\"", `"\x"`, `"\u12"`, `"\u12zz"`, `"\ud800\udc00"`, `"\ud800"`, "\"\xff\"", `"é"`,
		"[]", "[1,]", "[,1]", "[1 2]", "[1,2]", "[[[]]]", "[}", "{}", `{"a"}`, `{"a":}`, `{"a":1,}`, `{,}`, `{a:1}`, `{"a":1 "b":2}`,
		`{"a":{"b":[1,{"c":null}]}}`, `{"a":1}x`, `{"\u0069d":"7"}`, "{\"a\" : 1 ,\t\"b\"\r\n: 2 }", "\ufeff{}",
		strings.Repeat("[", 10000) + strings.Repeat("]", 10000), strings.Repeat("[", 10001) + strings.Repeat("]", 10001),
		strings.Repeat(`{"a":`, 10001) + "1" + strings.Repeat("}", 10001),
	}
}

func agree(t *testing.T, data []byte) {
	t.Helper()
	err := scan(data, (*scanner).skip)
	if got, want := err == nil, json.Valid(data); got != want {
		t.Errorf("skip of %.80q says valid = %v (%v), encoding/json says %v", data, got, err, want)
	}
	compareFields(t, data)
}

// compareFields reads two fields in both ways.
func compareFields(t *testing.T, data []byte) {
	t.Helper()
	var want map[string]json.RawMessage
	if json.Unmarshal(data, &want) != nil {
		want = nil
	}
	got := map[string]json.RawMessage{}
	err := scan(data, func(s *scanner) error {
		return s.object(func(name []byte) error {
			key := strings.ToValidUTF8(string(name), "\ufffd")
			s.peek()
			from := s.at
			err := s.skip()
			got[key] = data[from:s.at]
			return err
		})
	})
	if (err == nil) != (want != nil || string(trimmed(data)) == "null") {
		t.Fatalf("object of %.80q: %v, encoding/json reads %v", data, err, want)
	}
	for name, raw := range want {
		if string(got[name]) != string(raw) {
			t.Errorf("field %q of %.80q = %q, encoding/json reads %q", name, data, got[name], raw)
		}
		compareText(t, raw)
	}
}

func compareText(t *testing.T, raw []byte) {
	t.Helper()
	var want, got string
	wantErr, err := json.Unmarshal(raw, &want), scan(raw, func(s *scanner) error { return s.text(&got) })
	if (err == nil) != (wantErr == nil) || (err == nil && got != want) {
		t.Errorf("text of %.80q = %q, %v, encoding/json reads %q, %v", raw, got, err, want, wantErr)
	}
}

func trimmed(data []byte) []byte { return []byte(strings.Trim(string(data), " \t\r\n")) }

func TestScannerAgreesWithEncodingJSON(t *testing.T) {
	for _, text := range texts() {
		agree(t, []byte(text))
	}
}

func FuzzScanner(f *testing.F) {
	for _, text := range texts() {
		f.Add([]byte(text))
	}
	seed(f, func(_ string, body []byte) { f.Add(body) })
	f.Fuzz(agree)
}

// seed calls add with all payloads of the platforms.
func seed(t testing.TB, add func(name string, body []byte)) {
	t.Helper()
	names, err := filepath.Glob("testdata/*/*.json")
	if err != nil || len(names) < 13 {
		t.Fatalf("%d payloads in testdata: %v", len(names), err)
	}
	for _, name := range names {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		add(name, body)
	}
}

func TestScannerTypes(t *testing.T) {
	var text string
	var flag bool
	readText := func(s *scanner) error { return s.text(&text) }
	readID := func(s *scanner) error { return s.id(&text) }
	readFlag := func(s *scanner) error { return s.flag(&flag) }
	tests := []struct {
		name, data string
		read       func(*scanner) error
		want       error
		text       string
	}{
		{"id as a number beyond 2^53", "820982911946154508", readID, nil, "820982911946154508"},
		{"id as a text", `"A\/7"`, readID, nil, "A/7"},
		{"id as null", "null", readID, nil, ""},
		{"id as a list", "[1]", readID, errType, ""},
		{"text as a number", "5", readText, errType, ""},
		{"text as a broken object", `{"a"`, readText, errSyntax, ""},
		{"flag as a text", `"true"`, readFlag, errType, ""},
		{"flag cut", "tru", readFlag, errSyntax, ""},
		{"object as a list", "[]", func(s *scanner) error { return s.object(nil) }, errType, ""},
		{"list as an object", "{}", func(s *scanner) error { return s.array(nil) }, errType, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text = ""
			if err := scan([]byte(tt.data), tt.read); !errors.Is(err, tt.want) || text != tt.text {
				t.Errorf("read %s = %q, %v, want %q, %v", tt.data, text, err, tt.text, tt.want)
			}
		})
	}
}

// TestScannerTellsNothing: errors go to logs, and bodies are personal.
func TestScannerTellsNothing(t *testing.T) {
	for _, data := range []string{`{"email":["jon@example.com"]}`, `{"email":"jon@example.com`, `{"email":"jon@example.com\q"}`} {
		var o shopifyOrder
		err := scan([]byte(data), o.read)
		if err == nil || strings.Contains(err.Error(), "jon") {
			t.Errorf("the error of %s says %v", data, err)
		}
	}
}

package inbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// A mail is one file, ID.mail: a line of JSON (Mail), then the bytes of the mail as they were sent. It is written under
// another name first, so that a file with that ending is whole.
const ending = ".mail"

// id of a mail by its number. Names sort as numbers do.
func id(n int64) string { return fmt.Sprintf("local-%015d", n) }

// number is n of id(n), 0 for what is no id.
func number(id string) int64 {
	n, err := strconv.ParseInt(strings.TrimPrefix(id, "local-"), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func file(folder, id string) string { return filepath.Join(folder, id+ending) }

func save(folder string, m Mail, raw []byte) error {
	head, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("save mail %s: %w", m.ID, err)
	}
	part := filepath.Join(folder, m.ID+".part")
	if err := os.WriteFile(part, append(append(head, '\n'), raw...), 0o600); err != nil {
		return fmt.Errorf("save mail %s: %w", m.ID, err)
	}
	if err := os.Rename(part, file(folder, m.ID)); err != nil {
		return fmt.Errorf("save mail %s: %w", m.ID, err)
	}
	return nil
}

// load reads what is known of all mails, oldest first.
func load(folder string) ([]Mail, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(folder) // sorted by name
	if err != nil {
		return nil, err
	}
	var mails []Mail
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ending)
		if !ok || number(name) == 0 {
			continue
		}
		m, _, err := open(folder, name)
		if err != nil {
			return nil, err
		}
		mails = append(mails, m)
	}
	return mails, nil
}

func open(folder, id string) (Mail, []byte, error) {
	content, err := os.ReadFile(file(folder, id))
	if err != nil {
		return Mail{}, nil, fmt.Errorf("open mail %s: %w", id, err)
	}
	head, raw, _ := bytes.Cut(content, []byte("\n"))
	var m Mail
	if err := json.Unmarshal(head, &m); err != nil {
		return Mail{}, nil, fmt.Errorf("open mail %s: %w", id, err)
	}
	return m, raw, nil
}

func remove(folder, id string) error {
	if err := os.Remove(file(folder, id)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove mail %s: %w", id, err)
	}
	return nil
}

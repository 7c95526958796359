package config

import (
	"fmt"
	"io"
	"log/slog"
)

// Secret is a text that fmt, slog and JSON write as "[secret]".
type Secret string

// Reveal gives the secret, for whoever signs with it.
func (s Secret) Reveal() string { return string(s) }

// LogValue, MarshalText and Format redact.
func (s Secret) LogValue() slog.Value         { return slog.StringValue("[secret]") }
func (s Secret) MarshalText() ([]byte, error) { return []byte("[secret]"), nil }

// Format writes "[secret]" for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[secret]") }

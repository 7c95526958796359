package cx

import "unique"

// hidden is a text that a printer cannot reach. Methods alone do not protect one: fmt does not call them on unexported
// fields of the structs that hold it, but follows no pointer inside a struct. Equal texts are equal values (==).
type hidden struct{ handle unique.Handle[string] }

func hide(s string) hidden {
	if s == "" {
		return hidden{}
	}
	return hidden{unique.Make(s)}
}

func (h hidden) reveal() string {
	if h == (hidden{}) {
		return ""
	}
	return h.handle.Value()
}

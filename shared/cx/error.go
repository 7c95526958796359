package cx

import "errors"

// Kind classifies an Error; package web has the one table from kinds to HTTP statuses.
type Kind int

// The kinds of errors. Internal is the zero value: what nobody classified tells a caller nothing.
const (
	Internal      Kind = iota
	Invalid            // the request cannot be understood or breaks a rule: the caller must change it
	Unauthorized       // the caller did not prove who it is
	Forbidden          // the caller is known and may not
	NotFound           // there is no such thing, or the caller may not know of it
	Conflict           // the state does not allow it (any more)
	TooLarge           // over a size limit
	TooMany            // a rate limit; try later
	Gone               // it was there and is over
	Unavailable        // not now; the same request may be sent again
	Unprocessable      // well-formed, but a field has a value that is not allowed
)

// Kinds are all kinds, for tables that must be complete.
func Kinds() []Kind {
	return []Kind{Internal, Invalid, Unauthorized, Forbidden, NotFound, Conflict, TooLarge, TooMany, Gone, Unavailable,
		Unprocessable}
}

// Error has two texts that cannot be mixed up: Text is for the caller, Cause is for the log. Error() joins them.
type Error struct {
	Kind  Kind
	Text  string // for the caller: what to change, in one sentence
	Cause error  // for the log; may be nil
}

func (e *Error) Error() string {
	if e.Cause == nil {
		return e.Text
	}
	return e.Text + ": " + e.Cause.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Public is all that a caller learns of err. What nobody classified is Internal and says nothing.
func Public(err error) (Kind, string) {
	if e, ok := errors.AsType[*Error](err); ok && e.Kind != Internal {
		return e.Kind, e.Text
	}
	return Internal, "Something went wrong on our side. Send us the request id."
}
